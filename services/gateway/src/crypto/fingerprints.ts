import type { MasterKey } from './master-key.ts'

/** One spelling for what a person would call the same: width, case, spaces. */
const normalised = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
const compact = (text: string): string => normalised(text).replaceAll(/[\s\-_/.]/g, '')

/** Keyed hashes: they tell that two are the same, and nothing else (rule 21). */
export const payerFingerprint = (master: MasterKey, name: string, accountTail: string): string =>
  master.digest('fingerprint', 'payer', normalised(name), compact(accountTail)).toString('hex').slice(0, 40)

/** Hex of 32 bytes. The order service keeps it by rail and payment account, so banks' numbers never meet (rule 11). */
export const bankReferenceHash = (master: MasterKey, reference: string): string =>
  master.digest('fingerprint', 'bank-reference', compact(reference)).toString('hex')

export const paymentAccountFingerprint = (
  master: MasterKey, method: string, currency: string, details: Readonly<Record<string, string>>,
): string => master.digest('fingerprint', 'payment-account', method, currency, compact(details['account'] ?? ''))
  .toString('base64url')
