import type { staffRefusalsJa } from './staff-refusals-ja.js';

/** What each refusal of the API means for staff, in English. */
export const staffRefusalsEn: Readonly<Record<keyof typeof staffRefusalsJa, string>> = {
  'staffRefusal.place': 'Row {row}',
  'staffRefusal.placeColumn': 'Row {row}, “{column}”',
  'staffRefusal.nothingStored': 'Nothing was stored.',

  'staffRefusal.PARTICIPANT_UNKNOWN': 'There is no such participant. Check the number.',
  'staffRefusal.METER_UNKNOWN': 'There is no such meter. Check the number.',
  'staffRefusal.ACCOUNT_UNKNOWN': 'This person is not here any more. Reload the page.',
  'staffRefusal.ACCOUNT_LOCKED': 'This person is locked. Unlock first.',
  'staffRefusal.ACCOUNT_LAST_OPERATOR': 'This is the last operator. Invite another one first.',
  'staffRefusal.KEY_UNKNOWN': 'This key is not here any more. Reload the page.',
  'staffRefusal.KEY_LIMIT_REACHED': 'There are too many keys. Remove one that is not used.',

  'staffRefusal.BOOK_CLOSED': 'Trading for this half hour is closed.',
  'staffRefusal.BOOK_HALTED': 'Trading for this half hour is halted already.',
  'staffRefusal.BOOK_NOT_HALTED': 'Trading for this half hour is not halted.',
  'staffRefusal.BOOK_DAMAGED':
    'What is stored of this half hour is damaged. Restore its rows of journal_entry and trade from a backup, then resume it again.',
  'staffRefusal.BOOK_NOT_OPEN': 'Trading for this half hour has not begun.',
  'staffRefusal.SLOT_NOT_OPEN': 'This half hour cannot be traded now.',
  'staffRefusal.ANNOUNCEMENT_UNKNOWN': 'This notice was withdrawn already.',
  'staffRefusal.ANNOUNCEMENT_LIMIT_REACHED': 'There are too many notices. Withdraw an old one.',

  'staffRefusal.NOT_ELIGIBLE': 'The requirements are not met. Check the application.',
  'staffRefusal.REASON_MISSING': 'Give a reason. The applicant will read it.',
  'staffRefusal.APPLICATION_CHANGED': 'The application had changed. Look at it again as it is now.',
  'staffRefusal.DOCUMENT_DUPLICATE': 'This very text is published already. Check the text.',
  'staffRefusal.DOCUMENT_LIMIT_REACHED': 'There are too many documents.',
  'staffRefusal.IMPORT_REFUSED': 'The file has mistakes. Nothing was imported.',
  'staffRefusal.CONTRACT_END_INVALID': 'Choose a last day from today to a year from now.',
  'staffRefusal.ERASURE_REQUESTED': 'The contract of this household ends already.',
  'staffRefusal.ERASURE_UNKNOWN': 'This request for erasure is not here any more.',
  'staffRefusal.ERASURE_NOT_DUE': 'It cannot be erased yet: records must be kept for some time.',

  'staffRefusal.RULE_SET_TOO_EARLY': 'That day is traded or settled already. Choose {earliestDay} or later.',
  'staffRefusal.RULE_SET_LIMIT_REACHED': 'No more rules can be stored.',
  'staffRefusal.RULE_PRICE_INVALID': 'A price is out of range. Give 0 to 1,000 yen.',
  'staffRefusal.RULE_VALUE_INVALID': 'A value is out of range. Give shares of 0 to 100, and whole Wh from 0.',

  'staffRefusal.RATE_TOO_EARLY': 'That month is traded or settled already. Choose {earliestMonth} or later.',
  'staffRefusal.FACTOR_UNKNOWN':
    'There is no emission factor for that day. The operator enters that of its year under Rules and rates.',
  'staffRefusal.RATE_LIMIT_REACHED': 'No more rates can be stored.',
  'staffRefusal.WINDOW_INVALID':
    'At this rate no price between neighbours helps both sides (purchase price up to the retail price less wheeling and fee).',
  'staffRefusal.TARIFF_INVALID': 'A price of the menu is not right. Give yen with two decimals at most.',
  'staffRefusal.TARIFF_UNKNOWN': 'There is no such menu.',
  'staffRefusal.FUEL_ADJUSTMENT_INVALID':
    'A menu without fuel adjustment, or the same menu and month twice. Nothing was stored.',
  'staffRefusal.SPOT_PRICE_INVALID':
    'This could not be read as results of JEPX’s spot market. Choose the file as published. Nothing was stored.',
  'staffRefusal.SLOT_FINAL': 'That half hour is final: it is more than 730 days old.',
  'staffRefusal.GRANT_CHANGED':
    'A reward of this id is stored with other terms. Give a further one with an id of its own. Nothing was stored.',
  'staffRefusal.GRANT_EARLY': 'That half hour is not over. Give the reward after it.',
  'staffRefusal.GRANT_RECEIVER_REFUSED': 'That household took no part in the half hour. Nothing was stored.',
  'staffRefusal.IMBALANCE_PRICE_INVALID':
    'This could not be read as imbalance prices: a half hour stands there twice, or a price is out of range. Nothing was stored.',
  'staffRefusal.JEPX_FILE_TOO_LARGE': 'The file is too large. Split it by year or month.',
  'staffRefusal.JEPX_ENCODING_UNKNOWN': 'The file is neither UTF-8 nor Shift_JIS. Choose it as published.',
  'staffRefusal.JEPX_CSV_INVALID': 'This is no CSV. Check the quotes around its fields.',
  'staffRefusal.JEPX_HEADER_INVALID': 'A column is missing. Keep the header as JEPX publishes it.',
  'staffRefusal.JEPX_ROW_INVALID': 'Not as many fields as the header has, or the same half hour twice.',
  'staffRefusal.JEPX_VALUE_INVALID': 'This value cannot stand here.',
  'staffRefusal.IMBALANCE_FILE_TOO_LARGE': 'The file is too large. Choose the file of one month.',
  'staffRefusal.IMBALANCE_ENCODING_UNKNOWN': 'The file is neither UTF-8 nor Shift_JIS. Choose it as published.',
  'staffRefusal.IMBALANCE_CSV_INVALID': 'This is no CSV. Check the quotes around its fields.',
  'staffRefusal.IMBALANCE_HEADER_INVALID': 'The rows H and T are missing or changed. Choose the file as published.',
  'staffRefusal.IMBALANCE_ROW_INVALID': 'A row of another form, the same half hour twice, or no price at all.',
  'staffRefusal.IMBALANCE_VALUE_INVALID': 'This value cannot stand here.',

  'staffRefusal.ZENGIN_FILE_TOO_LARGE': 'The file is too large.',
  'staffRefusal.ZENGIN_RECORD_INVALID':
    'These are not the records of 120 characters of 全銀. Choose the file as it came from the bank.',
  'staffRefusal.ZENGIN_VALUE_INVALID':
    'No bank file can hold this. Check the digits of bank, branch and account, and the kana of the holder.',
  'staffRefusal.ZENGIN_TOTAL_DIFFERS': 'The total count or amount is not that of the records.',
  'staffRefusal.ZENGIN_ANSWER_UNKNOWN': 'There is a collection that we did not ask for. Check month and close.',
  'staffRefusal.ZENGIN_NUMBER_TWICE': 'The same request stands there twice.',
  'staffRefusal.ZENGIN_ANSWER_MISSING': 'A request has no answer. Choose the file with all of them.',
  'staffRefusal.ZENGIN_ANSWER_DIFFERS': 'An answer is not what was asked for. Check month and close, and ask the bank.',
  'staffRefusal.BANK_ACCOUNT_INVALID': 'The number or a name of the bank account is not right.',
  'staffRefusal.TEXT_INVALID': 'There is a letter that cannot be printed on a statement, or it is too long.',

  'staffRefusal.BILLING_NOT_CONFIGURED': 'There are no billing settings, or no folder for files. Tell the operator.',
  'staffRefusal.BILLING_ACCOUNT_UNKNOWN': 'There is no billing account. Enter one first.',
  'staffRefusal.CONTRACT_MONTH_INVALID': 'It cannot begin with that month. Choose one from {earliest} to {latest}.',
  'staffRefusal.CONTRACT_LIMIT_REACHED': 'No more contracts can be stored for this participant.',
  'staffRefusal.CONTRACT_INVALID': 'Capacity or power factor do not fit the menu. Enter a value that it has.',
  'staffRefusal.LEVY_REDUCTION_INVALID': 'The levy is not reduced by that much.',
  'staffRefusal.RATE_UNKNOWN': 'The menu has no prices for that month yet.',
  'staffRefusal.REGISTRATION_NUMBER_INVALID':
    'This is no registration number: T and 13 digits; of companies the check digit counts.',
  'staffRefusal.FILE_UNKNOWN': 'The file is not in its folder. Close the month again: it is written as it was.',
  'staffRefusal.FILE_DAMAGED':
    'What is stored of the file is not what was given out. It has to be restored from a backup: tell whoever maintains the exchange.',
  'staffRefusal.DEBIT_FILE_UNKNOWN': 'This close of the month asked for no collection. Check month and close.',
  'staffRefusal.DEBIT_RESULT_DIFFERS':
    'Something else was booked before. Ask the bank which holds. Nothing was booked.',
  'staffRefusal.PAYMENT_UNKNOWN': 'There is no such payment. Check month and close. Nothing was booked.',
  'staffRefusal.PAYMENT_NOT_FAILED':
    'This is no collection that failed and waits: it is paid, or asked for again. See the list.',
  'staffRefusal.PAYMENT_RESULT_INVALID':
    'Amount or day do not fit what was asked: days from the issue to today. Hold it against the bank statement. Nothing was booked.',
  'staffRefusal.PAYMENT_RESULT_DIFFERS':
    'It is booked with another day or result. Find out which holds; what came in once more is a second receipt. Nothing was booked.',
  'staffRefusal.CLOSE_RUNNING': 'Another month is being closed. Try again when it is done.',
  'staffRefusal.MONTH_NOT_OVER': 'The month is not over.',
  'staffRefusal.MONTH_NOT_READY': 'Something is still missing.',
  'staffRefusal.MONTH_NOT_CLOSED': 'This month is not closed.',
  'staffRefusal.MONTH_INVALID': 'There is no such month.',
  'staffRefusal.CONTROL_FAILED': 'The control does not balance. Send nothing, and tell the operator.',
  'staffRefusal.OUTPUT_UNWRITABLE': 'Files could not be written. Check the space on the disk and try again.',
};
