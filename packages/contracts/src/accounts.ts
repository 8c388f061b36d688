import type { LedgerId } from './money.ts'

/**
 * The chart of accounts. `normal` is the side that increases the account. A `floor` of zero means
 * that its balance less what is pending out of it never goes below zero.
 */
export type AccountKind = {
  readonly prefix: string
  readonly normal: 'debit' | 'credit'
  readonly floor: boolean
  readonly pattern: RegExp
}

const of = (pattern: string): RegExp => new RegExp(`^${pattern}$`)
const subject = '[0-9A-Za-z_]{1,60}'

/** Client money is a liability (credit-normal); custody, receivables and costs are debit-normal. */
export const chart: readonly AccountKind[] = [
  { prefix: 'custody:test', normal: 'debit', floor: true, pattern: of('custody:test') },
  { prefix: 'custody', normal: 'debit', floor: true, pattern: of('custody:(deposit|hot|cold|frozen):[a-z]{1,20}') },
  { prefix: 'merchant', normal: 'credit', floor: true, pattern: of(`merchant:${subject}:(available|held|reserve)`) },
  { prefix: 'acceptor', normal: 'credit', floor: true, pattern: of(`acceptor:${subject}`) },
  { prefix: 'bond', normal: 'credit', floor: true, pattern: of(`bond:${subject}`) },
  { prefix: 'agent', normal: 'credit', floor: true, pattern: of(`agent:${subject}`) },
  { prefix: 'unapplied', normal: 'credit', floor: true, pattern: of(`unapplied:${subject}`) },
  { prefix: 'suspense', normal: 'credit', floor: true, pattern: of('suspense:[a-z]{1,20}') },
  { prefix: 'blocked', normal: 'credit', floor: true, pattern: of('blocked') },
  { prefix: 'receivable', normal: 'debit', floor: true, pattern: of(`receivable:${subject}`) },
  { prefix: 'claims', normal: 'credit', floor: true, pattern: of(`claims:${subject}`) },
  { prefix: 'equity', normal: 'credit', floor: false, pattern: of('operator:equity') },
  { prefix: 'income', normal: 'credit', floor: false, pattern: of('income:(payment|payout)') },
  { prefix: 'cost', normal: 'debit', floor: false, pattern: of('cost:(commission|agent|energy|sweep)') },
  { prefix: 'penalties', normal: 'credit', floor: true, pattern: of('penalties') },
  /** In the ledgers of TRX, in sun. */
  { prefix: 'trx', normal: 'debit', floor: false, pattern: of('trx:(hot|gas)') },
  { prefix: 'losses', normal: 'debit', floor: false, pattern: of('losses') },
]

/** The kind of an account by its name, undefined when the chart has none. Cache the answer in hot paths. */
export const accountKind = (account: string): AccountKind | undefined =>
  chart.find((kind) => kind.pattern.test(account))

export const accounts = {
  available: (merchant: string): string => `merchant:${merchant}:available`,
  held: (merchant: string): string => `merchant:${merchant}:held`,
  reserve: (merchant: string): string => `merchant:${merchant}:reserve`,
  acceptor: (acceptor: string): string => `acceptor:${acceptor}`,
  bond: (acceptor: string): string => `bond:${acceptor}`,
  agent: (agent: string): string => `agent:${agent}`,
  receivable: (merchant: string): string => `receivable:${merchant}`,
  claims: (acceptor: string): string => `claims:${acceptor}`,
  custody: (of: 'deposit' | 'hot' | 'cold' | 'frozen', chain: string): string => `custody:${of}:${chain}`,
  /** On-chain money that is applied to nothing yet; the subject is a payment or an acceptor. */
  unapplied: (subject: string): string => `unapplied:${subject}`,
  suspense: (chain: string): string => `suspense:${chain}`,
  blocked: 'blocked',
  payoutIncome: 'income:payout',
  energyCost: 'cost:energy',
  sweepCost: 'cost:sweep',
  trx: (of: 'hot' | 'gas'): string => `trx:${of}`,
  testCustody: 'custody:test',
  paymentIncome: 'income:payment',
  commissionCost: 'cost:commission',
  agentCost: 'cost:agent',
  penalties: 'penalties',
  losses: 'losses',
  equity: 'operator:equity',
} as const

/** The one stream a ledger is. */
export const bookOf = (ledger: LedgerId): string => ledger
