import type { BalancedDay, DemandPlan, GenerationPlan, OcctoEnvelope } from '#formats';
import type { PlanSettings } from '../billing/plan-settings.js';

/** For which day a plan is, and when it was made. */
export interface PlanHead {
  readonly day: string;
  /** Whole seconds. */
  readonly createdAtMs: number;
}

/** 需要調達計画: what all households take, procured from neighbours and from the rest. */
export function demandPlanOf(balanced: BalancedDay, codes: PlanSettings, head: PlanHead): DemandPlan {
  const { generationGroup, rest, jp06371, sender, demandGroup } = codes;
  const procurements = [
    { from: generationGroup, procurementKwh: balanced.neighboursKwh },
    { from: rest, procurementKwh: balanced.procuredKwh },
  ].map(({ from: { code, name, contractId, jp06372, jp06374 }, procurementKwh }) => ({
    counterparty: { code, name },
    contractId,
    jp06372,
    jp06374,
    procurementKwh,
  }));
  return {
    envelope: envelopeOf(codes, head, demandGroup),
    jp06371,
    procurements,
    members: [
      {
        company: sender,
        demandKwh: balanced.demandKwh,
        procurements: procurements.map(({ contractId: _, ...procurement }) => procurement),
      },
    ],
  };
}

/** 発電販売計画: what all roofs feed in, sold to neighbours and to the rest. */
export function generationPlanOf(balanced: BalancedDay, codes: PlanSettings, head: PlanHead): GenerationPlan {
  const { generationGroup, generationGridCode, demandGroup, rest } = codes;
  const { code, name } = generationGroup;
  return {
    envelope: envelopeOf(codes, head, { code, name }),
    groups: [{ code, units: [{ gridCode: generationGridCode, generationKwh: balanced.generationKwh }] }],
    sales: [
      { counterpartyCode: demandGroup.code, energyKwh: balanced.neighboursKwh },
      { counterpartyCode: rest.code, energyKwh: balanced.soldKwh },
    ],
    procurements: [],
  };
}

function envelopeOf(
  { jpc03, jpc06, jpc09, sender, destination }: PlanSettings,
  head: PlanHead,
  submitter: OcctoEnvelope['submitter'],
): OcctoEnvelope {
  return { jpc03, jpc06, jpc09, sender, destination, submitter, ...head };
}
