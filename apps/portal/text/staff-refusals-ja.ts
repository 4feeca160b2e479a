/**
 * What each refusal of the API means for staff, and what to do: one sentence a code (`staff/staff-refusal.tsx`). Codes that
 * residents meet too and that mean the same to both stand in `ja-refusals.ts` alone.
 */
export const staffRefusalsJa = {
  'staffRefusal.place': '{row}行目',
  'staffRefusal.placeColumn': '{row}行目「{column}」',
  'staffRefusal.nothingStored': '何も登録していません。',

  'staffRefusal.PARTICIPANT_UNKNOWN': 'その参加者はいません。番号を確かめてください。',
  'staffRefusal.METER_UNKNOWN': 'その計器はありません。番号を確かめてください。',
  'staffRefusal.ACCOUNT_UNKNOWN': 'この利用者は、もういません。画面を読み込み直してください。',
  'staffRefusal.ACCOUNT_LOCKED': 'この利用者は止められています。先に利用を再開してください。',
  'staffRefusal.ACCOUNT_LAST_OPERATOR': '最後の運営です。先にもう一人、運営を招待してください。',
  'staffRefusal.KEY_UNKNOWN': 'この鍵は、もうありません。画面を読み込み直してください。',
  'staffRefusal.KEY_LIMIT_REACHED': '鍵の数が上限に達しています。使わない鍵を消してください。',

  'staffRefusal.BOOK_CLOSED': 'この時間の取引は、もう締め切られています。',
  'staffRefusal.BOOK_HALTED': 'この時間の取引は、もう止められています。',
  'staffRefusal.BOOK_NOT_HALTED': 'この時間の取引は止められていません。',
  'staffRefusal.BOOK_DAMAGED':
    'この時間の保存された記録が壊れています。journal_entry と trade の行をバックアップから戻し、もう一度再開してください。',
  'staffRefusal.BOOK_NOT_OPEN': 'この時間の取引は、まだ始まっていません。',
  'staffRefusal.SLOT_NOT_OPEN': 'この時間は、いま取引できる時間ではありません。',
  'staffRefusal.ANNOUNCEMENT_UNKNOWN': 'このお知らせは、もう取り下げられています。',
  'staffRefusal.ANNOUNCEMENT_LIMIT_REACHED': 'お知らせの数が上限に達しています。古いものを取り下げてください。',

  'staffRefusal.NOT_ELIGIBLE': '要件を満たしていません。申込の内容を確かめてください。',
  'staffRefusal.REASON_MISSING': '理由を書いてください。申込者が読みます。',
  'staffRefusal.APPLICATION_CHANGED': '申込の状態が変わっていました。読み込み直した内容で、もう一度お確かめください。',
  'staffRefusal.DOCUMENT_DUPLICATE': 'この本文は、もう公開されています。本文を確かめてください。',
  'staffRefusal.DOCUMENT_LIMIT_REACHED': '書類の数が上限に達しています。',
  'staffRefusal.IMPORT_REFUSED': 'ファイルに誤りがあります。何も取り込んでいません。',
  'staffRefusal.CONTRACT_END_INVALID': '最終日は、今日から1年以内の日にしてください。',
  'staffRefusal.ERASURE_REQUESTED': 'この参加者の契約は、もう終わることになっています。',
  'staffRefusal.ERASURE_UNKNOWN': 'この消去の申し出は、もうありません。',
  'staffRefusal.ERASURE_NOT_DUE': 'まだ消去できません。保存の期間が終わるまでお待ちください。',

  'staffRefusal.RULE_SET_TOO_EARLY':
    'その日は、もう取引が始まっているか精算が済んでいます。{earliestDay} 以降の日を選んでください。',
  'staffRefusal.RULE_SET_LIMIT_REACHED': '登録できるきまりの数が上限に達しています。',
  'staffRefusal.RULE_PRICE_INVALID': '値段が範囲の外です。0円から1,000円までで入れてください。',
  'staffRefusal.RULE_VALUE_INVALID': '値が範囲の外です。割合は0から100まで、電力量は0以上の整数で入れてください。',

  'staffRefusal.RATE_TOO_EARLY':
    'その月は、もう取引が始まっているか精算が済んでいます。{earliestMonth} 以降の月を選んでください。',
  'staffRefusal.FACTOR_UNKNOWN':
    'この日の排出係数がありません。運営の「ルールと単価」で、その年度の係数を登録してください。',
  'staffRefusal.RATE_LIMIT_REACHED': '登録できる単価の数が上限に達しています。',
  'staffRefusal.WINDOW_INVALID':
    'この単価では、ご近所で売り買いしても得になる値段がなくなります（卒FITの買取 ≦ 小売の単価 − 託送と手数料）。',
  'staffRefusal.TARIFF_INVALID': '料金メニューの値が正しくありません。円で小数2桁までの値段を入れてください。',
  'staffRefusal.TARIFF_UNKNOWN': 'その料金メニューはありません。',
  'staffRefusal.FUEL_ADJUSTMENT_INVALID':
    '燃料費調整のない料金メニューか、同じメニューと月が二度あります。何も登録していません。',
  'staffRefusal.SPOT_PRICE_INVALID':
    'JEPXのスポット市場取引結果として読めませんでした。公表されたままのファイルを選んでください。何も登録していません。',
  'staffRefusal.SLOT_FINAL': 'その時間は確定しています。730日より前のものは変えられません。',
  'staffRefusal.GRANT_CHANGED':
    '同じ番号の報酬が、別の内容で登録されています。番号を変えて追加してください。何も登録していません。',
  'staffRefusal.GRANT_EARLY': 'まだ終わっていない時間です。終わってから登録してください。',
  'staffRefusal.GRANT_RECEIVER_REFUSED': 'その時間に参加していないご家庭です。何も登録していません。',
  'staffRefusal.IMBALANCE_PRICE_INVALID':
    'インバランス料金として読めませんでした。同じコマが二度あるか、値段が範囲の外です。何も登録していません。',
  'staffRefusal.JEPX_FILE_TOO_LARGE': 'ファイルが大きすぎます。年や月で分けてください。',
  'staffRefusal.JEPX_ENCODING_UNKNOWN': '文字コードがUTF-8でもShift_JISでもありません。公表されたまま選んでください。',
  'staffRefusal.JEPX_CSV_INVALID': 'CSVとして読めません。引用符の対応を確かめてください。',
  'staffRefusal.JEPX_HEADER_INVALID': '要る見出しがありません。JEPXが公表した見出しのまま選んでください。',
  'staffRefusal.JEPX_ROW_INVALID': '列の数が見出しと違うか、同じコマが二度あります。',
  'staffRefusal.JEPX_VALUE_INVALID': 'ここに入れられない値です。',
  'staffRefusal.IMBALANCE_FILE_TOO_LARGE': 'ファイルが大きすぎます。月ごとのファイルを選んでください。',
  'staffRefusal.IMBALANCE_ENCODING_UNKNOWN':
    '文字コードがUTF-8でもShift_JISでもありません。公表されたまま選んでください。',
  'staffRefusal.IMBALANCE_CSV_INVALID': 'CSVとして読めません。引用符の対応を確かめてください。',
  'staffRefusal.IMBALANCE_HEADER_INVALID': '要る見出し（HとTの行）がありません。公表されたまま選んでください。',
  'staffRefusal.IMBALANCE_ROW_INVALID': '行の形が違うか、同じコマが二度あるか、値段がひとつもありません。',
  'staffRefusal.IMBALANCE_VALUE_INVALID': 'ここに入れられない値です。',

  'staffRefusal.ZENGIN_FILE_TOO_LARGE': 'ファイルが大きすぎます。',
  'staffRefusal.ZENGIN_RECORD_INVALID':
    '全銀の120文字の行になっていません。銀行から届いたままのファイルを選んでください。',
  'staffRefusal.ZENGIN_VALUE_INVALID':
    '銀行のファイルに書けない値です。銀行・支店・口座の番号の桁と、名義のカナを確かめてください。',
  'staffRefusal.ZENGIN_TOTAL_DIFFERS': '合計の件数か金額が、明細と合いません。',
  'staffRefusal.ZENGIN_ANSWER_UNKNOWN': 'こちらが依頼していない振替があります。月と回を確かめてください。',
  'staffRefusal.ZENGIN_NUMBER_TWICE': '同じ依頼が二度あります。',
  'staffRefusal.ZENGIN_ANSWER_MISSING': '答えのない依頼があります。全件の入った結果ファイルを選んでください。',
  'staffRefusal.ZENGIN_ANSWER_DIFFERS':
    '依頼した内容と違う答えがあります。月と回を確かめ、銀行に問い合わせてください。',
  'staffRefusal.BANK_ACCOUNT_INVALID': '口座の番号か名前が正しくありません。',
  'staffRefusal.TEXT_INVALID': '明細書に印字できない文字があるか、長すぎます。',

  'staffRefusal.BILLING_NOT_CONFIGURED': '請求の設定かファイルの置き場がありません。運営に知らせてください。',
  'staffRefusal.BILLING_ACCOUNT_UNKNOWN': '請求先が登録されていません。先に登録してください。',
  'staffRefusal.CONTRACT_MONTH_INVALID':
    'その月からは始められません。{earliest} から {latest} までの月を選んでください。',
  'staffRefusal.CONTRACT_LIMIT_REACHED': 'この参加者の契約の数が上限に達しています。運営に知らせてください。',
  'staffRefusal.CONTRACT_INVALID': '契約の大きさか力率が、料金メニューに合いません。メニューにある値を入れてください。',
  'staffRefusal.LEVY_REDUCTION_INVALID': '再エネ賦課金の減免の割合が正しくありません。',
  'staffRefusal.RATE_UNKNOWN': 'その月には、まだこの料金メニューの値段がありません。',
  'staffRefusal.REGISTRATION_NUMBER_INVALID':
    '登録番号が正しくありません。Tと13桁の数字です。法人は検査数字も確かめます。',
  'staffRefusal.FILE_UNKNOWN': '書類のファイルが見つかりません。月をもう一度締めると、同じものが書き直されます。',
  'staffRefusal.FILE_DAMAGED':
    '保存されている書類が、渡したものと違います。控えからの復元が必要です。保守の担当にお知らせください。',
  'staffRefusal.DEBIT_FILE_UNKNOWN': 'この月と回には、口座振替の依頼がありません。月と回を確かめてください。',
  'staffRefusal.DEBIT_RESULT_DIFFERS':
    '前に取り込んだ結果と違います。どちらが正しいか銀行に確かめてください。何も記帳していません。',
  'staffRefusal.PAYMENT_UNKNOWN': 'その支払はありません。月と回を確かめてください。何も記帳していません。',
  'staffRefusal.PAYMENT_NOT_FAILED':
    '失敗して待っている口座振替ではありません。もう支払われたか、次の依頼に入っています。一覧を確かめてください。',
  'staffRefusal.PAYMENT_RESULT_INVALID':
    '金額か日付が依頼と合いません。日付は発行日から今日までです。銀行の明細と見くらべてください。何も記帳していません。',
  'staffRefusal.PAYMENT_RESULT_DIFFERS':
    '別の日付か結果で、もう記帳されています。どちらが正しいか確かめてください。もう一度入金があったのなら「二重の入金」です。何も記帳していません。',
  'staffRefusal.CLOSE_RUNNING': 'ほかの月を締めているところです。終わってから、もう一度お試しください。',
  'staffRefusal.MONTH_NOT_OVER': '月がまだ終わっていません。',
  'staffRefusal.MONTH_NOT_READY': 'まだそろっていないものがあります。',
  'staffRefusal.MONTH_NOT_CLOSED': 'この月は、まだ締められていません。',
  'staffRefusal.MONTH_INVALID': 'その月はありません。',
  'staffRefusal.CONTROL_FAILED': '照合が合いませんでした。何も送らないでください。運営に知らせてください。',
  'staffRefusal.OUTPUT_UNWRITABLE': 'ファイルを書けませんでした。ディスクの空きを確かめ、もう一度お試しください。',
} as const;
