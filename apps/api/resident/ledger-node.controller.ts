import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { LedgerPlaceView } from '#resident';
import { SignedIn } from '../accounts/access.js';
import { LedgerNodeService, type NodeCall } from './ledger-node.service.js';

const hex = z
  .string()
  .max(2_000)
  .regex(/^0x[0-9a-fA-F]*$/);
const callSchema = z.strictObject({ to: hex, data: hex });
const common = { jsonrpc: z.literal('2.0'), id: z.number().int().min(0).max(1_000) };

/** The calls of `libs/ledger/browser`, and nothing else. */
const batchSchema = z
  .array(
    z.discriminatedUnion('method', [
      z.strictObject({ ...common, method: z.literal('eth_chainId'), params: z.array(z.never()).max(0) }),
      z.strictObject({
        ...common,
        method: z.literal('eth_call'),
        params: z.tuple([callSchema, z.enum(['latest', 'safe', 'finalized'])]),
      }),
    ]),
  )
  .min(1)
  .max(8);

@ApiTags('resident')
@SignedIn()
@Controller('chain')
export class LedgerNodeController {
  constructor(private readonly node: LedgerNodeService) {}

  @Get('place')
  @ApiOperation({ summary: 'Chain and contract that this exchange anchors its records on' })
  place(): LedgerPlaceView {
    return this.node.place();
  }

  @Post('node')
  @HttpCode(200)
  @ApiOperation({ summary: 'JSON-RPC batch passed on to our node: eth_chainId, and eth_call to the ledger contract' })
  ask(@Body({ schema: batchSchema }) calls: z.infer<typeof batchSchema>): Promise<unknown[]> {
    return this.node.ask(calls as readonly NodeCall[]);
  }
}
