import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../accounts/access.js';
import { slotParam } from '../http/schemas.js';
import { CertificatesService, type CertificatesView } from './certificates.service.js';

@ApiTags('certificates')
@Controller('slots')
export class CertificatesController {
  constructor(private readonly certificates: CertificatesService) {}

  @Get(':slot/certificates')
  @SignedIn()
  @ApiOperation({
    summary: 'Certificates of origin of a settled slot: allocations for their buyers, surplus for the retailer',
  })
  ofSlot(@Param('slot', { schema: slotParam }) slot: number): Promise<CertificatesView> {
    return this.certificates.ofSlot(slot);
  }
}
