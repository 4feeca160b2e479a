/** Words of what the operator does for people, devices and households. */
export const staffOperatorJa = {
  'people.waits': '招待中（{time} まで）',
  'people.lapsed': '招待の期限切れ。もう一度招待してください',
  'people.changeRole': '役割を変える',
  'people.roleSure': '{name} さんはすぐにサインアウトされ、役割が「{role}」になります。',
  'people.roleOfStaffSure':
    '{name} さんはすぐにサインアウトされ、役割が「{role}」になります。次のサインインで2段階認証を求めます。',
  'people.owner': '本人',
  'people.family': '家族',
  'people.point': '参加者の番号（供給地点）',
  'people.pointNeeded': '参加者の番号を入れてください。',
  'people.linkPoint': '供給地点をひもづける',
  'people.linkPointSure':
    '{name} さんが「{point}」の数字を見て、売り買いできるようになります。契約した本人だと確かめてから行ってください。',
  'people.unlinkPoint': '外す',
  'people.unlinkPointSure': '{name} さんは「{point}」をすぐに見られなくなり、売り買いもできなくなります。',

  'devices.title': '計器の機器',
  'devices.note':
    '計器の値を送る機器の鍵です。鍵を持つ人は、その計器の値を送れます。ご家庭ではなく、運営が機器に入れてください。',
  'devices.enrol': '機器を登録する',
  'devices.meter': '計器の番号',
  'devices.hint': '例: 屋根の太陽光',
  'devices.search': '計器の番号で絞る',
  'devices.none': '機器はありません。',

  'maker.title': 'マーケットメーカーを登録する',
  'maker.note':
    'いつも買いと売りの両方の注文を出し、ご近所が取引の相手を見つけられるようにする参加者です。登録したあと「利用者」の画面で、小売電気事業者などの利用者にひもづけます。',
  'maker.participantId': '参加者の番号',
  'maker.meterId': '計器の番号',
  'maker.buy': '買う値段（円/kWh）',
  'maker.sell': '売る値段（円/kWh）',
  'maker.quote': '注文の量（Wh）',
  'maker.check': 'マーケットメーカーを確かめる',
  'maker.sure':
    '「{id}」が、どの時間にも {energy} Wh ずつ、{buy} 円/kWh で買い、{sell} 円/kWh で売る注文を出します。登録は消せません。',
  'maker.register': 'マーケットメーカーにする',
  'maker.registered':
    '登録しました。下は、取引が記録のとおりだと自分で証明するための鍵です。表示は今回だけです。持ち主に渡してください。',
  'maker.wrong': '印のついた項目を確かめてください。買う値段は、売る値段より低くします。値段は0.01円から50円までです。',

  'erasures.title': '退会した世帯の消去',
  'erasures.note':
    '退会した世帯の鍵と、名前・住所を消します。訂正の精算ができる期間（{days}日）が終わった日から消せます。消すと元に戻せません。',
  'erasures.none': '消去を待つ世帯はありません。',
  'erasures.due': '消去する日が来ました',
  'erasures.dates': '{left} 退会 · {due} から消去できます',
  'erasures.erase': '消去する',
  'erasures.sure':
    '「{household}」の鍵を壊し、名前・住所・供給地点を消します。記録からこの世帯をたどれなくなります。元に戻せません。',
} as const;
