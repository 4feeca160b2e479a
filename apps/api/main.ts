import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isIchienError } from '#energy';
import { SetupService } from './accounts/setup.service.js';
import { createApplication } from './application.js';
import { SystemClock } from './clock/clock.js';
import { DEFAULT_TIMES } from './config.js';
import { readEnvironment } from './environment.js';
import { connectLedger, startLedger } from './ledger.js';
import { SchedulerService } from './scheduler/scheduler.service.js';

/** Where `npm run build` puts the portal; without it only the API is served. */
const PORTAL_DIR = fileURLToPath(new URL('../../portal', import.meta.url));

/** Starts the exchange on the real clock and ends it in order on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  mkdirSync(environment.dataDir, { recursive: true });
  const ledger =
    environment.ledger === undefined
      ? await startLedger({ statePath: join(environment.dataDir, 'chain.json'), entropy: randomBytes(16) })
      : await connectLedger(environment.ledger);
  const app = await createApplication(
    {
      areaId: environment.areaId,
      databaseUrl: environment.databaseUrl,
      secretsKeyFile: environment.secretsKeyFile,
      takesNextSecretsKey: true,
      bookRules: environment.bookRules,
      programme: { firstSlot: 0, lastSlot: Number.MAX_SAFE_INTEGER },
      ...DEFAULT_TIMES,
      gatherMs: environment.gatherMs,
      ...(environment.publicOrigin !== undefined && { publicOrigin: environment.publicOrigin }),
      ...(environment.publicNodeOrigins !== undefined && { publicNodeOrigins: environment.publicNodeOrigins }),
      ...(environment.trustedProxies !== undefined && { trustedProxies: environment.trustedProxies }),
      ...(existsSync(PORTAL_DIR) && { portalDir: PORTAL_DIR }),
      ...(environment.billing !== undefined && { billing: environment.billing }),
      filesDir: join(environment.dataDir, 'files'),
      ledger: ledger.connection,
    },
    new SystemClock(),
  );
  const stop = async () => {
    await app.close();
    await ledger.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  await app.get(SchedulerService).tick();
  app.get(SchedulerService).start();
  await app.listen(environment.port, environment.host);
  const setupToken = app.get(SetupService).token;
  if (setupToken !== undefined) {
    console.log(`There is no operator yet. Create the first one at /setup with this token: ${setupToken}`);
  }
  console.log(`Ichien listens at ${await app.getUrl()} (API description: /api/docs); chain at ${ledger.rpcUrl}.`);
}

try {
  await main();
} catch (error) {
  console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
  process.exit(1);
}
