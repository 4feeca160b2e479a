import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TradeView } from '#resident';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { kwh, price, shortHex } from '../format/figures.js';
import { RequestError, requestText } from '../server/request.js';
import { evidencePath, ledgerPlace, tradeQuery } from '../server/resident.js';
import { NodeField } from '../shell/node-field.js';
import { usePreferences } from '../shell/preferences.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import type { TextKey } from '../text/ja.js';
import type { Proof, ProofFacts, ProofStepName } from '../verify/verify-own-trade.js';

/** What came of it, and what it rests on. */
interface Result {
  readonly proof: Proof;
  readonly evidence: string;
  readonly trade: TradeView;
  readonly chainId: number;
  readonly address: string;
}

/** Where our own node is reached: for those who name none of their own. */
const OUR_NODE = '/api/chain/node';

/** The verify button, and each step of what it found as a sentence with its fact. */
export function VerifyTrade({ trade }: { readonly trade: TradeView }) {
  const { t } = useText();
  const { pointId } = usePoint();
  const queries = useQueryClient();
  const [{ nodeUrl, contract }] = usePreferences();
  const verify = useMutation({
    mutationFn: async (): Promise<Result> => {
      // The hashing comes with the first press: it is not part of the first view.
      const [{ verifyOwnTrade }, { jsonRpc }] = await Promise.all([
        import('../verify/verify-own-trade.js'),
        import('#ledger/browser'),
      ]);
      const { slot, sequence } = trade;
      // A correction may have come since the page was loaded: the newest figures are what is proven, and shown.
      const fresh = await queries.fetchQuery({ ...tradeQuery(pointId, String(slot), String(sequence)), staleTime: 0 });
      const place = await ledgerPlace();
      const evidence = await requestText('GET', evidencePath(pointId, slot, sequence ?? 0));
      const address = contract.trim() === '' ? place.contract : contract.trim();
      const node = jsonRpc(nodeUrl.trim() === '' ? new URL(OUR_NODE, window.location.href).href : nodeUrl.trim());
      const given = { evidence, node, chainId: place.chainId, address, shown: fresh };
      return { proof: await verifyOwnTrade(given), evidence, trade: fresh, chainId: place.chainId, address };
    },
  });
  if (trade.version === null) return null;
  return (
    <section className="card" aria-live="polite">
      <h2>{t(titleOf(verify.data?.proof))}</h2>
      {verify.data === undefined && <p className="note">{t('verify.lead')}</p>}
      {verify.data !== undefined && <Outcome result={verify.data} />}
      {verify.isError && (
        <p className="message bad" role="alert">
          {t(isNotReady(verify.error) ? 'verify.notReady' : 'app.failedHint')}
        </p>
      )}
      {trade.isAnchored ? (
        <Action
          kind={verify.data === undefined ? 'main' : 'plain'}
          busy={verify.isPending}
          onPress={() => verify.mutate()}
        >
          {t(verify.isPending ? 'verify.going' : 'verify.go')}
        </Action>
      ) : (
        <p className="message">{t('verify.notReady')}</p>
      )}
      <NodeChoice />
    </section>
  );
}

function isNotReady(error: Error): boolean {
  return error instanceof RequestError && error.code === 'EVIDENCE_NOT_READY';
}

function titleOf(proof: Proof | undefined): TextKey {
  if (proof === undefined) return 'verify.title';
  return proof.outcome === 'proven' ? 'verify.done' : 'verify.failed';
}

function Outcome({ result }: { readonly result: Result }) {
  const { t } = useText();
  const { proof } = result;
  if (proof.outcome === 'unreachable' || proof.outcome === 'malformed') {
    return (
      <p className="message bad" role="alert">
        {t(proof.outcome === 'unreachable' ? 'verify.unreachable' : 'verify.broken')}
      </p>
    );
  }
  return (
    <>
      <ol className="steps">
        {proof.steps.map(({ name, holds }) => (
          <li key={name} className={holds ? '' : 'failed'}>
            <b>{t(sentenceOf(name, result.trade))}</b>
            <Fact name={name} facts={proof.facts} result={result} />
            {!holds && <span className="means">{t(`verify.${name}Means`)}</span>}
          </li>
        ))}
      </ol>
      {proof.outcome === 'refuted' && (
        <p className="message bad" role="alert">
          {t('verify.report')}
        </p>
      )}
      <a
        className="button plain"
        download={`ichien-${result.trade.slot}-${result.trade.sequence}.json`}
        href={URL.createObjectURL(new Blob([result.evidence], { type: 'application/json' }))}
      >
        {t('verify.download')}
      </a>
    </>
  );
}

function sentenceOf(name: ProofStepName, { side }: TradeView): TextKey {
  if (name === 'meter') return side === 'sell' ? 'verify.sellerStep' : 'verify.buyerStep';
  return `verify.${name}Step`;
}

function Fact({
  name,
  facts,
  result,
}: {
  readonly name: ProofStepName;
  readonly facts: ProofFacts;
  readonly result: Result;
}) {
  const { t } = useText();
  const energy = (wh: number) => `${kwh(wh, 2)} kWh`;
  const values: Readonly<Record<ProofStepName, Record<string, string | number>>> = {
    trade: { count: facts.tradeCount, place: facts.tradePlace, total: energy(facts.tradedTotalWh) },
    meter: { metered: energy(facts.meteredWh), allocated: energy(facts.allocatedWh) },
    once: {
      allocated: energy(facts.allocatedTotalWh),
      exported: energy(facts.exportedTotalWh),
      imported: energy(facts.importedTotalWh),
    },
    anchor: { chainId: result.chainId, contract: shortHex(result.address), version: facts.version },
    screen: { energy: energy(facts.allocatedWh), price: price(facts.priceSen) },
  };
  return <span>{t(`verify.${name}Fact`, values[name])}</span>;
}

/** Whoever trusts no word of the operator asks a node of their own. */
function NodeChoice() {
  const { t } = useText();
  const [{ nodeUrl, contract }, change] = usePreferences();
  return (
    <details>
      <summary>
        {t('verify.node')}: {t(nodeUrl.trim() === '' ? 'verify.nodeOurs' : 'verify.nodeOwn')}
      </summary>
      <p className="note">{t('verify.nodeNote')}</p>
      <NodeField label={t('verify.nodeUrl')} />
      <TextInput label={t('verify.contract')} value={contract} onChange={(address) => change({ contract: address })} />
    </details>
  );
}
