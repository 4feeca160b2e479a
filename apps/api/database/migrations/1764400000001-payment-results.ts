import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** When a payment was made or came back, and what the bank said. */
export class PaymentResults1764400000001 implements MigrationInterface {
  name = 'PaymentResults1764400000001';

  async up(runner: QueryRunner): Promise<void> {
    const column = (name: string, length: string) =>
      new TableColumn({ name, type: 'varchar', length, isNullable: true });
    await runner.addColumns('payment_order', [column('settledDay', '10'), column('note', '200')]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('payment_order', ['note', 'settledDay']);
  }
}
