import {
  AbstractSigner,
  FetchRequest,
  getAddress,
  type Provider,
  resolveProperties,
  Transaction,
  type TransactionLike,
  type TransactionRequest,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
  toQuantity,
  verifyTypedData,
} from 'ethers';
import { senderError } from './error.js';

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * An account whose key stays in a signing service (Web3Signer with a vault, an HSM or a cloud KMS behind it), asked by JSON-RPC:
 * `eth_signTransaction` and `eth_signTypedData`. Nothing it answers is believed: the transaction must be the one that was
 * asked for, the signature the account's own.
 */
export class ExternalSigner extends AbstractSigner {
  readonly address: string;

  /** @param address the account to sign with; the service may hold others */
  constructor(
    private readonly url: string,
    address: string,
    provider: Provider | null = null,
  ) {
    super(provider);
    this.address = getAddress(address);
  }

  override connect(provider: Provider | null): ExternalSigner {
    return new ExternalSigner(this.url, this.address, provider);
  }

  async getAddress(): Promise<string> {
    return this.address;
  }

  /** @throws IchienError SIGNER_UNREACHABLE, SIGNER_INVALID */
  async signTransaction(request: TransactionRequest): Promise<string> {
    const { from: _, ...asked } = await resolveProperties(request);
    const unsigned = Transaction.from(asked as TransactionLike<string>);
    const answer = await this.ask('eth_signTransaction', [{ from: this.address, ...rpcFields(unsigned) }]);
    const signed = parsed(answer);
    if (signed?.unsignedHash !== unsigned.unsignedHash || signed.from !== this.address) {
      throw this.invalid('another transaction than it was asked to');
    }
    return answer;
  }

  /** @throws IchienError SIGNER_UNREACHABLE, SIGNER_INVALID */
  async signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    const payload = TypedDataEncoder.getPayload(domain, types, value);
    const answer = await this.ask('eth_signTypedData', [this.address, JSON.stringify(payload)]);
    let signer: string | undefined;
    try {
      signer = verifyTypedData(domain, types, value, answer);
    } catch {
      signer = undefined;
    }
    if (signer !== this.address) throw this.invalid('the readings in another name');
    return answer;
  }

  /** Signs no free text: nothing in the product asks for it. @throws IchienError SIGNER_INVALID */
  async signMessage(): Promise<string> {
    throw this.invalid('nothing: messages are not signed');
  }

  private async ask(method: string, params: readonly unknown[]): Promise<string> {
    const request = new FetchRequest(this.url);
    request.timeout = REQUEST_TIMEOUT_MS;
    request.body = { jsonrpc: '2.0', id: 1, method, params };
    let answer: { result?: unknown; error?: { message?: unknown } };
    try {
      const response = await request.send();
      response.assertOk();
      answer = response.bodyJson;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw senderError(
        'SIGNER_UNREACHABLE',
        `The signer of ${this.address} does not answer: ${reason.slice(0, 300)}.`,
        "Check the signer's URL and that it runs; records wait in the outbox meanwhile.",
      );
    }
    if (typeof answer?.result !== 'string') {
      throw this.invalid(`nothing: ${String(answer?.error?.message ?? 'no reason given').slice(0, 300)}`);
    }
    return answer.result;
  }

  private invalid(what: string) {
    return senderError(
      'SIGNER_INVALID',
      `The signer of ${this.address} has signed ${what}.`,
      'Check that it holds the key of this account and signs for this chain.',
      { address: this.address },
    );
  }
}

/** The transaction as JSON-RPC writes it. */
function rpcFields(transaction: Transaction): Record<string, string | null> {
  const { chainId, nonce, to, data, value, gasLimit, type } = transaction;
  const fees: Record<string, string> =
    type === 2
      ? {
          maxFeePerGas: toQuantity(transaction.maxFeePerGas ?? 0n),
          maxPriorityFeePerGas: toQuantity(transaction.maxPriorityFeePerGas ?? 0n),
        }
      : { gasPrice: toQuantity(transaction.gasPrice ?? 0n) };
  return {
    chainId: toQuantity(chainId),
    nonce: toQuantity(nonce),
    to,
    data,
    value: toQuantity(value),
    gas: toQuantity(gasLimit),
    ...fees,
  };
}

function parsed(raw: string): Transaction | undefined {
  try {
    return Transaction.from(raw);
  } catch {
    return undefined;
  }
}
