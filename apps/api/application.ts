import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { MAX_GRID_FILE_BYTES } from '#formats';
import { AppModule } from './app.module.js';
import type { Clock } from './clock/clock.js';
import type { ApiConfig } from './config.js';
import { openDataSource } from './database/data-source.js';
import { ErrorFilter } from './http/error.filter.js';
import { BODY_LIMIT_BYTES, protect } from './http/protect.js';
import { bodyInvalid } from './http/schemas.js';
import { servePortal } from './http/serve-portal.js';
import { openSecrets } from './secrets-key.js';

/**
 * Builds the exchange: database at its newest schema, its secrets sealed, every open book rebuilt from its journal, HTTP doors and their
 * description at `/api/docs`. The caller lets it listen (or only uses its services) and closes it.
 *
 * @param clock the market's
 * @param logger false for silence, as in the backtest
 * @param peopleClock of sessions and the like
 */
export async function createApplication(
  config: ApiConfig,
  clock: Clock,
  logger: false | ('error' | 'warn' | 'log')[] = ['error', 'warn', 'log'],
  peopleClock: Clock = clock,
): Promise<NestFastifyApplication> {
  const dataSource = await openDataSource(config.databaseUrl);
  const secrets = await openSecrets(dataSource, {
    file: config.secretsKeyFile,
    takesNext: config.takesNextSecretsKey,
  }).catch(async (error: unknown) => {
    await dataSource.destroy();
    throw error;
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, clock, peopleClock, dataSource, secrets),
    new FastifyAdapter({ bodyLimit: BODY_LIMIT_BYTES, trustProxy: config.trustedProxies ?? false }),
    { logger },
  );
  app.useBodyParser('application/octet-stream', { bodyLimit: MAX_GRID_FILE_BYTES });
  await protect(app, config);
  app.setGlobalPrefix('api');
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: bodyInvalid }));
  app.useGlobalFilters(new ErrorFilter());
  const description = new DocumentBuilder()
    .setTitle('Ichien 一円')
    .setDescription('Energy in Wh, prices in sen per kWh, slots as unix seconds / 1800. Every refusal has a code.')
    .setVersion('0.1.0')
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, description));
  if (config.portalDir !== undefined) await servePortal(app, config.portalDir);
  return app.init();
}
