import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, PeopleClock } from './clock/clock.js';
import { API_CONFIG, type ApiConfig } from './config.js';
import { Database } from './database/database.js';
import { Secrets } from './secrets.js';

/** What every other module stands on: configuration, clock, database, the key of its secrets. */
@Global()
@Module({})
export class CoreModule {
  static with(
    config: ApiConfig,
    clock: Clock,
    peopleClock: Clock,
    dataSource: DataSource,
    secrets: Secrets,
  ): DynamicModule {
    return {
      module: CoreModule,
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: PeopleClock, useValue: peopleClock },
        { provide: DataSource, useValue: dataSource },
        { provide: Secrets, useValue: secrets },
        Database,
      ],
      exports: [API_CONFIG, Clock, PeopleClock, Database, Secrets],
    };
  }
}
