import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HDNodeWallet, type JsonRpcProvider, Mnemonic } from 'ethers';
import { IchienError } from '#energy';
import type { ChainErrorCode } from './error.js';
import { connectNode } from './node.js';

/** How to start a local chain. */
export interface LocalChainOptions {
  /** 16 random bytes: the chain's accounts come from them, on the first start with this state. */
  readonly entropy: Uint8Array;
  /** File that keeps the chain between starts; the accounts' phrase is kept beside it, readable by its owner only. Default: nothing is kept. */
  readonly statePath?: string;
  /** Loopback port. Default: a free one. */
  readonly port?: number;
  /** Most milliseconds to wait for the first answer. Default: 15,000. */
  readonly startTimeoutMs?: number;
}

/** A chain on this machine for backtests, demonstrations and tests. It mines each transaction at once. */
export interface LocalChain {
  readonly url: string;
  readonly provider: JsonRpcProvider;
  /** Funded accounts with distinct duties. */
  readonly admin: HDNodeWallet;
  readonly operator: HDNodeWallet;
  readonly meteringAgent: HDNodeWallet;
  /** Saves the state and ends the chain's process. */
  stop(): Promise<void>;
}

const GUARD = fileURLToPath(new URL('./anvil-guard.js', import.meta.url));
const DEFAULT_START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 15_000;
/** Saved this often while running, so that a machine that loses power loses little. */
const STATE_INTERVAL_SECONDS = 30;
const BALANCE_WEI = `0x${(10n ** 24n).toString(16)}`;
const ENTROPY_BYTES = 16;

/**
 * Starts anvil as a child process on loopback. It ends with this process, however that ends.
 *
 * @throws IchienError LOCAL_CHAIN_FAILED, LOCAL_CHAIN_KEY_INVALID
 */
export async function startLocalChain(options: LocalChainOptions): Promise<LocalChain> {
  const mnemonic = keptMnemonic(options);
  const args = ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--accounts', '0'];
  if (options.statePath !== undefined) {
    args.push('--state', options.statePath, '--state-interval', String(STATE_INTERVAL_SECONDS));
  }
  // Detached: Ctrl-C in a terminal must reach the application first, which may still have records to send.
  const guard = spawn(process.execPath, [GUARD, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  try {
    const url = await listeningUrl(guard, options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS);
    const provider = await connectNode(url);
    const wallets = [0, 1, 2].map((index) => account(mnemonic, index).connect(provider));
    for (const { address } of wallets) await provider.send('anvil_setBalance', [address, BALANCE_WEI]);
    const [admin, operator, meteringAgent] = wallets as [HDNodeWallet, HDNodeWallet, HDNodeWallet];
    const stop = async () => {
      provider.destroy();
      await end(guard);
    };
    return { url, provider, admin, operator, meteringAgent, stop };
  } catch (error) {
    await end(guard);
    throw error;
  }
}

function account(mnemonic: Mnemonic, index: number): HDNodeWallet {
  return HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`);
}

/** The phrase kept beside the state, made from the entropy if there is none yet. */
function keptMnemonic({ entropy, statePath }: LocalChainOptions): Mnemonic {
  if (entropy.length !== ENTROPY_BYTES) {
    throw new IchienError<ChainErrorCode>(
      'LOCAL_CHAIN_KEY_INVALID',
      `${entropy.length} bytes are no entropy.`,
      `Give ${ENTROPY_BYTES} random bytes.`,
      { bytes: entropy.length },
    );
  }
  if (statePath === undefined) return Mnemonic.fromEntropy(entropy);
  const keyPath = `${statePath}.key`;
  mkdirSync(dirname(keyPath), { recursive: true });
  if (!existsSync(keyPath)) {
    writeFileSync(keyPath, Mnemonic.fromEntropy(entropy).phrase, { mode: 0o600, flag: 'wx' });
  }
  const phrase = readFileSync(keyPath, 'utf8').trim();
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new IchienError<ChainErrorCode>(
      'LOCAL_CHAIN_KEY_INVALID',
      `${keyPath} holds no mnemonic phrase.`,
      'Restore it from a copy, or delete it together with the state and the database to begin anew.',
      { keyPath },
    );
  }
  return Mnemonic.fromPhrase(phrase);
}

/** Waits until anvil says where it listens. */
function listeningUrl(guard: ChildProcessWithoutNullStreams, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(
        new IchienError<ChainErrorCode>(
          'LOCAL_CHAIN_FAILED',
          `The local chain did not start: ${reason}.`,
          'Check that the port is free, that the state file is whole, and that `npm ci` installed anvil.',
        ),
      );
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    let output = '';
    const listen = (chunk: Buffer) => {
      output += chunk;
      const address = /Listening on (127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      // Both streams must go on being drained, or anvil would block on its own log.
      guard.stdout.off('data', listen).resume();
      guard.stderr.off('data', keep).resume();
      resolve(`http://${address}`);
    };
    let errors = '';
    const keep = (chunk: Buffer) => {
      errors = (errors + chunk).slice(0, 1_000);
    };
    guard.stdout.on('data', listen);
    guard.stderr.on('data', keep);
    guard.once('error', (error) => fail(error.message));
    guard.once('exit', (code) => fail(`anvil ended with code ${code} ${errors.trim()}`));
  });
}

/** Ends the guard and with it anvil, which saves its state first; by force if it does not end in time. */
async function end(guard: ChildProcessWithoutNullStreams): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return;
  const exited = once(guard, 'exit');
  const timer = setTimeout(() => killGroup(guard), STOP_TIMEOUT_MS);
  guard.stdin.end();
  await exited;
  clearTimeout(timer);
}

/** The guard leads a process group of its own, so this ends anvil too. */
function killGroup(guard: ChildProcessWithoutNullStreams): void {
  if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGKILL');
}
