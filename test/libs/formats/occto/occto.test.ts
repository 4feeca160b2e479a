import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type DemandPlan,
  formatOcctoFileName,
  type GenerationPlan,
  parseDemandPlan,
  parseGenerationPlan,
  parseOcctoFileName,
  printDemandPlan,
  printGenerationPlan,
  roundToKwh,
} from '#formats';
import { codeOf, expectCode } from '../../error-code.js';
import { anyDemandPlan, DEMAND_PLAN, ENVELOPE, GENERATION_PLAN } from './examples.js';

const FILE = 'W6_0250_20260801_00_12345_1.xml';
const SKELETON = '../shared/data/formats/occto_w6_0250_skeleton_masked.xml';

const printed = (plan: DemandPlan) => new TextDecoder().decode(printDemandPlan(plan, FILE).bytes);
const parse = (text: string) => parseDemandPlan(new TextEncoder().encode(text), FILE);
/** A plan with the demand of the first member changed in one half hour. */
const withDemand = (koma: number, kwh: number): DemandPlan => {
  const [first, ...others] = DEMAND_PLAN.members;
  return { ...DEMAND_PLAN, members: [{ ...first!, demandKwh: first!.demandKwh.with(koma - 1, kwh) }, ...others] };
};

/** Every path of a document in the order in which it first comes, by its tags alone. */
function paths(xml: string): string[] {
  const stack: string[] = [];
  const found = new Set<string>();
  for (const [, closing, name, attributes] of xml.matchAll(/<(\/?)([A-Z][A-Z0-9-]*)([^>]*)>/g)) {
    if (closing === '/') stack.pop();
    else {
      stack.push(`${name}${attributes}`);
      found.add(stack.join('/'));
    }
  }
  return [...found];
}

describe('翌日需要調達計画 (W6/0250)', () => {
  it('has the structure of the real file, path by path', function () {
    if (!existsSync(SKELETON)) this.skip();
    expect(paths(printed(DEMAND_PLAN))).to.deep.equal(paths(readFileSync(SKELETON, 'utf8')));
  });

  it('writes totals that are sums, 48 half hours each', () => {
    const { control } = printDemandPlan(DEMAND_PLAN, FILE);
    const total = 48 * 30 + 3 * 1176;
    expect(control).to.deep.equal({ records: 2, sums: { demandKwh: BigInt(total), procurementKwh: BigInt(total) } });
    const xml = printed(DEMAND_PLAN).replaceAll('\r\n', '').replaceAll('> ', '>').replaceAll(/>\s+</g, '><');
    const lastOf = (group: string) => new RegExp(`<${group}>.*?</${group}>`).exec(xml)![0].slice(-150);
    expect(lastOf('JPM00011')).to.include('<JP06219>48</JP06219><JP06376>174</JP06376>');
    expect(lastOf('JPM00013')).to.include('<JP06219>48</JP06219><JP06389>174</JP06389>');
    expect(lastOf('JPM00015')).to.include('<JP06219>48</JP06219><JP06369>174</JP06369><JP06371>0</JP06371>');
    expect(xml).to.include('<JPC19>260731100203</JPC19>');
    expect(xml).to.include('<JP06171>20260801</JP06171>');
    expect(xml.match(/<JP06219>/g)).to.have.length(48 * (3 + 2 + 2 * (3 + 2)));
  });

  it('any balanced plan comes back as it was', () => {
    fc.assert(
      fc.property(anyDemandPlan, (plan) => {
        expect(parse(printed(plan))).to.deep.equal(plan);
      }),
      { seed: 56, numRuns: 10 },
    );
  });

  it('refuses a plan that does not balance, naming the half hour', () => {
    const { details, message } = expectCode('OCCTO_SUM_DIFFERS', () => printed(withDemand(17, 0)));
    expect(details).to.include({ file: FILE, koma: 17 });
    expect(message).to.include('koma 17').and.include('81 kWh').and.include('20 kWh');
    const [first, second] = DEMAND_PLAN.procurements;
    const swapped = [
      { ...first!, procurementKwh: second!.procurementKwh },
      { ...second!, procurementKwh: first!.procurementKwh },
    ];
    const other = expectCode('OCCTO_SUM_DIFFERS', () => printed({ ...DEMAND_PLAN, procurements: swapped }));
    expect(other.message).to.include('procurement from JEPX1');
  });

  it('a changed digit anywhere in the quantities is seen', () => {
    const xml = printed(DEMAND_PLAN);
    const quantities = [...xml.matchAll(/<JP06(?:376|389|369|371|219)>(\d+)</g)];
    expect(quantities).to.have.length(48 * (7 + 2 * 3 + 2 * (2 * 2 + 3 + 2 * 3)));
    for (const match of quantities.filter((_, index) => index % 97 === 0)) {
      const at = match.index + match[0].length - 2;
      const changed = `${xml.slice(0, at)}${xml[at] === '5' ? '6' : '5'}${xml.slice(at + 1)}`;
      expect(
        codeOf(() => parse(changed)),
        match[0],
      ).to.match(/^OCCTO_(SUM_DIFFERS|VALUE_INVALID|STRUCTURE_INVALID)$/);
    }
  });

  it('refuses what it does not know', () => {
    const xml = printed(DEMAND_PLAN);
    for (const [code, from, to] of [
      ['OCCTO_STRUCTURE_INVALID', 'BPIDVER="3A"', 'BPIDVER="3C"'],
      ['OCCTO_STRUCTURE_INVALID', '<JP00002>0250', '<JP00002>0152'],
      ['OCCTO_STRUCTURE_INVALID', '</JPM00014>', '</JPM00014><JPM00018></JPM00018>'],
      ['OCCTO_STRUCTURE_INVALID', '<JP06171>', '<JP99999>1</JP99999><JP06171>'],
      ['OCCTO_STRUCTURE_INVALID', '<JP06371>0', '<JP06371>1'],
      ['OCCTO_STRUCTURE_INVALID', '<JPC03>1</JPC03>', ''],
      ['OCCTO_VALUE_INVALID', '<JP06171>20260801', '<JP06171>20260832'],
      ['OCCTO_VALUE_INVALID', '<JP06376>33', '<JP06376>033'],
      ['OCCTO_VALUE_INVALID', '<JP06219>02', '<JP06219>03'],
      ['OCCTO_VALUE_INVALID', '一円電力株式会社', '一円&amp;電力'],
      ['OCCTO_XML_INVALID', '</JPMGRP>', ''],
      ['OCCTO_XML_INVALID', '<SBD-MSG', '<!DOCTYPE a><SBD-MSG'],
      ['OCCTO_XML_INVALID', '<JPMGH>', '<JPMGH>text'],
      ['OCCTO_XML_INVALID', '<JPMGH>', '<!-- x --><JPMGH>'],
    ] as const) {
      expect(xml).to.include(from);
      expect(
        codeOf(() => parse(xml.replace(from, to))),
        to,
      ).to.equal(code);
    }
    expectCode('OCCTO_XML_INVALID', () => parse(''));
    expectCode('OCCTO_XML_INVALID', () => parseDemandPlan(Uint8Array.of(0xff), FILE));
    expectCode('OCCTO_FILE_TOO_LARGE', () => parseDemandPlan(new Uint8Array(16 * 1024 * 1024 + 1), FILE));
  });

  it('refuses values that no plan may have', () => {
    const [procurement] = DEMAND_PLAN.procurements;
    for (const [changes, element] of [
      [{ jp06371: '10' }, 'JP06371'],
      [{ members: [] }, 'JPM00022'],
      [{ procurements: [] }, 'JPM00016'],
      [{ procurements: [{ ...procurement!, contractId: '1' }] }, 'JPM00016/JPMR00016[1]/JP06185'],
      [{ procurements: [{ ...procurement!, jp06372: '' }] }, 'JPM00016/JPMR00016[1]/JP06372'],
      [{ procurements: [{ ...procurement!, procurementKwh: [1] }] }, 'JPM00016/JPMR00016[1]'],
      [{ procurements: [{ ...procurement!, counterparty: { code: 'A', name: 'B' } }] }, 'JPM00016/JPMR00016[1]'],
      [{ envelope: { ...ENVELOPE, day: '2026-02-30' } }, 'JP06171'],
      [{ envelope: { ...ENVELOPE, jpc06: '1' } }, 'JPC06'],
      [{ envelope: { ...ENVELOPE, createdAtMs: 1 } }, 'JPC19'],
      [{ envelope: { ...ENVELOPE, sender: { code: '12345', name: '<a>' } } }, 'JP06111'],
    ] as const) {
      const { details } = expectCode('OCCTO_VALUE_INVALID', () => printed({ ...DEMAND_PLAN, ...changes }));
      expect(details.element).to.equal(element);
    }
    for (const kwh of [-1, 0.5, 1_000_000]) {
      expect(expectCode('OCCTO_VALUE_INVALID', () => printed(withDemand(48, kwh))).details.koma).to.equal(48);
    }
  });
});

describe('翌日発電販売計画 (W6/0152)', () => {
  const print = (plan: GenerationPlan) => printGenerationPlan(plan, FILE);

  it('comes back as it was, with its sums', () => {
    const { bytes, control } = print(GENERATION_PLAN);
    expect(control.sums).to.deep.equal({ generationKwh: 1416n, salesKwh: 1512n, procurementKwh: 96n });
    expect(parseGenerationPlan(bytes, FILE)).to.deep.equal(GENERATION_PLAN);
    const alone = {
      ...GENERATION_PLAN,
      procurements: [],
      sales: [{ counterpartyCode: 'JEPX1', energyKwh: Array.from({ length: 48 }, (_, index) => index + 6) }],
    };
    expect(parseGenerationPlan(print(alone).bytes, FILE)).to.deep.equal(alone);
  });

  it('stands where the programs that read it look', () => {
    const found = paths(new TextDecoder().decode(print(GENERATION_PLAN).bytes)).map((path) =>
      path.split('SEQ="1"/').at(-1),
    );
    for (const path of [
      'JPM00012/JPMR00012/JPM00013/JPMR00013/JP06363',
      'JPM00014/JPMR00014/JP06300',
      'JPM00014/JPMR00014/JPM00015/JPMR00015/JP06307',
      'JPM00014/JPMR00014/JPM00016/JPMR00016/JP06186',
      'JPM00014/JPMR00014/JPM00016/JPMR00016/JPM00017/JPMR00017/JP06231',
      'JPM00018/JPMR00018/JPM00019/JPMR00019/JP06319',
      'JPM00018/JPMR00018/JPM00020/JPMR00020/JPM00021/JPMR00021/JP06319',
      'JPM00022/JPMR00022/JPM00023/JPMR00023/JP06369',
      'JPM00022/JPMR00022/JPM00024/JPMR00024/JPM00025/JPMR00025/JP06369',
    ]) {
      expect(found).to.include(path);
    }
  });

  it('refuses one that does not balance, or whose total is changed', () => {
    const { details } = expectCode('OCCTO_SUM_DIFFERS', () => print({ ...GENERATION_PLAN, procurements: [] }));
    expect(details.koma).to.equal(1);
    const xml = new TextDecoder().decode(print(GENERATION_PLAN).bytes);
    for (const name of ['JP06363', 'JP06307', 'JP06231', 'JP06319', 'JP06369']) {
      const changed = xml.replace(new RegExp(`<${name}>\\d+<`), `<${name}>999<`);
      expect(
        codeOf(() => parseGenerationPlan(new TextEncoder().encode(changed), FILE)),
        name,
      ).to.match(/^OCCTO_(SUM_DIFFERS|STRUCTURE_INVALID)$/);
    }
    expectCode('OCCTO_STRUCTURE_INVALID', () => parseGenerationPlan(printDemandPlan(DEMAND_PLAN, FILE).bytes, FILE));
    for (const changes of [{ groups: [] }, { sales: [] }, { groups: [{ code: 'GBG01', units: [] }] }]) {
      expectCode('OCCTO_VALUE_INVALID', () => print({ ...GENERATION_PLAN, ...changes }));
    }
  });
});

describe('names and whole kWh of plans', () => {
  it('names files as the real one is named', () => {
    const name = { message: '0250', day: '2016-05-31', sender: '40916', number: 6 } as const;
    expect(formatOcctoFileName(name)).to.equal('W6_0250_20160531_00_40916_6.xml');
    expect(parseOcctoFileName('W6_0250_20160531_00_40916_6.xml')).to.deep.equal(name);
    for (const wrong of [
      '',
      'W6_0250_20160532_00_40916_6.xml',
      'W6_0250_20160531_01_40916_6.xml',
      'W6_0250_20160531_00_40916_0.xml',
      'W6_0250_20160531_00_4091_6.xml',
      'W6_9999_20160531_00_40916_6.xml',
      '../W6_0250_20160531_00_40916_6.xml',
    ]) {
      expectCode('OCCTO_FILE_NAME_INVALID', () => parseOcctoFileName(wrong));
    }
    expectCode('OCCTO_FILE_NAME_INVALID', () => formatOcctoFileName({ ...name, sender: 'ab' }));
  });

  it('rounds parts so that their sum is the rounded sum, none by a whole kWh', () => {
    expect(roundToKwh([400, 400, 400])).to.deep.equal([1, 0, 0]);
    expect(roundToKwh([1_900, 100])).to.deep.equal([2, 0]);
    expect(roundToKwh([499])).to.deep.equal([0]);
    expect(roundToKwh([500])).to.deep.equal([1]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1, maxLength: 20 }), (partsWh) => {
        const rounded = roundToKwh(partsWh);
        const totalWh = partsWh.reduce((sum, wh) => sum + wh, 0);
        expect(rounded.reduce((sum, kwh) => sum + kwh, 0)).to.equal(Math.round(totalWh / 1000));
        for (const [at, wh] of partsWh.entries()) expect(Math.abs(rounded[at]! * 1000 - wh)).to.be.below(1000);
      }),
      { seed: 57, numRuns: 300 },
    );
  });
});
