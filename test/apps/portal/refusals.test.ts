import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { refusalOf } from '../../../apps/portal/server/refusal-of.js';
import { RequestError } from '../../../apps/portal/server/request.js';
import { staffRefusalOf } from '../../../apps/portal/staff/staff-refusal-of.js';
import { LANGUAGES } from '../../../apps/portal/text/catalogue.js';
import { jaRefusals } from '../../../apps/portal/text/ja-refusals.js';
import { staffRefusalsJa } from '../../../apps/portal/text/staff-refusals-ja.js';

/** Whose routes a resident's portal calls; the portal does not send orders or readings. */
const FOLDERS = ['accounts', 'joining', 'resident', 'billing', 'participants', 'http'].map(
  (name) => `apps/api/${name}`,
);

/** Raised in those folders for staff, for programs, or before anything is served. */
const NOT_FOR_RESIDENTS = [
  'ACCOUNT_LAST_OPERATOR',
  'BILLING_ACCOUNT_UNKNOWN',
  'CLOSE_RUNNING',
  'CONTRACT_LIMIT_REACHED',
  'CONTRACT_MONTH_INVALID',
  'CONFIG_INVALID',
  'CONTRACT_END_INVALID',
  'CONTROL_FAILED',
  'DEBIT_FILE_UNKNOWN',
  'DEBIT_RESULT_DIFFERS',
  'DOCUMENT_DUPLICATE',
  'DOCUMENT_LIMIT_REACHED',
  'ERASURE_NOT_DUE',
  'ERASURE_UNKNOWN',
  'FILE_DAMAGED',
  'FUEL_ADJUSTMENT_INVALID',
  'IMPORT_REFUSED',
  'KEY_LIMIT_REACHED',
  'KEY_UNKNOWN',
  'METER_UNKNOWN',
  'MONTH_INVALID',
  'MONTH_NOT_CLOSED',
  'MONTH_NOT_OVER',
  'MONTH_NOT_READY',
  'NOT_ELIGIBLE',
  'OUTPUT_UNWRITABLE',
  'PAYMENT_NOT_FAILED',
  'PAYMENT_RESULT_DIFFERS',
  'PAYMENT_RESULT_INVALID',
  'PAYMENT_UNKNOWN',
  'REASON_MISSING',
  'ROUTE_WITHOUT_ROLE',
  'SPOT_PRICE_INVALID',
];

/** Whose routes the screens of staff call. */
const STAFF_FOLDERS = [
  ...FOLDERS,
  'apps/api/operations',
  'apps/api/announcements',
  'apps/api/rules',
  'apps/api/settlement',
];
/** What the files of staff are refused with. */
const STAFF_LIBRARIES = ['jepx', 'prices', 'zengin'].map((name) => `libs/formats/${name}/error.ts`);

/** Raised there for programs and devices, for residents' own screens, or before anything is served. */
const NOT_FOR_STAFF = ['CONFIG_INVALID', 'ROUTE_WITHOUT_ROLE'];

const sentences = Object.keys(jaRefusals).map((key) => key.replace('refusal.', ''));
const refused = (code: string, message = 'x: y') => new RequestError(422, code, message);

/** Codes that stand as the first argument of the call that makes an error. */
function raisedIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/Error\(\s*'([A-Z][A-Z_]+)'/g)])
    .map(([, code]) => code!);
}

describe('refusals in words', () => {
  it('every code that a resident can meet has a sentence, or is known to be for others', () => {
    const raised = [...new Set([...FOLDERS, 'libs/joining'].flatMap(raisedIn))];
    expect(raised.length).to.be.greaterThan(40);
    expect(raised.filter((code) => !sentences.includes(code) && !NOT_FOR_RESIDENTS.includes(code))).to.deep.equal([]);
    expect(NOT_FOR_RESIDENTS.filter((code) => sentences.includes(code))).to.deep.equal([]);
  });

  it('every code that staff can meet has a sentence of theirs, or everybody’s', () => {
    const union = STAFF_LIBRARIES.map((path) => readFileSync(path, 'utf8')).join();
    const ofFiles = [...union.matchAll(/'([A-Z]+_[A-Z_]+)'/g)].map(([, code]) => code!);
    const raised = [...new Set([...STAFF_FOLDERS.flatMap(raisedIn), ...ofFiles])];
    const known = [...sentences, ...Object.keys(staffRefusalsJa).map((key) => key.replace('staffRefusal.', ''))];
    expect(raised.filter((code) => !known.includes(code) && !NOT_FOR_STAFF.includes(code))).to.deep.equal([]);
  });

  it('tells staff the row of a file, and never the server’s English', () => {
    const wrong = (code: string, details: Record<string, string | number>) =>
      staffRefusalOf(new RequestError(422, code, 'SECRET of the server', details), 'ja');
    expect(wrong('JEPX_VALUE_INVALID', { row: 3, column: '時刻コード' })).to.equal(
      '3行目「時刻コード」: ここに入れられない値です。 何も登録していません。',
    );
    expect(wrong('IMBALANCE_ROW_INVALID', { row: 9 })).to.match(/^9行目: /);
    expect(wrong('RULE_SET_TOO_EARLY', { earliestDay: '2026-08-02' })).to.include('2026-08-02 以降');
    expect(wrong('SIGN_IN_NEEDED', {})).to.equal(jaRefusals['refusal.SIGN_IN_NEEDED']);
    expect(wrong('METEOR_STRUCK', {})).to.include('（METEOR_STRUCK）');
    expect(wrong('place', {})).to.include('（place）');
  });

  it('no sentence is for a code that does not exist', () => {
    const union = readFileSync('apps/api/errors.ts', 'utf8') + readFileSync('libs/joining/error.ts', 'utf8');
    const known = [...union.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, code]) => code!);
    const elsewhere = ['OFFLINE', 'INTERNAL', 'ROUTE_UNKNOWN', 'DAY_INVALID', 'SLOT_INVALID', 'unknown', 'fields'];
    expect(sentences.filter((code) => !known.includes(code) && !elsewhere.includes(code))).to.deep.equal([]);
  });

  it('never shows the server’s English, nor a code that has a sentence', () => {
    for (const language of LANGUAGES) {
      for (const code of sentences.filter((each) => /^[A-Z]/.test(each))) {
        const text = refusalOf(refused(code, 'SECRET of the server'), language);
        expect(text, code).not.to.match(/SECRET|[A-Z]{3,}_|\{/);
      }
    }
  });

  it('says a calm sentence with the code where it knows none, whatever the code is', () => {
    expect(refusalOf(refused('METEOR_STRUCK'), 'ja')).to.include('（METEOR_STRUCK）');
    expect(refusalOf(refused('METEOR_STRUCK'), 'en')).to.include('(METEOR_STRUCK)');
    for (const code of ['unknown', 'fields', 'toString', '__proto__', '']) {
      expect(refusalOf(refused(code), 'ja'), code).to.include(`（${code}）`);
    }
    expect(refusalOf(new Error('anything'), 'ja')).to.include('不具合');
  });

  it('points at the fields of a form that are wrong, by the names that the form gives them', () => {
    const names = { email: 'メールアドレス', address: '住所' };
    const error = refused(
      'BODY_INVALID',
      'email: Give an e-mail address.; address: Too long; address.street: Odd; other: x',
    );
    expect(refusalOf(error, 'ja', names)).to.equal('次の項目を確かめてください: メールアドレス, 住所');
    expect(refusalOf(error, 'ja')).to.equal(jaRefusals['refusal.BODY_INVALID']);
    expect(refusalOf(refused('BODY_INVALID', 'no field here'), 'ja', names)).to.equal(
      jaRefusals['refusal.BODY_INVALID'],
    );
  });
});
