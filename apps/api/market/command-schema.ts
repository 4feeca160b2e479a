import { z } from 'zod';

// Values are checked by the auction itself (`validateCommand`), so that each mistake has its own code.
const own = {
  orderId: z.number().meta({ description: 'The number that the book gave the order when it took it' }),
  participantId: z.string(),
};
const wholeSen = z.number().meta({ description: 'Whole sen per kWh (1 sen = 0.01 yen)' });
const wholeWh = z.number().meta({ description: 'Whole watt-hours' });
const originFields = { area: z.string().optional(), plant: z.string().optional(), sourceType: z.string().optional() };

/** A command as a client sends it. */
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('place'),
    participantId: z.string(),
    clientOrderId: z.string().optional().meta({
      description:
        'Your own id for the order, so that it is not entered twice if you have to send it again. Only you see it',
    }),
    side: z.string().meta({ enum: ['buy', 'sell'] }),
    priceSen: wholeSen,
    energyWh: wholeWh,
    timeInForce: z
      .string()
      .optional()
      .meta({ enum: ['gateClosure', 'goodUntil', 'immediateOrCancel', 'fillOrKill'] }),
    goodUntilMs: z.number().optional().meta({ description: 'Unix ms, with timeInForce goodUntil only' }),
    minimumFillWh: wholeWh.optional(),
    origin: z
      .strictObject({ ...originFields, kind: z.string().optional(), premiumSen: wholeSen.optional() })
      .optional()
      .meta({ description: 'Sell: where the energy comes from. Buy: where it is wanted from, kind hard or soft' }),
  }),
  z.strictObject({ type: z.literal('cancel'), ...own }),
  z.strictObject({ type: z.literal('reduce'), ...own, byWh: wholeWh }),
  z.strictObject({ type: z.literal('replace'), ...own, priceSen: wholeSen, energyWh: wholeWh }),
]);
