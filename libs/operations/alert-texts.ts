import type { AlertTexts } from './alert.js';

/** What failing steps of the scheduler mean (docs/operating.md, "Watching"). */
const STEP_TEXTS: Readonly<Record<string, AlertTexts>> = {
  close: {
    what: { ja: '締切の処理が失敗しています', en: 'Gate closure fails' },
    consequence: {
      ja: '締切を過ぎた時間に注文が入り続け、計画の提出に間に合いません。',
      en: 'Orders are taken beyond gate closure, and the plan is late.',
    },
    action: {
      ja: 'データベースの空きと接続を確かめてください。直れば1秒ごとに自動でやり直します。',
      en: 'Check the database: disk and connection. It is tried again every second.',
    },
  },
  open: {
    what: { ja: '新しい時間の受付を始められません', en: 'New books cannot be opened' },
    consequence: { ja: '先の時間の取引が始まりません。', en: 'Trading of later slots does not begin.' },
    action: {
      ja: 'データベースの空きと接続を確かめてください。直れば1秒ごとに自動でやり直します。',
      en: 'Check the database: disk and connection. It is tried again every second.',
    },
  },
  agents: {
    what: { ja: 'おまかせ取引が止まっています', en: 'The agents do not act' },
    consequence: {
      ja: '住民の注文が出ず、余った電気は小売に安く渡ります。',
      en: 'No orders are made for residents; their surplus goes to the retailer for less.',
    },
    action: {
      ja: '下の理由を確かめ、開発の担当に伝えてください。手で出す注文は受け付けています。',
      en: 'Read the reason below and tell the engineers. Orders by hand are taken.',
    },
  },
  settle: {
    what: { ja: '精算の処理が失敗しています', en: 'Settlement fails' },
    consequence: { ja: '精算が遅れ、請求の締めに影響します。', en: 'Settlements are late, and so is the bill.' },
    action: {
      ja: 'データベースの空きと接続を確かめてください。直れば1秒ごとに自動でやり直します。',
      en: 'Check the database: disk and connection. It is tried again every second.',
    },
  },
};

const OTHER_STEP: AlertTexts = {
  what: { ja: '定期の処理が失敗しています', en: 'A step of the scheduler fails' },
  consequence: { ja: 'その処理だけが遅れます。ほかは動いています。', en: 'That step alone is late; the others go on.' },
  action: {
    ja: '下の理由を確かめてください。1秒ごとに自動でやり直します。',
    en: 'Read the reason below. It is tried again every second.',
  },
};

/** The texts of a failing step. */
export function textsOfStep(step: string): AlertTexts {
  return Object.hasOwn(STEP_TEXTS, step) ? STEP_TEXTS[step]! : OTHER_STEP;
}

const WRONG_CHAIN = {
  ja: 'LEDGER_RPC_URL を正しいノードに向けてください。送信待ちの記録は絶対に消さないでください。',
  en: 'Point LEDGER_RPC_URL at the right node; never delete the outbox.',
};
const FEES = {
  ja: '待つか、LEDGER_FEE_LIMIT_GWEI を上げて再起動してください。',
  en: 'Wait, or raise LEDGER_FEE_LIMIT_GWEI and start again.',
};
const SIGNER = {
  ja: '署名サービスの状態と下の理由を確かめてください。',
  en: 'Check the signing service and the reason below.',
};

/** What to do when the sender stands still, by the sender's code (docs/operating.md, "Watching"). */
const STUCK_ACTIONS: Readonly<Record<string, AlertTexts['action']>> = {
  NODE_UNREACHABLE: {
    ja: 'ノードを復旧させてください。つながれば自動で再開します。',
    en: 'Bring the node back; sending resumes by itself.',
  },
  CHAIN_CHANGED: WRONG_CHAIN,
  CONTRACT_MISSING: WRONG_CHAIN,
  NONCE_BACKWARDS: WRONG_CHAIN,
  NONCE_TAKEN: {
    ja: '運営の口座をほかで使ったものを探してください。確かめたら、下の番号を LEDGER_ACCEPT_NONCE に入れて一度だけ再起動します。',
    en: 'Find what else used the account. Then start once with LEDGER_ACCEPT_NONCE set to the nonce below.',
  },
  BATCH_REFUSED: {
    ja: 'コントラクトでの二つの口座の権限を確かめてください。',
    en: 'Check the roles of the two accounts in the contract.',
  },
  FEE_LIMIT_REACHED: FEES,
  TRANSACTION_NOT_MINED: FEES,
  SIGNER_UNREACHABLE: SIGNER,
  SIGNER_INVALID: SIGNER,
};

/** For codes without an entry of their own. */
const OTHER_STUCK_ACTION: AlertTexts['action'] = {
  ja: '下の理由を確かめ、開発の担当に伝えてください。記録は消さないでください。',
  en: 'Read the reason below and tell the engineers. Delete no record.',
};

/** What to do about a sender that stands still for this reason. */
export function actionOfStuck(code: string): AlertTexts['action'] {
  return Object.hasOwn(STUCK_ACTIONS, code) ? STUCK_ACTIONS[code]! : OTHER_STUCK_ACTION;
}

/** What it means that nothing is anchored. */
export const ANCHORING_CONSEQUENCE: AlertTexts['consequence'] = {
  ja: '取引と精算は続きますが、新しい取引を住民や監査人が確かめられません。',
  en: 'Trading and settlement go on, but residents and auditors cannot verify what is new.',
};
