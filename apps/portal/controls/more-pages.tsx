import { useText } from '../shell/use-text.js';
import { Action } from './action.js';

/** The way to the next page of a list, while there is one. */
export function MorePages(props: {
  readonly pages: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; fetchNextPage(): unknown };
}) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = props.pages;
  const { t } = useText();
  if (!hasNextPage) return null;
  return (
    <Action kind="plain" narrow busy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
      {t('app.more')}
    </Action>
  );
}
