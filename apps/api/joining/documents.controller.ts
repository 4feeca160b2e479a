import { Body, Controller, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MAX_DOCUMENT_CHARACTERS, PURPOSES } from '#joining';
import { Roles, SignedIn } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { idSchema } from '../http/schemas.js';
import { type AgreementView, type ConsentView, DocumentsService, type DocumentVersion } from './documents.service.js';
import type { ContractDocument } from './joining.entities.js';
import { agreementSchema, sha256Schema } from './schemas.js';

const documentSchema = z.strictObject({
  name: idSchema.meta({
    description: 'e.g. important-matters (重要事項説明書); a further text of the name is its next version',
  }),
  title: shownTextSchema,
  text: z.string().min(1).max(MAX_DOCUMENT_CHARACTERS).meta({ description: 'Plain text; shown as such' }),
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

  @Get('documents/versions')
  @Roles('operator')
  @ApiOperation({ summary: 'Every version that was published, without its text, and how many accounts agreed to it' })
  versions(): Promise<DocumentVersion[]> {
    return this.documents.versions();
  }

  @Get('documents/:sha256')
  @SignedIn()
  @ApiOperation({ summary: 'One version of a contract document, by the SHA-256 of its text' })
  get(@Param('sha256', { schema: sha256Schema }) sha256: string): Promise<ContractDocument> {
    return this.documents.get(sha256);
  }

  @Post('documents')
  @Roles('operator')
  @ApiOperation({ summary: 'Publish a document or its next version; nothing published is ever changed' })
  publish(@Body({ schema: documentSchema }) document: z.infer<typeof documentSchema>): Promise<ContractDocument> {
    return this.documents.publish(document);
  }

  @Get('agreements')
  @Roles('resident')
  @ApiOperation({ summary: 'Each contract document: its newest version, and the one that one agreed to last' })
  agreements(@CurrentAccount() { accountId }: CurrentAccount): Promise<AgreementView[]> {
    return this.documents.agreements(accountId);
  }

  @Post('agreements')
  @Roles('resident')
  @HttpCode(204)
  @ApiOperation({ summary: 'Agree to the newest contract documents, named by their SHA-256, when they changed since' })
  agree(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Body({ schema: agreementSchema }) { documents }: z.infer<typeof agreementSchema>,
    @Req() { ip }: FastifyRequest,
  ): Promise<void> {
    return this.documents.agree(accountId, documents, ip);
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
