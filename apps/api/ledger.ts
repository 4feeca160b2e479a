import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import {
  connectNode,
  deploySlotLedger,
  EthersSenderChain,
  ExternalSigner,
  type LocalChainOptions,
  openKeystore,
  SlotLedgerClient,
  signReadings,
  startLocalChain,
} from '#ledger';
import type { LedgerConnection } from './config.js';
import type { AccountKey, RemoteLedger } from './environment.js';
import { apiError } from './errors.js';

/** A chain in use, until it is stopped. */
export interface RunningLedger {
  readonly connection: LedgerConnection;
  readonly rpcUrl: string;
  stop(): Promise<void>;
}

const placeSchema = z.strictObject({ contract: z.string(), deployedAtBlock: z.number().int() });

/**
 * Starts the local chain kept at `statePath`, with `SlotLedger` on it; deploys the contract the first time.
 *
 * @throws IchienError LOCAL_CHAIN_FAILED, LOCAL_CHAIN_KEY_INVALID, ARTIFACT_MISSING, CONFIG_INVALID
 */
export async function startLedger(options: LocalChainOptions & { readonly statePath: string }): Promise<RunningLedger> {
  const chain = await startLocalChain(options);
  try {
    const { provider, admin, operator, meteringAgent, url } = chain;
    const { contract, deployedAtBlock } = await keptPlace(`${options.statePath}.ledger`, async () => ({
      contract: await deploySlotLedger(admin, {
        admin: admin.address,
        operators: [operator.address],
        meteringAgents: [meteringAgent.address],
      }),
      deployedAtBlock: await provider.getBlockNumber(),
    }));
    const { chainId, address } = await new SlotLedgerClient(provider, contract).place();
    return {
      rpcUrl: url,
      stop: () => chain.stop(),
      connection: {
        chainId,
        contract: address,
        deployedAtBlock,
        rpcUrl: url,
        chain: new EthersSenderChain(provider, operator, address),
        signReadings: (record) => signReadings(meteringAgent, { chainId, address }, record),
        confirmations: 1,
      },
    };
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

/**
 * Connects to a chain elsewhere. With the chain's id given, its node need not answer: the exchange trades, and the sender
 * waits for the node and checks that it is the right one.
 *
 * @throws IchienError NODE_UNREACHABLE, KEYSTORE_INVALID, CONFIG_INVALID
 */
export async function connectLedger(remote: RemoteLedger): Promise<RunningLedger> {
  const operator = await openAccount(remote.operator);
  const meteringAgent = await openAccount(remote.meteringAgent);
  const node = await connectNode(remote.rpcUrl, remote.chainId === undefined ? {} : { chainId: remote.chainId });
  const client = new SlotLedgerClient(node, remote.contract);
  if (remote.chainId === undefined && !(await client.hasContract())) {
    node.destroy();
    throw apiError(
      'CONFIG_INVALID',
      `No contract stands at ${remote.contract}.`,
      'Check LEDGER_CONTRACT and LEDGER_RPC_URL.',
    );
  }
  const { address } = client;
  const chainId = remote.chainId ?? (await client.place()).chainId;
  return {
    rpcUrl: remote.rpcUrl,
    stop: async () => node.destroy(),
    connection: {
      chainId,
      contract: address,
      deployedAtBlock: remote.deployedAtBlock,
      rpcUrl: remote.rpcUrl,
      chain: new EthersSenderChain(node, operator, address, remote.feeLimitWei),
      signReadings: (record) => signReadings(meteringAgent, { chainId, address }, record),
      confirmations: remote.confirmations,
      fillWaitMs: remote.fillWaitMs,
      ...(remote.acceptedNonce !== undefined && { acceptedNonce: remote.acceptedNonce }),
    },
  };
}

async function openAccount(key: AccountKey): Promise<Awaited<ReturnType<typeof openKeystore>> | ExternalSigner> {
  return 'signerUrl' in key ? new ExternalSigner(key.signerUrl, key.address) : openKeystore(key.keystore, key.password);
}

/** Where the contract stands, read from the file beside the chain's state, or made and written there. */
async function keptPlace(
  path: string,
  make: () => Promise<z.infer<typeof placeSchema>>,
): Promise<z.infer<typeof placeSchema>> {
  if (!existsSync(path)) {
    const place = await make();
    writeFileSync(path, `${JSON.stringify(place)}\n`);
    return place;
  }
  try {
    return placeSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw apiError(
      'CONFIG_INVALID',
      `${path} is damaged.`,
      'Restore it from a copy together with the state of the chain.',
    );
  }
}
