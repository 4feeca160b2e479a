import { type EntityManager, In } from 'typeorm';
import type { SlipRow } from '#formats';
import { customerNumberOf } from './bank-files.js';
import { type MonthCloseRow, PaymentOrderRow, StatementRow } from './billing.entities.js';
import type { StatementTerms } from './billing-account.js';

/** Participants in one question: below either database's most parameters. */
const CHUNK = 500;

/** The slips (払込票) that a run asks for, in the order of their numbers, each to the address of its participant's newest statement. */
export async function slipsToPrint(
  manager: EntityManager,
  run: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
): Promise<SlipRow[]> {
  const { areaId, month } = run;
  const orders = await manager.find(PaymentOrderRow, {
    where: { areaId, month, run: run.run, way: 'invoice' },
    order: { number: 'ASC', version: 'ASC', attempt: 'ASC' },
  });
  const addressees = await addresseesOf(
    manager,
    run,
    orders.map(({ participantId }) => participantId),
  );
  return orders.map((order) => {
    const { contractNumber, nameJa, addressJa } = addressees.get(order.participantId)!;
    const { amountYen, dueDay } = order;
    return { slipNumber: customerNumberOf(order), contractNumber, nameJa, addressJa, amountYen, dueDay };
  });
}

/** Name and address by participant, as the newest statement has them that the run or an earlier one made. */
async function addresseesOf(
  manager: EntityManager,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  participantIds: readonly string[],
): Promise<Map<string, StatementTerms>> {
  const addressees = new Map<string, StatementTerms>();
  for (let start = 0; start < participantIds.length; start += CHUNK) {
    const rows = await manager
      .createQueryBuilder(StatementRow, 's')
      .select(['s.areaId', 's.month', 's.kind', 's.sequence', 's.version', 's.participantId', 's.terms'])
      .where({ areaId, participantId: In(participantIds.slice(start, start + CHUNK)) })
      .andWhere('(s.month < :month OR (s.month = :month AND s.run <= :run))', { month, run })
      .orderBy('s.month')
      .addOrderBy('s.run')
      .getMany();
    for (const { participantId, terms } of rows) addressees.set(participantId, JSON.parse(terms));
  }
  return addressees;
}
