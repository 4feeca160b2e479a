import { useQuery } from '@tanstack/react-query';
import { TextInput } from '../controls/text-input.js';
import { ledgerPlace } from '../server/resident.js';
import { usePreferences } from './preferences.js';
import { useText } from './use-text.js';

/** The node that is asked when something is verified: the exchange's relay, or one of those that the page may reach. */
export function NodeField({ label }: { readonly label: string }) {
  const { t } = useText();
  const [{ nodeUrl }, change] = usePreferences();
  const place = useQuery({ queryKey: ['ledger', 'place'], queryFn: ledgerPlace, staleTime: Number.POSITIVE_INFINITY });
  const origins = place.data?.nodeOrigins ?? [];
  const isBlocked =
    nodeUrl.trim() !== '' && place.isSuccess && !origins.includes(URL.parse(nodeUrl.trim())?.origin ?? '');
  return (
    <TextInput
      label={label}
      type="url"
      value={nodeUrl}
      onChange={(url) => change({ nodeUrl: url })}
      hint={origins.length === 0 ? t('verify.nodeNone') : t('verify.nodeHosts', { origins: origins.join(', ') })}
      error={isBlocked ? t('verify.nodeBlocked') : undefined}
    />
  );
}
