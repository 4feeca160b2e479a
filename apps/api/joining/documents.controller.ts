import { Body, Controller, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PURPOSES } from '#joining';
import { Roles, SignedIn } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { idSchema } from '../http/schemas.js';
import { type ConsentView, DocumentsService } from './documents.service.js';
import type { ContractDocument } from './joining.entities.js';

const documentSchema = z.strictObject({
  name: idSchema.meta({
    description: 'e.g. important-matters (重要事項説明書); a further text of the name is its next version',
  }),
  title: shownTextSchema,
  text: z.string().min(1).max(40_000).meta({ description: 'Plain text; shown as such' }),
});
const purposeParam = z.enum(PURPOSES);
const consentSchema = z.strictObject({ given: z.boolean() });

@ApiTags('joining')
@Controller('joining')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get('documents')
  @SignedIn()
  @ApiOperation({ summary: 'Contract documents in their newest versions' })
  current(): Promise<ContractDocument[]> {
    return this.documents.current();
  }

  @Post('documents')
  @Roles('operator')
  @ApiOperation({ summary: 'Publish a document or its next version; nothing published is ever changed' })
  publish(@Body({ schema: documentSchema }) document: z.infer<typeof documentSchema>): Promise<ContractDocument> {
    return this.documents.publish(document);
  }

  @Get('consents')
  @Roles('resident')
  @ApiOperation({ summary: 'Purposes, and whether one consents to each' })
  consents(@CurrentAccount() { accountId }: CurrentAccount): Promise<ConsentView[]> {
    return this.documents.consents(accountId);
  }

  @Put('consents/:purpose')
  @Roles('resident')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give or withdraw consent to one purpose' })
  setConsent(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('purpose', { schema: purposeParam }) purpose: z.infer<typeof purposeParam>,
    @Body({ schema: consentSchema }) { given }: z.infer<typeof consentSchema>,
    @Req() { ip }: FastifyRequest,
  ): Promise<void> {
    return this.documents.setConsent(accountId, purpose, given, ip);
  }
}
