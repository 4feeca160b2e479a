import { Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { AuditTrail } from '../audit/audit-trail.js';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account, Passkey } from './account.entities.js';
import { type NewSession, type Place, SessionsService } from './sessions.service.js';
import { assertUnlocked } from './sign-in.service.js';

const SIGN_IN = 'POST /api/session/passkey';
const RP_NAME = 'Ichien 一円';
const CHALLENGE_MS = 5 * 60_000;
const MAX_CHALLENGES = 10_000;
const MAX_PASSKEYS = 10;

/** A passkey as its owner sees it. */
export type PasskeyView = Pick<Passkey, 'credentialId' | 'label' | 'createdAtMs'>;

/** Passkeys (WebAuthn): made by a signed-in account, then enough to sign in, because the device itself asks who holds it. */
@Injectable()
export class PasskeysService {
  /** Challenges given out: for whom, and until when. Each is taken once. In memory: after a restart one asks again. */
  readonly #challenges = new Map<string, { readonly accountId: string | null; readonly untilMs: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly sessions: SessionsService,
    private readonly audit: AuditTrail,
  ) {}

  /** What the browser needs to make a passkey. @throws IchienError PASSKEY_LIMIT_REACHED */
  async creationOptions(accountId: string, origin: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { account, held } = await this.database.read(async (manager) => {
      return {
        account: await manager.findOneByOrFail(Account, { accountId }),
        held: await manager.findBy(Passkey, { accountId }),
      };
    });
    if (held.length >= MAX_PASSKEYS) {
      throw apiError('PASSKEY_LIMIT_REACHED', `There are ${MAX_PASSKEYS} passkeys.`, 'Remove one first.');
    }
    const options = await generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: new URL(origin).hostname,
      userName: account.email,
      userDisplayName: account.displayName,
      userID: Uint8Array.from(Buffer.from(accountId)),
      excludeCredentials: held.map(({ credentialId }) => ({ id: credentialId })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    this.#remember(options.challenge, accountId);
    return options;
  }

  /** Stores a new passkey. @throws IchienError PASSKEY_REFUSED */
  async add(accountId: string, label: string, response: RegistrationResponseJSON, origin: string): Promise<void> {
    const verified = await refusing(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => this.#take(challenge, accountId),
        expectedOrigin: origin,
        expectedRPID: new URL(origin).hostname,
      }),
    );
    if (!verified.verified) throw passkeyRefused();
    const { id, publicKey, counter } = verified.registrationInfo.credential;
    await this.database.transaction(async (manager) => {
      if (await manager.existsBy(Passkey, { credentialId: id })) throw passkeyRefused();
      await manager.insert(Passkey, {
        credentialId: id,
        accountId,
        label,
        publicKey: Buffer.from(publicKey).toString('base64url'),
        counter,
        createdAtMs: this.clock.nowMs(),
      });
    });
  }

  /** What the browser needs to sign in: the same for everybody, so that it tells nothing of who has an account. */
  async requestOptions(origin: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await generateAuthenticationOptions({
      rpID: new URL(origin).hostname,
      userVerification: 'required',
    });
    this.#remember(options.challenge, null);
    return options;
  }

  /** Signs in. @throws IchienError PASSKEY_REFUSED, ACCOUNT_LOCKED */
  async signIn(
    response: AuthenticationResponseJSON,
    origin: string,
    place: Place,
  ): Promise<{ session: NewSession; accountId: string }> {
    const found = await this.database.read(async (manager) => {
      const passkey = await manager.findOneBy(Passkey, { credentialId: response.id });
      const account = passkey === null ? null : await manager.findOneBy(Account, { accountId: passkey.accountId });
      return passkey === null || account === null || account.closedAtMs !== null ? undefined : { passkey, account };
    });
    if (found === undefined) throw passkeyRefused();
    const { passkey, account } = found;
    const publicKey = Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url'));
    // A counter that does not rise is refused by the library: the authenticator was cloned.
    const { verified, authenticationInfo } = await refusing(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.#take(challenge, null),
        expectedOrigin: origin,
        expectedRPID: new URL(origin).hostname,
        credential: { id: passkey.credentialId, publicKey, counter: passkey.counter },
      }),
    ).catch((error: unknown) => {
      this.audit.tellLater(account, SIGN_IN, place, 'PASSKEY_REFUSED');
      throw error;
    });
    if (!verified) throw passkeyRefused();
    await this.audit.tell(account, SIGN_IN, place, account.lockedAtMs === null ? 'done' : 'ACCOUNT_LOCKED');
    assertUnlocked(account);
    const { credentialId } = passkey;
    await this.database.transaction((manager) =>
      manager.update(Passkey, { credentialId }, { counter: authenticationInfo.newCounter }),
    );
    return { session: await this.sessions.begin(account, true, place), accountId: account.accountId };
  }

  async list(accountId: string): Promise<PasskeyView[]> {
    const rows = await this.database.read((manager) =>
      manager.find(Passkey, { where: { accountId }, order: { createdAtMs: 'ASC' } }),
    );
    return rows.map(({ credentialId, label, createdAtMs }) => ({ credentialId, label, createdAtMs }));
  }

  /** @throws IchienError PASSKEY_UNKNOWN */
  async remove(accountId: string, credentialId: string): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.delete(Passkey, { accountId, credentialId }),
    );
    if (affected === 0)
      throw apiError('PASSKEY_UNKNOWN', 'There is no such passkey.', 'Check the id.', { credentialId });
  }

  #remember(challenge: string, accountId: string | null): void {
    if (this.#challenges.size >= MAX_CHALLENGES) this.#challenges.delete(this.#challenges.keys().next().value!);
    this.#challenges.set(challenge, { accountId, untilMs: this.clock.nowMs() + CHALLENGE_MS });
  }

  #take(challenge: string, accountId: string | null): boolean {
    const given = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    return given !== undefined && given.accountId === accountId && this.clock.nowMs() < given.untilMs;
  }
}

/** The library throws for each thing that is wrong; the caller is told one. */
async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch {
    throw passkeyRefused();
  }
}

function passkeyRefused() {
  return apiError('PASSKEY_REFUSED', 'The passkey is not one that is known here.', 'Try again, or use your password.');
}
