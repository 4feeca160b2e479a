import { crc32, deflateRawSync } from 'node:zlib';

/** Our own making after the facts of formats.md 5b: no sample of a W4 or W5 file is public. */
export const POINT = '0300000000000000000001';
export const OTHER_POINT = '0300000000000000000002';
/** 2026-05-18, koma 25 (12:00). */
export const TODAY_NAME = 'W41110202605181200010001.xml';
export const PAST_NAME = 'W41120202605180000020001.xml';
export const CONFIRMED_NAME = 'W51220202606010100001.xml';

export interface Value {
  readonly point?: string;
  readonly meter?: string;
  /** Code of JP06122. */
  readonly valid?: string;
  readonly kwh?: string;
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);

const message = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><SBD-MSG><JPMGRP SEQ="1"><JPMGH/><JPTRM SEQ="1">${content}</JPTRM></JPMGRP></SBD-MSG>`;

const value = ({ point = POINT, meter = 'M1', valid = '0', kwh = '0.5' }: Value) =>
  `<JP06400>${point}</JP06400><JP06119>x</JP06119><JP06120>名前 &amp; 様</JP06120><JP06121>${meter}</JP06121>` +
  `<JP06122>${valid}</JP06122>${kwh === '' ? '' : `<JP06125>${kwh}</JP06125>`}`;

export function todayXml(values: readonly Value[], day = '20260518', koma = '25'): string {
  const records = values.map((each) => `<JPMR00010>${value(each)}</JPMR00010>`).join('');
  return message(`<JP06116>${day}</JP06116><JP06219>${koma}</JP06219><JPM00010>${records}</JPM00010>`);
}

export function pastXml(byKoma: Readonly<Record<string, readonly Value[]>>, day = '20260518'): string {
  const groups = Object.entries(byKoma).map(([koma, values]) => {
    const records = values.map((each) => `<JPMR00011>${value(each)}</JPMR00011>`).join('');
    return `<JPMR00010><JP06219>${koma}</JP06219><JPM00011>${records}</JPM00011></JPMR00010>`;
  });
  return message(`<JP06116>${day}</JP06116><JPM00010>${groups.join('')}</JPM00010>`);
}

export interface Use {
  readonly point?: string;
  readonly provided?: string;
  /** 仕訳コード. */
  readonly kind?: string;
  readonly total?: string;
  /** Text of JP06424 by koma; blank: the element is absent. */
  readonly kwh?: Readonly<Record<string, string>>;
}

export function confirmedXml(uses: readonly Use[], month = '202605'): string {
  const records = uses.map(({ point = POINT, provided = '0', kind = '1', total = '1.500', kwh = { '01': '1.5' } }) => {
    const slots = Object.entries(kwh).map(
      ([koma, text]) =>
        `<JPMR00014><JP06219>${koma}</JP06219>${text === '' ? '' : `<JP06424>${text}</JP06424><JP06425>0.1</JP06425>`}</JPMR00014>`,
    );
    const month = `<JP06426>${total}</JP06426><JP06427>0.1</JP06427><JP06446>20260618</JP06446>`;
    const days = `<JPM00013><JPMR00013><JP06423>20260518</JP06423><JPM00014>${slots.join('')}</JPM00014></JPMR00013></JPM00013>`;
    const head = `<JP06400>${point}</JP06400><JP06404>${kind}</JP06404><JP06405>${provided}</JP06405>`;
    return `<JPMR00010>${head}${provided === '0' ? month + days : ''}</JPMR00010>`;
  });
  return message(`<JP06401>${month}</JP06401><JPM00010>${records.join('')}</JPM00010>`);
}

/** A ZIP container with one deflated file, by the PKWARE layout. */
export function zipped(
  plain: Uint8Array,
  name = 'a.xml',
  change: { crc?: number; size?: number; flags?: number } = {},
) {
  const packed = deflateRawSync(plain);
  const file = bytesOf(name);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(change.flags ?? 0, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(change.crc ?? crc32(plain), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(change.size ?? plain.length, 18);
  shared.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, file, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, Buffer.alloc(14), file]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Uint8Array.from(Buffer.concat([local, central, end]));
}
