import { useParams } from 'react-router';
import type { SlotDetail, SlotRecordView } from '#operations';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, price, shortHex } from '../format/figures.js';
import { moment, slotName } from '../format/times.js';
import { SlotBook } from '../resident/slot-book.js';
import { useSlotDetail } from '../server/operations.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { OperateBook } from './operate-book.js';
import { SlotStatistics } from './slot-statistics.js';
import { StateChip, WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';
import { VerifySlot } from './verify-slot.js';

const RECORD_CHIPS: Readonly<Record<SlotRecordView['state'], string>> = {
  pending: 'chip',
  sent: 'chip wait',
  confirmed: 'chip good',
};

/** One half hour: its book while it is open, what became of it, and its records on the chain. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function SlotScreen() {
  const slot = Number(useParams().slot);
  const detail = useSlotDetail(slot);
  const { language } = useStaffText();
  const role = useSession().data?.account?.role;
  return (
    <>
      <h1>{slotName(slot, language)}</h1>
      <Loaded query={detail}>{(view) => <Slot view={view} isOperator={role === 'operator'} />}</Loaded>
    </>
  );
}

function Slot({ view, isOperator }: { readonly view: SlotDetail; readonly isOperator: boolean }) {
  const { t } = useText();
  const { s } = useStaffText();
  const { line, records } = view;
  const isOpen = line.state === 'open' || line.state === 'halted' || line.state === 'gathering';
  const areaId = Number(records[0]?.record.areaId ?? 0);
  return (
    <div className="appear">
      {line.meanPriceSen === null ? (
        <p className="answer answer-words">
          {t('market.none')} <StateChip state={line.state} />
        </p>
      ) : (
        <p className="answer">
          {price(line.meanPriceSen)}
          <small> {s('rules.yen')}</small> <StateChip state={line.state} />
        </p>
      )}
      <div className="two">
        <Life view={view} />
        {isOpen && (
          <section className="card">
            <h2>{s('slot.book')}</h2>
            <SlotBook slot={line.slot} />
            {/* A book that gathers orders trades nothing, so there is nothing to halt (docs/market-rules.md). */}
            {isOperator && line.state !== 'gathering' && (
              <OperateBook slot={line.slot} isHalted={line.state === 'halted'} />
            )}
          </section>
        )}
        <SlotStatistics slot={line.slot} />
        {view.settlements.length > 0 && <Settlements view={view} />}
        <section className="card">
          <h2>{s('slot.records')}</h2>
          {records.length === 0 ? (
            <p className="note">{s('slot.recordsNone')}</p>
          ) : (
            records.map((record) => (
              <RecordPart key={`${record.phase}${record.record.version ?? ''}`} record={record} />
            ))
          )}
        </section>
        {records.some(({ recordHash }) => recordHash !== null) && <VerifySlot detail={view} areaId={areaId} />}
      </div>
    </div>
  );
}

function Life({ view: { line, commands, operations } }: { readonly view: SlotDetail }) {
  const { s, language } = useStaffText();
  return (
    <section className="card">
      <h2>{s('slot.life')}</h2>
      <div className="row">
        <span>{s('slot.closure')}</span>
        <span>{moment(line.gateClosureMs, language)}</span>
      </div>
      <div className="row">
        <span>{s('slot.commands')}</span>
        <span>
          {commands} {s('slot.commandsUnit')}
        </span>
      </div>
      <div className="row">
        <span>{s('slot.trades')}</span>
        <span>
          {line.trades} · <Energy wh={line.tradedWh} decimals={2} />
        </span>
      </div>
      <div className="row">
        <span>{s('slot.readings')}</span>
        <span>
          {line.readings} / {line.expectedReadings}
        </span>
      </div>
      {operations.map(({ type, sequence, atMs }) => (
        <div key={sequence} className="row">
          <span className="chip bad">{s(type === 'halt' ? 'slot.operationHalt' : 'slot.operationResume')}</span>
          <span>{moment(atMs, language)}</span>
        </div>
      ))}
    </section>
  );
}

function Settlements({ view: { settlements } }: { readonly view: SlotDetail }) {
  const { s, language } = useStaffText();
  const shown = (wh: number | null) => (wh === null ? s('day.withheld') : kwh(wh, 2));
  return (
    <section className="card">
      <h2>{s('slot.settlements')}</h2>
      <WideTable label={s('slot.settlements')}>
        <thead>
          <tr>
            <th scope="col">{s('slots.settlement')}</th>
            <th scope="col">
              {s('slot.exported')}
              <small> kWh</small>
            </th>
            <th scope="col">{s('slot.imported')}</th>
            <th scope="col">{s('slot.allocated')}</th>
            <th scope="col">{s('slot.at')}</th>
          </tr>
        </thead>
        <tbody>
          {settlements.map((each) => (
            <tr key={each.version}>
              <th scope="row">
                {s('slots.version', { version: each.version })}
                {each.missingReadings > 0 && (
                  <span className="late"> {s('slots.missing', { count: each.missingReadings })}</span>
                )}
              </th>
              <td>{shown(each.exportedWh)}</td>
              <td>{shown(each.importedWh)}</td>
              <td>{shown(each.allocatedWh)}</td>
              <td>{moment(each.settledAtMs, language)}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  );
}

function RecordPart({ record }: { readonly record: SlotRecordView }) {
  const { s } = useStaffText();
  const { phase, state, recordHash, transactionHash, blockNumber } = record;
  return (
    <div className="record">
      <div className="row">
        <b>{s(`slot.record.${phase}`, { version: record.record.version ?? 1 })}</b>
        <span className={RECORD_CHIPS[state]}>{s(`slot.recordState.${state}`)}</span>
      </div>
      <p className="note">
        {blockNumber !== null && `${s('slot.block', { block: blockNumber })} · `}
        {transactionHash !== null && `${s('slot.transaction')} ${shortHex(transactionHash)}`}
      </p>
      <details>
        <summary>{s('slot.fields')}</summary>
        <dl className="fields">
          {Object.entries(record.record).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
          {recordHash !== null && (
            <div>
              <dt>{s('slot.hash')}</dt>
              <dd>
                <code>{recordHash}</code>
              </dd>
            </div>
          )}
        </dl>
      </details>
    </div>
  );
}
