import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Action } from '../controls/action.js';
import { DocumentText } from '../controls/document-text.js';
import { Refusal } from '../controls/refusal.js';
import { moment } from '../format/times.js';
import { type Agreement, DOCUMENTS_KEY, useAgreements } from '../server/joining.js';
import { request } from '../server/request.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';

/** Documents in their newest versions, if who owns a supply point has not agreed to some of them; else none. */
function useAsked(): { readonly all: readonly Agreement[]; readonly unagreed: readonly Agreement[] } {
  const ownsSome = useSession().data?.account?.participants.some(({ access }) => access === 'owner') ?? false;
  const all = useAgreements(ownsSome).data ?? [];
  return { all, unagreed: all.filter(({ newest, agreed }) => newest.sha256 !== agreed?.sha256) };
}

/** A household that takes part is asked when a document has a further version: both are there to read. */
export function NewerDocuments() {
  const { t } = useText();
  const { all, unagreed } = useAsked();
  const queries = useQueryClient();
  const agree = useMutation({
    mutationFn: () =>
      request<void>('POST', '/joining/agreements', { documents: all.map(({ newest }) => newest.sha256) }),
    onSettled: () => queries.invalidateQueries({ queryKey: DOCUMENTS_KEY }),
  });
  return (
    <>
      <div role="status">
        {agree.isSuccess && unagreed.length === 0 && <p className="message good">{t('contract.agreed')}</p>}
      </div>
      {unagreed.length > 0 && (
        <section className="card">
          <h2>{t('contract.newer')}</h2>
          <p>{t('contract.newerNote')}</p>
          {unagreed.map((agreement) => (
            <Versions key={agreement.name} agreement={agreement} />
          ))}
          <Refusal error={agree.error} />
          <Action busy={agree.isPending} onPress={() => agree.mutate()}>
            {t('contract.agree')}
          </Action>
        </section>
      )}
    </>
  );
}

function Versions({ agreement: { newest, agreed } }: { readonly agreement: Agreement }) {
  const { t, language } = useText();
  return (
    <div className="consent">
      <h3>{newest.title}</h3>
      <DocumentText
        sha256={newest.sha256}
        title={t('contract.newVersion', { version: newest.version, time: moment(newest.atMs, language) })}
      />
      {agreed === null ? (
        <p className="note">{t('contract.noneAgreed')}</p>
      ) : (
        <DocumentText
          sha256={agreed.sha256}
          title={t('contract.agreedVersion', { version: agreed.version, time: moment(agreed.atMs, language) })}
        />
      )}
    </div>
  );
}

/** On the first screen: that there is something to read and to agree to. */
export function NewerDocumentsHint() {
  const { t } = useText();
  const { unagreed } = useAsked();
  if (unagreed.length === 0) return null;
  return (
    <p className="message">
      {t('contract.newerHint')} <Link to="/contract">{t('contract.newerRead')}</Link>
    </p>
  );
}
