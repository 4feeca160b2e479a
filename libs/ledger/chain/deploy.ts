import { readFileSync } from 'node:fs';
import { ContractFactory, type Signer } from 'ethers';
import { IchienError } from '#energy';
import type { ChainErrorCode } from './error.js';

/** Who may do what on a new ledger. */
export interface SlotLedgerRoles {
  /** Grants and revokes the roles; handed on in two steps. */
  readonly admin: string;
  /** Seconds between naming a new admin and its acceptance. Default: one day. */
  readonly adminDelaySeconds?: number;
  /**
   * Seconds after a slot's end before its allocations can be taken as certificates. No settlement may fall below what was
   * taken, so this is the time for corrections. Default: 62 days, past the confirmed readings of the month after.
   */
  readonly takingDelaySeconds?: number;
  /** Accounts that anchor records. */
  readonly operators: readonly string[];
  /** Accounts that countersign readings; they should not be the operator's. */
  readonly meteringAgents: readonly string[];
}

const ARTIFACT = new URL('../../../../artifacts/contracts/SlotLedger.sol/SlotLedger.json', import.meta.url);
const DEFAULT_ADMIN_DELAY_SECONDS = 86_400;
const DEFAULT_TAKING_DELAY_SECONDS = 62 * 86_400;

/**
 * Deploys `SlotLedger` and waits until it is mined.
 *
 * @returns the contract's address
 * @throws IchienError ARTIFACT_MISSING if the contracts are not built
 */
export async function deploySlotLedger(signer: Signer, roles: SlotLedgerRoles): Promise<string> {
  const { abi, bytecode } = readArtifact();
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(
    roles.adminDelaySeconds ?? DEFAULT_ADMIN_DELAY_SECONDS,
    roles.admin,
    roles.takingDelaySeconds ?? DEFAULT_TAKING_DELAY_SECONDS,
    roles.operators,
    roles.meteringAgents,
  );
  await contract.waitForDeployment();
  return contract.getAddress();
}

function readArtifact(): { abi: string[]; bytecode: string } {
  try {
    return JSON.parse(readFileSync(ARTIFACT, 'utf8'));
  } catch {
    throw new IchienError<ChainErrorCode>(
      'ARTIFACT_MISSING',
      'The compiled SlotLedger is not there.',
      'Run `npm run build` first.',
    );
  }
}
