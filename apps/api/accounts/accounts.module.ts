import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccountsService } from './accounts.service.js';
import { ProgramKeysService } from './program-keys.service.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { ThrottleService } from './throttle.service.js';

/** Who may sign in, and the guard before every route. */
@Global()
@Module({
  controllers: [SessionController],
  providers: [
    AccountsService,
    ProgramKeysService,
    SessionsService,
    SignInService,
    ThrottleService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccountsService, SessionsService],
})
export class AccountsModule {}
