import { useMutation } from '@tanstack/react-query';
import { dayOf, isIchienError } from '#energy';
import type { RecordsVerification } from '#ledger/browser';
import type { SlotDetail } from '#operations';
import { Action } from '../controls/action.js';
import { ledgerPlace } from '../server/resident.js';
import { NodeField } from '../shell/node-field.js';
import { usePreferences } from '../shell/preferences.js';
import { StaffRefusal } from './staff-refusal.js';
import { useStaffText } from './use-staff-text.js';

type Result = RecordsVerification | { readonly outcome: 'unreachable' };

/** Compares a slot's records with the chain in this browser, and hands out what a stranger's verification needs. */
export function VerifySlot({ detail, areaId }: { readonly detail: SlotDetail; readonly areaId: number }) {
  const { s } = useStaffText();
  const [{ nodeUrl }] = usePreferences();
  const { slot } = detail.line;
  const verify = useMutation({
    mutationFn: async (): Promise<Result> => {
      // The hashing comes with the first press.
      const { jsonRpc, verifyRecords } = await import('#ledger/browser');
      const { chainId, contract: address } = await ledgerPlace();
      const url = nodeUrl.trim() === '' ? new URL('/api/chain/node', window.location.href).href : nodeUrl.trim();
      const records = detail.records.filter(({ recordHash }) => recordHash !== null);
      type Given = Parameters<typeof verifyRecords>[0]['records'];
      const given = { areaId, slot, records: records as unknown as Given, chainId, address };
      try {
        return await verifyRecords({ ...given, node: jsonRpc(url) });
      } catch (error) {
        if (isIchienError(error) && error.code === 'NODE_UNREACHABLE') return { outcome: 'unreachable' };
        throw error;
      }
    },
  });
  const day = dayOf(slot);
  return (
    <section className="card">
      <h2>{s('proof.title')}</h2>
      <p className="note">{s('proof.lead')}</p>
      <Action narrow busy={verify.isPending} onPress={() => verify.mutate()}>
        {s('proof.go')}
      </Action>
      <div role="status">
        {verify.data !== undefined && <Outcome result={verify.data} count={detail.records.length} />}
        <StaffRefusal error={verify.error} />
      </div>
      <NodeField label={s('proof.node')} />
      <p className="links">
        <a href={`/api/evidence/${slot}`} download={`evidence-${slot}.json`}>
          {s('proof.evidence')}
        </a>
        <a href={`/api/evidence/manifest.json?from=${slot}&to=${slot}`} download="manifest.json">
          {s('proof.manifest')}
        </a>
      </p>
      <p className="note">{s('proof.command')}</p>
      <pre>
        <code>{`npm run verify -- --evidence ./evidence --rpc https://NODE --from ${day} --to ${day}`}</code>
      </pre>
    </section>
  );
}

function Outcome({ result, count }: { readonly result: Result; readonly count: number }) {
  const { s } = useStaffText();
  switch (result.outcome) {
    case 'anchored':
      return (
        <p className="message good">
          {s('proof.holds', { count: result.anchored })}
          {count > result.anchored && ` ${s('proof.later', { count: count - result.anchored })}`}
        </p>
      );
    case 'hashDiffers':
      return <p className="message bad">{s('proof.hashDiffers', { phase: result.index + 1 })}</p>;
    case 'differs':
      return <p className="message bad">{s('proof.differs')}</p>;
    case 'nothing':
      return <p className="message">{s('proof.nothing')}</p>;
    case 'unreachable':
      return <p className="message">{s('proof.unreachable')}</p>;
  }
}
