import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ROLES, type Role } from '#joining';

/**
 * Who may call a route. Every route states one of these; one that states none does not let the exchange start
 * (`RouteRegister`), and would answer nobody (`AccessGuard`).
 */
export type Access =
  /** Anybody, signed in or not. */
  | 'public'
  /** Whoever has shown a password but not yet the second factor that their role needs; and everybody signed in. */
  | 'halfSignedIn'
  /** The roles named; `device` is a meter's own key, not a person. */
  | readonly (Role | 'device')[];

/** Metadata key of a route's {@link Access}. */
export const ACCESS = Symbol('ACCESS');

/** The route answers anybody. */
export function Public(): MethodDecorator & ClassDecorator {
  return stated('public');
}

/** The route answers between password and second factor as well. */
export function HalfSignedIn(): MethodDecorator & ClassDecorator {
  return stated('halfSignedIn');
}

/** The route answers these roles, and as not allowed anybody else. On a class: all routes that state nothing themselves. */
export function Roles(...roles: (Role | 'device')[]): MethodDecorator & ClassDecorator {
  return stated(roles);
}

/** The route answers every role that is fully signed in. */
export function SignedIn(): MethodDecorator & ClassDecorator {
  return stated(ROLES);
}

function stated(access: Access): MethodDecorator & ClassDecorator {
  // The description at /api/docs shows it, and test/apps/api/routes.test.ts holds it to a table.
  const shown = typeof access === 'string' ? [access] : [...access];
  return applyDecorators(SetMetadata(ACCESS, access), ApiExtension('x-access', shown)) as MethodDecorator &
    ClassDecorator;
}
