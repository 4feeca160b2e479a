import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { Toggle } from '../controls/toggle.js';
import { shortHex } from '../format/figures.js';
import { dayName, moment } from '../format/times.js';
import {
  APPLICATIONS_KEY,
  type ApplicationView,
  CONSENTS_KEY,
  type Consent,
  type ContractDocument,
  DOCUMENTS_KEY,
  useApplications,
  useConsents,
  useDocuments,
} from '../server/joining.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';
import { NewerDocuments } from './newer-documents.js';

/** F18, F20 and F22: contract documents, what one's data may be used for, and where an application stands. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ContractScreen() {
  const { t } = useText();
  const documents = useDocuments();
  const applications = useApplications();
  return (
    <div className="appear">
      <h1>{t('contract.title')}</h1>
      <NewerDocuments />
      <Loaded query={applications}>
        {(all) => (
          <>
            {all.map((application) => (
              <Application key={application.applicationId} application={application} documents={documents.data} />
            ))}
            <p className="other">
              <Link to="/apply">{t('contract.apply')}</Link>
            </p>
          </>
        )}
      </Loaded>
      <section className="card">
        <h2>{t('contract.documents')}</h2>
        <Loaded query={documents}>
          {(all) =>
            all.length === 0 ? (
              <p className="note">{t('contract.noDocuments')}</p>
            ) : (
              all.map((document) => <Document key={document.sha256} document={document} />)
            )
          }
        </Loaded>
      </section>
      <Consents />
    </div>
  );
}

function Document({ document }: { readonly document: ContractDocument }) {
  const { t, language } = useText();
  return (
    <details>
      <summary>{document.title}</summary>
      <p className="note">
        {t('contract.version', {
          version: document.version,
          time: moment(document.publishedAtMs, language),
          hash: shortHex(document.sha256),
        })}
      </p>
      <p className="prose">{document.text}</p>
    </details>
  );
}

function Application(props: {
  readonly application: ApplicationView;
  /** Undefined while they are not known. */
  readonly documents: readonly ContractDocument[] | undefined;
}) {
  const { t, language } = useText();
  const queries = useQueryClient();
  const { application, documents } = props;
  const { applicationId, state, supplyPointId, startDay, submittedAtMs, ineligibility } = application;
  const refresh = () => queries.invalidateQueries({ queryKey: APPLICATIONS_KEY });
  const agree = useMutation({
    mutationFn: () =>
      request<unknown>('POST', `/joining/applications/${applicationId}/agreement`, {
        documents: documents?.map(({ sha256 }) => sha256),
      }),
    // Somebody may have published meanwhile.
    onSettled: () => Promise.all([refresh(), queries.invalidateQueries({ queryKey: DOCUMENTS_KEY })]),
  });
  const isOver = ['enrolled', 'withdrawn', 'declined', 'left'].includes(state);
  return (
    <section className="card">
      <div className="row">
        <h2>{t('contract.application')}</h2>
        <span className={state === 'enrolled' ? 'chip good' : 'chip wait'}>{t(`application.${state}`)}</span>
      </div>
      <p>{t(`application.${state}Note`)}</p>
      {ineligibility.map((why) => (
        <p key={why.reason} className="message">
          {t(`ineligible.${why.reason}`, { day: 'lastDay' in why ? dayName(why.lastDay, language) : '' })}
        </p>
      ))}
      <p className="note">
        {supplyPointId} · {t('contract.start', { day: dayName(startDay, language) })} ·{' '}
        {moment(submittedAtMs, language)}
      </p>
      {state === 'selected' && documents?.length === 0 && <p className="message">{t('contract.agreeLater')}</p>}
      {state === 'selected' && documents !== undefined && documents.length > 0 && (
        <>
          <p className="note">{t('contract.agreeNote', { titles: documents.map(({ title }) => title).join(', ') })}</p>
          <Action busy={agree.isPending} onPress={() => agree.mutate()}>
            {t('contract.agree')}
          </Action>
        </>
      )}
      <Refusal error={agree.error} />
      {!isOver && <Withdrawal applicationId={applicationId} />}
    </section>
  );
}

function Withdrawal({ applicationId }: { readonly applicationId: string }) {
  const { t } = useText();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => request<unknown>('POST', `/joining/applications/${applicationId}/withdrawal`),
    onSettled: () => queries.invalidateQueries({ queryKey: APPLICATIONS_KEY }),
  });
  return (
    <details>
      <summary>{t('contract.withdraw')}</summary>
      <p className="note">{t('contract.withdrawNote')}</p>
      <Refusal error={withdraw.error} />
      <Action kind="bad" busy={withdraw.isPending} onPress={() => withdraw.mutate()}>
        {t('contract.withdraw')}
      </Action>
    </details>
  );
}

/** Each purpose is asked for by itself, and can be taken back as easily as it was given. */
function Consents() {
  const { t, language } = useText();
  const queries = useQueryClient();
  const consents = useConsents();
  const set = useMutation({
    mutationFn: ({ purpose, given }: Pick<Consent, 'purpose' | 'given'>) =>
      request<void>('PUT', `/joining/consents/${purpose}`, { given }),
    onSettled: () => queries.invalidateQueries({ queryKey: CONSENTS_KEY }),
  });
  return (
    <section className="card">
      <h2>{t('contract.consents')}</h2>
      <p className="note">{t('contract.consentsNote')}</p>
      <Loaded query={consents}>
        {(all) =>
          all.map((consent) => (
            <div key={consent.purpose} className="consent">
              <Toggle
                label={consent[language]}
                on={consent.given}
                onChange={(given) => set.mutate({ purpose: consent.purpose, given })}
              />
              {consent.sinceMs !== null && (
                <p className="note">{t('contract.since', { time: moment(consent.sinceMs, language) })}</p>
              )}
            </div>
          ))
        }
      </Loaded>
      <Refusal error={set.error} />
    </section>
  );
}
