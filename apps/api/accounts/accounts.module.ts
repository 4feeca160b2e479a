import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ParticipantsModule } from '../participants/participants.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountController } from './account.controller.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { DevicesController } from './devices.controller.js';
import { FamilyService } from './family.service.js';
import { InvitationsService } from './invitations.service.js';
import { PasskeysController } from './passkeys.controller.js';
import { PasskeysService } from './passkeys.service.js';
import { PasswordController } from './password.controller.js';
import { NoticePost, Post } from './post.js';
import { ProgramKeysService } from './program-keys.service.js';
import { RouteRegister } from './route-register.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { SetupController } from './setup.controller.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';
import { ThrottleService } from './throttle.service.js';

/** Who may sign in, and the guard before every route. */
@Global()
@Module({
  imports: [DiscoveryModule, ParticipantsModule],
  controllers: [
    SessionController,
    SecondFactorController,
    PasskeysController,
    PasswordController,
    AccountController,
    AccountsController,
    DevicesController,
    SetupController,
  ],
  providers: [
    AccountsService,
    FamilyService,
    InvitationsService,
    PasskeysService,
    ProgramKeysService,
    RouteRegister,
    SecondFactorService,
    SessionsService,
    SetupService,
    SignInService,
    ThrottleService,
    { provide: Post, useClass: NoticePost },
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [
    AccessGuard,
    AccountsService,
    InvitationsService,
    ProgramKeysService,
    SessionsService,
    SetupService,
    ThrottleService,
  ],
})
export class AccountsModule {}
