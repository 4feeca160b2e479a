import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frees the addresses of accounts that were closed, as closing does from now on. */
export class ClosedAddresses1764600000006 implements MigrationInterface {
  name = 'ClosedAddresses1764600000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE account SET email = "accountId" || '@closed.invalid'
       WHERE "closedAtMs" IS NOT NULL AND email NOT LIKE '%.invalid'`,
    );
  }

  /** What the addresses were is not known any more, and nothing needs it. */
  async down(): Promise<void> {}
}
