import { type Hex, keccak256, toHex } from '#merkle';
import { nodeUnreachable } from '../chain/error.js';
import type { BlockTag, JsonRpc } from './json-rpc.js';

const SLOT_LATEST = toHex(keccak256(new TextEncoder().encode('latest(uint32,uint64)'))).slice(0, 10);

/** Asks a node for its chain and the hash of a slot's latest record, in one request. @throws IchienError NODE_UNREACHABLE */
export async function latestRecordOf(
  { node, address, block }: { readonly node: JsonRpc; readonly address: string; readonly block?: BlockTag },
  { areaId, slot }: { readonly areaId: number; readonly slot: number },
): Promise<{ chainId: number; latest: Hex }> {
  const data = `${SLOT_LATEST}${word(areaId)}${word(slot)}`;
  const [chainId, latest] = await node([
    { method: 'eth_chainId', params: [] },
    { method: 'eth_call', params: [{ to: address, data }, block ?? 'latest'] },
  ]);
  // A node answers 0x where no contract stands, which is no hash of a record.
  if (typeof chainId !== 'string' || typeof latest !== 'string') throw nodeUnreachable('its answers are no texts');
  return { chainId: Number(chainId), latest: latest.toLowerCase() as Hex };
}

function word(value: number): string {
  return value.toString(16).padStart(64, '0');
}
