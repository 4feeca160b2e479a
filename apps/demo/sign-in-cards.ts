import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { isIchienError } from '#energy';
import type { Role } from '#joining';

/** Somebody to sign in as. */
export interface Card {
  readonly title: string;
  readonly email: string;
}

interface Person extends Card {
  readonly role: Role;
  readonly displayName: string;
  /** Households of this person. */
  readonly participantIds: readonly string[];
}

/** Fictitious people, one a role; the first homes of the community belong to the residents among them. */
const PEOPLE: readonly Person[] = [
  person('住民（太陽光あり・売る家） Resident, seller', 'resident', 'seller', '佐藤 ひかり', ['synthetic:seller-1']),
  person('住民（買う家） Resident, buyer', 'resident', 'buyer', '高橋 けん', ['synthetic:buyer-1']),
  person('運営 Operator', 'operator', 'operator', '運営 担当', []),
  person('小売電気事業者 Retailer', 'retailer', 'retailer', '小売 担当', []),
  person('監査 Auditor', 'auditor', 'auditor', '監査 担当', []),
  person('区 Ward', 'ward', 'ward', '区 担当', []),
  person('送配電 Grid operator', 'gridOperator', 'grid', '送配電 担当', []),
  person('特定卸 Wholesaler', 'wholesaler', 'wholesaler', '特定卸 担当', []),
  person('研究者 Researcher', 'researcher', 'researcher', '研究 担当', []),
];

function person(title: string, role: Role, name: string, displayName: string, participantIds: string[]): Person {
  return { title, role, email: `${name}@demo.example`, displayName, participantIds };
}

/** Makes the accounts if they are not there yet. @returns who can sign in */
export async function makeSignInCards(app: NestFastifyApplication, password: string): Promise<readonly Card[]> {
  const accounts = app.get(AccountsService);
  for (const { email, displayName, role, participantIds } of PEOPLE) {
    try {
      const accountId = await accounts.create({ email, displayName, role, password });
      if (participantIds.length > 0) await accounts.link(accountId, participantIds, 'owner');
    } catch (error) {
      // A crash between the two leaves an account without its home; --fresh mends it, and nothing is lost.
      if (!isIchienError(error) || error.code !== 'ACCOUNT_DUPLICATE') throw error;
    }
  }
  return PEOPLE;
}

/** The cards as a table for the terminal. */
export function formatCards(cards: readonly Card[], password: string, url: string): string {
  const lines = cards.map(({ title, email }) => `  ${email.padEnd(26)} ${title}`);
  return [
    `Portal: ${url}`,
    '',
    'Sign in as (demonstration only; the same password for all):',
    ...lines,
    '',
    `  password: ${password}`,
  ].join('\n');
}
