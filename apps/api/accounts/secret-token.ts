import { hash, randomBytes } from 'node:crypto';

/** 256 random bits, base64url: sessions, invitations, keys. So long that a plain SHA-256 keeps it safe at rest. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret token, 64 hex digits. */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}
