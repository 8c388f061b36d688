import type { LedgerId } from './money.ts'

/**
 * Where a balance less what is pending out of it ends at zero: `always`, whatever is asked; for
 * `pends`, only what is set aside must be there: what is posted to custody follows the chain, which asks
 * nobody, so it is never refused and may leave less than was set aside (ADR 0043).
 */
export type Floor = 'always' | 'pends' | 'none'

/** The chart of accounts. `normal` is the side that increases the account. */
export type AccountKind = {
  readonly prefix: string
  readonly normal: 'debit' | 'credit'
  readonly floor: Floor
  readonly pattern: RegExp
}

const of = (pattern: string): RegExp => new RegExp(`^${pattern}$`)
const subject = '[0-9A-Za-z_]{1,60}'

/** Client money is a liability (credit-normal); custody, receivables and costs are debit-normal. */
export const chart: readonly AccountKind[] = [
  { prefix: 'custody:test', normal: 'debit', floor: 'always', pattern: of('custody:test') },
  { prefix: 'custody', normal: 'debit', floor: 'pends', pattern: of('custody:(deposit|hot|cold|frozen|doubtful):[a-z]{1,20}') },
  { prefix: 'merchant', normal: 'credit', floor: 'always', pattern: of(`merchant:${subject}:(available|held|reserve)`) },
  { prefix: 'acceptor', normal: 'credit', floor: 'always', pattern: of(`acceptor:${subject}`) },
  { prefix: 'bond', normal: 'credit', floor: 'always', pattern: of(`bond:${subject}`) },
  { prefix: 'agent', normal: 'credit', floor: 'always', pattern: of(`agent:${subject}`) },
  { prefix: 'unapplied', normal: 'credit', floor: 'always', pattern: of(`unapplied:${subject}`) },
  { prefix: 'suspense', normal: 'credit', floor: 'always', pattern: of('suspense:[a-z]{1,20}(:dep_[0-9A-Za-z]{1,40})?') },
  { prefix: 'blocked', normal: 'credit', floor: 'always', pattern: of('blocked') },
  { prefix: 'receivable', normal: 'debit', floor: 'always', pattern: of(`receivable:${subject}`) },
  { prefix: 'claims', normal: 'credit', floor: 'always', pattern: of(`claims:${subject}`) },
  { prefix: 'equity', normal: 'credit', floor: 'none', pattern: of('operator:equity') },
  { prefix: 'income', normal: 'credit', floor: 'none', pattern: of('income:(payment|payout)') },
  { prefix: 'cost', normal: 'debit', floor: 'none', pattern: of('cost:(commission|agent|energy|sweep)') },
  { prefix: 'penalties', normal: 'credit', floor: 'always', pattern: of('penalties') },
  /** In the ledgers of TRX, in sun. */
  { prefix: 'trx', normal: 'debit', floor: 'none', pattern: of('trx:(hot|gas)') },
  { prefix: 'losses', normal: 'debit', floor: 'none', pattern: of('losses') },
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
  /** `doubtful`: on the hot address since the network took it back, and it may leave once more. */
  custody: (of: 'deposit' | 'hot' | 'cold' | 'frozen' | 'doubtful', chain: string): string => `custody:${of}:${chain}`,
  /** On-chain money that is applied to nothing yet; the subject is a payment or an acceptor. */
  unapplied: (subject: string): string => `unapplied:${subject}`,
  /** Money of nobody known, an account for each transfer on chain that it came by; without one, what lay there before. */
  suspense: (chain: string, item?: string): string => `suspense:${chain}${item === undefined ? '' : `:${item}`}`,
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
