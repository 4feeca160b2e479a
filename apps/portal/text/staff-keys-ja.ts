/** Words of the auditor's screen of program keys. */
export const staffKeysJa = {
  'keys.title': 'プログラムの鍵',
  'keys.note': '証拠と監査ログを読むプログラム（検証コマンドなど）のための鍵です。読めるだけで、何も変えられません。',
  'keys.none': '鍵はまだありません。',
  'keys.make': '鍵をつくる',
  'keys.label': '使いみち',
  'keys.hint': '例: 毎朝の検証',
  'keys.made': '鍵をつくりました。表示は今回だけです。ファイルに控えてください。',
  'keys.end': '使えなくする',
  'keys.endSure': '「{label}」の鍵はすぐに使えなくなります。元には戻せません。',
} as const;
