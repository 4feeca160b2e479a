import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { apiError } from '../errors.js';
import { ACCESS, type Access } from './access.js';

/** Looks at every route before the exchange starts: one that does not state who may call it stops it. */
@Injectable()
export class RouteRegister implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws IchienError ROUTE_WITHOUT_ROLE */
  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getControllers()) {
      if (instance === undefined || instance === null || metatype === null) continue;
      const prototype = Object.getPrototypeOf(instance);
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
        if (method === undefined) continue;
        const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, metatype]);
        if (access === undefined) {
          const route = `${metatype.name}.${name}`;
          throw apiError('ROUTE_WITHOUT_ROLE', `${route} states no role.`, 'Add @Roles or @Public to it.', { route });
        }
      }
    }
  }
}
