import { expect } from 'chai';
import fc from 'fast-check';
import { decodeJisX0201, encodeJisX0201, PLAIN_KANA, toZenginKana } from '#formats';
import { codeOf, expectCode } from '../../error-code.js';

describe('toZenginKana', () => {
  it('writes names as banks register them', () => {
    for (const [name, kana] of [
      ['ヤマダ タロウ', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
      ['やまだ　はなこ', 'ﾔﾏﾀﾞ ﾊﾅｺ'],
      ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
      ['キュウヨイチロウ', 'ｷﾕｳﾖｲﾁﾛｳ'],
      ['ジンジショウゴ', 'ｼﾞﾝｼﾞｼﾖｳｺﾞ'],
      ['ハットリ', 'ﾊﾂﾄﾘ'],
      ['ｷｭｳﾖ', 'ｷﾕｳﾖ'],
      ['パピプペポ ヴ', 'ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ ｳﾞ'],
      ['ハ゜ン', 'ﾊﾟﾝ'],
      ['か\u3099', 'ｶﾞ'],
      ['サーバー', 'ｻ-ﾊﾞ-'],
      ['ａｂｃ１２３（）－．', 'ABC123()-.'],
      ['Solar−1', 'SOLAR-1'],
      ['ヵヶヮ', 'ｶｹﾜ'],
    ] as const) {
      expect(toZenginKana(name, 40), name).to.equal(kana);
    }
    expect(toZenginKana('サーバー', 40, { ...PLAIN_KANA, longVowel: 'ｰ' })).to.equal('ｻｰﾊﾞｰ');
  });

  it('shortens company forms at the beginning, in the middle and at the end', () => {
    for (const [name, kana] of [
      ['株式会社ケイヨウギンコウ', 'ｶ)ｹｲﾖｳｷﾞﾝｺｳ'],
      ['ケイヨウギンコウ 株式会社', 'ｹｲﾖｳｷﾞﾝｺｳ(ｶ'],
      ['ケイヨウギンコウ株式会社チバシテン', 'ｹｲﾖｳｷﾞﾝｺｳ(ｶ)ﾁﾊﾞｼﾃﾝ'],
      ['㈱デンキ', 'ｶ)ﾃﾞﾝｷ'],
      ['（有）デンキ', 'ﾕ)ﾃﾞﾝｷ'],
      ['合同会社 デンキ', 'ﾄﾞ)ﾃﾞﾝｷ'],
      ['特定非営利活動法人ヒカリ', 'ﾄｸﾋ)ﾋｶﾘ'],
      ['社会福祉法人ヒカリ', 'ﾌｸ)ﾋｶﾘ'],
    ] as const) {
      expect(toZenginKana(name, 40), name).to.equal(kana);
    }
  });

  it('refuses what it cannot carry over, with character and position', () => {
    for (const [name, character, position] of [
      ['山田', '山', 1],
      ['ヤマ田', '田', 3],
      ['ヤマダ・タロウ', '・', 4],
      ['オヲ', 'ヲ', 2],
      ['ア゛', '゛', 2],
      ['カ゜', '゜', 2],
      ['ア&B', '&', 2],
      ['ア，イ', '，', 2],
      ['ア/イ', '/', 2],
      ['「ア」', '「', 1],
      ['ア\tイ', '\t', 2],
      ['ア😀', '😀', 2],
      ['😀', '😀', 1],
      ['ヷ', 'ヷ', 1],
      ['①', '①', 1],
      ['株式会社山', '山', 5],
    ] as const) {
      const { details, message } = expectCode('KANA_CHARACTER_INVALID', () => toZenginKana(name, 40));
      expect(details.position, name).to.equal(position);
      expect(message).to.include(`"${character}"`);
    }
    expect(toZenginKana('ア/イ', 40, { ...PLAIN_KANA, extraSymbols: '/' })).to.equal('ｱ/ｲ');
    expect(toZenginKana('「ア」', 40, { ...PLAIN_KANA, extraSymbols: '｢｣' })).to.equal('｢ｱ｣');
  });

  it('counts bytes after voiced marks are split off', () => {
    expect(toZenginKana('ガギグ', 6)).to.have.length(6);
    expectCode('KANA_TOO_LONG', () => toZenginKana('ガギグゲ', 7));
    expectCode('KANA_TOO_LONG', () => toZenginKana('ア'.repeat(201), 1000));
    expectCode('KANA_EMPTY', () => toZenginKana('　 ', 40));
  });

  it('gives one byte a character, read back, and leaves what is right as it is', () => {
    const character = fc.constantFrom(...'アガパッーぁぱ　 ａＺ9(-）ﾊﾟ山ヲ・株式会社😀゛');
    const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('-' as const, 'ｰ' as const), (name, longVowel) => {
        const style = { ...PLAIN_KANA, longVowel };
        if (codeOf(() => toZenginKana(name, 40, style)) !== 'none') return;
        const kana = toZenginKana(name, 40, style);
        expect(kana).to.match(/^[0-9A-Z ().ｱ-ﾝﾞﾟｰ-]+$/);
        expect(decodeJisX0201(encodeJisX0201(kana)!)).to.equal(kana);
        expect(toZenginKana(kana, 40, style)).to.equal(kana);
      }),
      { seed: 51, numRuns: 500 },
    );
  });

  it('knows no bytes outside JIS X 0201', () => {
    expect(encodeJisX0201('ア')).to.equal(undefined);
    for (const byte of [0x1f, 0x7f, 0x80, 0xa0, 0xe0]) expect(decodeJisX0201(Uint8Array.of(byte))).to.equal(undefined);
    expect(encodeJisX0201('｡ﾟ')).to.deep.equal(Uint8Array.of(0xa1, 0xdf));
  });
});
