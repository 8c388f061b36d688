/** What the ledger's queries answer: rows of `queries.ledger.<name>`. Amounts in micro-USDT. */

export type AccountBalance = {
  readonly account: string
  readonly owner: string | null
  readonly normal: string
  readonly postedMicro: bigint
  /** Pending out of the account, and what is left free of it. */
  readonly pendingMicro: bigint
  readonly freeMicro: bigint
  /** Pending into the account. */
  readonly incomingMicro: bigint
  readonly debitsPostedMicro: bigint
  readonly creditsPostedMicro: bigint
  readonly debitsPendingMicro: bigint
  readonly creditsPendingMicro: bigint
}

export type PostedBalance = { readonly account: string; readonly postedMicro: bigint }

export type StatementLine = {
  readonly id: string
  readonly atMs: number
  readonly account: string
  readonly category: string
  readonly grossMicro: bigint
  readonly feeMicro: bigint
  readonly netMicro: bigint
  readonly balanceMicro: bigint
  readonly availableAtMs: number | null
  readonly counterpart: string
  readonly transfer: string
  readonly payment: string | null
  readonly order: string | null
  readonly reference: string | null
  readonly method: string | null
  readonly fiatMinor: bigint | null
  readonly currency: string | null
  readonly price: string | null
  readonly note: string | null
}
export type StatementPage = { readonly lines: readonly StatementLine[]; readonly hasMore: boolean }

export type TrialBalance = {
  readonly debitsPostedMicro: bigint
  readonly creditsPostedMicro: bigint
  readonly debitsPendingMicro: bigint
  readonly creditsPendingMicro: bigint
  readonly isBalanced: boolean
}

/** The balance of all accounts of one kind, in the kind's normal direction. */
export type TrialRow = {
  readonly kind: string
  readonly normal: 'debit' | 'credit'
  readonly accounts: number
  readonly balanceMicro: bigint
}

/** Lines of one category, added up. */
export type CategorySum = {
  readonly category: string
  readonly lines: number
  readonly grossMicro: bigint
  readonly feeMicro: bigint
}

/**
 * What a payout is made of: the lines of its account after the payout before it, up to its own.
 * `opening + sum of gross - sum of fees = amount + fee + closing`, to the last unit.
 */
export type PayoutMake = {
  readonly payout: string
  readonly account: string
  /** The line that paid it out. */
  readonly line: string
  readonly atMs: number
  readonly amountMicro: bigint
  readonly feeMicro: bigint
  /** What the payout before left in the account. */
  readonly openingMicro: bigint
  readonly closingMicro: bigint
  readonly previous: string | null
  readonly previousAtMs: number | null
  readonly categories: readonly CategorySum[]
}

/** What was charged on one kind of turnover in a span of time, and what of it was given back. */
export type FeeSum = {
  readonly kind: 'payment' | 'payout'
  /** How customers paid; null for payouts. */
  readonly method: string | null
  readonly count: number
  readonly grossMicro: bigint
  readonly chargedMicro: bigint
  readonly returnedCount: number
  readonly returnedMicro: bigint
}

/** What an agent earned by one merchant in one month of UTC, and what of it was taken back. */
export type AgentShare = {
  readonly merchant: string
  /** As 2026-11. */
  readonly month: string
  readonly payments: number
  readonly earnedMicro: bigint
  readonly returnedMicro: bigint
}

/** One account, or kind of account, on one day in UTC. */
export type JournalRow = {
  /** `<day>/<name>`, the place from which the journal is read on. */
  readonly id: string
  readonly day: string
  readonly name: string
  readonly lines: number
  readonly debitsMicro: bigint
  readonly creditsMicro: bigint
  /** Of an account after the day's last line; null for kinds. */
  readonly balanceMicro: bigint | null
}
export type JournalPage = { readonly rows: readonly JournalRow[]; readonly hasMore: boolean }

/** A sum in suspense by the transfer on chain that it came by; `item` is null of what lay there before they were told apart. */
export type SuspenseItem = {
  readonly account: string
  readonly item: string | null
  /** All that ever came in, and what of it is still there. */
  readonly receivedMicro: bigint
  readonly remainderMicro: bigint
  readonly sinceMs: number
}
