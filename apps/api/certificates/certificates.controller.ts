import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { seesSmallGroups } from '#joining';
import { SignedIn } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { slotParam } from '../http/schemas.js';
import { CertificatesService, type CertificatesView } from './certificates.service.js';

@ApiTags('certificates')
@Controller('slots')
export class CertificatesController {
  constructor(private readonly certificates: CertificatesService) {}

  @Get(':slot/certificates')
  @SignedIn()
  @ApiOperation({
    summary:
      'Certificates of origin of a settled slot: all of them for operator, retailer and auditor, a resident’s own; sums for all',
  })
  ofSlot(
    @Param('slot', { schema: slotParam }) slot: number,
    @CurrentAccount() { role, participantIds }: CurrentAccount,
  ): Promise<CertificatesView> {
    return this.certificates.ofSlot(slot, seesSmallGroups(role) ? undefined : participantIds);
  }
}
