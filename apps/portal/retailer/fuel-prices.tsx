import type { FuelVersion } from '#billing';
import { TARIFFS } from '#tariff';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { signedPrice, signedPriceIn } from '../format/figures.js';
import { moment, monthName } from '../format/times.js';
import { BILLING_KEY } from '../server/billing.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { tariffName } from '../staff/tariff-name.js';
import { useDraft } from '../staff/use-draft.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Highest fuel adjustment of either sign that the API takes, sen/kWh. */
const MAX_FUEL_SEN = 10_000;
/** Menus that have a fuel adjustment. */
const FUEL_TARIFFS = TARIFFS.filter(({ terms }) => terms.some(({ value }) => value.fuelAdjusted)).map(({ id }) => id);

/** The month's fuel adjustments by menu, every version of them, and the way to enter one. */
export function FuelPrices({ month, versions }: { readonly month: string; readonly versions: readonly FuelVersion[] }) {
  const { s, language } = useStaffText();
  const byTariff = Map.groupBy(versions, ({ tariffId }) => tariffId);
  return (
    <section className="card">
      <h2>{s('prices.fuel', { month: monthName(month, language) })}</h2>
      <p className="note">{s('prices.fuelNote')}</p>
      <ul className="list">
        {FUEL_TARIFFS.map((tariffId) => (
          <li key={tariffId}>
            <Fuel tariffId={tariffId} versions={byTariff.get(tariffId) ?? []} />
          </li>
        ))}
      </ul>
      <details>
        <summary>{s('prices.fuelNew')}</summary>
        <FuelForm month={month} />
      </details>
    </section>
  );
}

function Fuel({ tariffId, versions }: { readonly tariffId: string; readonly versions: readonly FuelVersion[] }) {
  const { s, language } = useStaffText();
  const [standing, ...earlier] = versions;
  return (
    <div className="payment">
      <div className="row">
        <span>{tariffName(tariffId, language)}</span>
        {standing === undefined ? (
          <span className="chip">{s('prices.notEntered')}</span>
        ) : (
          <b className="figure">
            {signedPrice(standing.sen)} <small>{s('rules.yen')}</small>
          </b>
        )}
      </div>
      {standing !== undefined && <Entered version={standing} />}
      {earlier.length > 0 && (
        <details>
          <summary>{s('files.earlier', { count: earlier.length })}</summary>
          {earlier.map((version) => (
            <div key={version.version}>
              <span className="figure">
                {signedPrice(version.sen)} {s('rules.yen')}
              </span>
              <Entered version={version} />
            </div>
          ))}
        </details>
      )}
    </div>
  );
}

function Entered({ version: { version, source, enteredAtMs } }: { readonly version: FuelVersion }) {
  const { s, language } = useStaffText();
  return (
    <p className="note">
      {s('files.version', { version })} · {source} · {moment(enteredAtMs, language)}
    </p>
  );
}

function FuelForm({ month }: { readonly month: string }) {
  const { s, language } = useStaffText();
  const enter = useOperation<object>('POST', '/billing/fuel-adjustments', [BILLING_KEY]);
  const senOf = (yen: string) => signedPriceIn(yen, MAX_FUEL_SEN);
  const { draft, input, submit } = useDraft(
    { tariffId: FUEL_TARIFFS[0]!, yen: '', source: '' },
    ({ yen, source }) => ({ yen: senOf(yen) === undefined, source: source.trim() === '' }),
    enter.reset,
  );
  const { tariffId, yen, source } = draft;
  const go = submit(() => enter.mutate({ adjustments: [{ month, tariffId, sen: senOf(yen), source: source.trim() }] }));
  const options = FUEL_TARIFFS.map((value) => ({ value, label: tariffName(value, language) }));
  return (
    <form onSubmit={go} noValidate>
      <Select label={s('prices.tariff')} options={options} {...input('tariffId')} />
      <TextInput
        label={`${s('prices.fuelYen')} (${s('rules.yen')})`}
        hint={s('prices.fuelYenHint')}
        {...input('yen')}
      />
      <TextInput label={s('prices.announcement')} hint={s('prices.announcementHint')} {...input('source')} />
      <Action submit narrow busy={enter.isPending}>
        {s('prices.enter')}
      </Action>
      <div role="status">
        {enter.isSuccess && <p className="message good">{s('prices.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
