import { parseArgs } from 'node:util';
import { IchienError } from '#energy';
import type { AuditorErrorCode } from './error.js';

/** What `--help` prints. */
export const USAGE = `Verifies evidence of the Ichien market against the chain, without the operator's help.

  npm run verify -- --evidence DIR --rpc URL [--contract 0x...] [--json FILE]

  --evidence DIR    folder that the operator handed out, with its manifest.json
  --rpc URL         JSON-RPC of any node of the chain that the manifest names
  --contract 0x...  address of SlotLedger that the operator published; read instead of the manifest's,
                    and a difference if the manifest names another
  --json FILE       writes the report with all differences as JSON as well
  --help            prints this

Ends with 0 if everything is verified, 1 on any difference, 2 if it could not verify.
`;

/** What the auditor is asked to do. */
export interface AuditorArguments {
  readonly evidence: string;
  readonly rpc: string;
  readonly contract?: string;
  readonly json?: string;
}

/** Reads the command line; `'help'` if that is asked for. @throws IchienError ARGUMENTS_INVALID */
export function parseArguments(args: readonly string[]): AuditorArguments | 'help' {
  const { help, evidence, rpc, contract, json } = readOptions(args);
  if (help === true) return 'help';
  if (evidence === undefined) throw argumentsInvalid('--evidence is missing.');
  if (rpc === undefined) throw argumentsInvalid('--rpc is missing.');
  if (!URL.canParse(rpc) || !/^https?:$/.test(new URL(rpc).protocol)) {
    throw argumentsInvalid('--rpc is not an http or https URL.');
  }
  if (contract !== undefined && !/^0x[0-9a-fA-F]{40}$/.test(contract)) {
    throw argumentsInvalid(`--contract ${contract} is not an address.`);
  }
  return { evidence, rpc, ...(contract !== undefined && { contract }), ...(json !== undefined && { json }) };
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        evidence: { type: 'string' },
        rpc: { type: 'string' },
        contract: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw argumentsInvalid(`${(cause as Error).message}.`);
  }
}

function argumentsInvalid(what: string): IchienError<AuditorErrorCode> {
  return new IchienError<AuditorErrorCode>('ARGUMENTS_INVALID', what, 'See --help.');
}
