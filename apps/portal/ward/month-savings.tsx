import { Yen } from '../controls/figure.js';
import { grouped, signedWholeYen, wholeYenDigits } from '../format/figures.js';
import type { SavingsView } from '../server/reports.js';
import { tariffName } from '../staff/tariff-name.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Baseline of purchases, as apps/api/billing names it: all of it sold to the retailer after FIT. */
const POST_FIT = 'postFit';

/** What households saved and lost against each stated baseline; kinds are never added up, and a loss is said as one. */
export function MonthSavings({ savings }: { readonly savings: readonly SavingsView[] }) {
  const { s } = useStaffText();
  return (
    <section className="card">
      <h2>{s('savings.title')}</h2>
      <p className="note">{s('savings.note')}</p>
      {savings.length === 0 && <p className="empty">{s('savings.none')}</p>}
      {savings.map((group) => (
        <Against key={group.baselineTariffId} group={group} />
      ))}
    </section>
  );
}

function Against({ group }: { readonly group: SavingsView }) {
  const { s, language } = useStaffText();
  const { baselineTariffId, count, baselineYen, actualYen, savedCount, savedYen, lostCount, lostYen } = group;
  const differenceYen = baselineYen - actualYen;
  const name = baselineTariffId === POST_FIT ? s('savings.postFit') : tariffName(baselineTariffId, language);
  return (
    <>
      <h3>{s('savings.against', { name })}</h3>
      <p className={differenceYen < 0 ? 'message bad' : 'message good'}>
        {s(differenceYen < 0 ? 'savings.lostAll' : 'savings.savedAll', {
          count: grouped(BigInt(count)),
          amount: wholeYenDigits(Math.abs(differenceYen)),
        })}
      </p>
      {savedCount === null || savedYen === null || lostCount === null || lostYen === null ? (
        <p className="note">{s('savings.withheld')}</p>
      ) : (
        <>
          <Side words={s('savings.saved', { count: grouped(BigInt(savedCount)) })} yen={savedYen} />
          <Side words={s('savings.lost', { count: grouped(BigInt(lostCount)) })} yen={lostYen} />
        </>
      )}
    </>
  );
}

function Side({ words, yen }: { readonly words: string; readonly yen: number }) {
  return (
    <div className="row">
      <span>{words}</span>
      <b>
        <Yen digits={signedWholeYen(yen)} />
      </b>
    </div>
  );
}
