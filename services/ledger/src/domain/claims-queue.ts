import { accounts } from '@stablegate/contracts'

/** What a merchant owes an acceptor because a recall found too little of the merchant's money. */
export type Claim = { readonly account: string; readonly amountMicro: bigint }

/** Claims of acceptors against one merchant, oldest first. */
export type ClaimsQueue = readonly Claim[]

/** How many claims one repayment pays at most, so that its event stays small. */
export const maxClaimsPaid = 64

/** The merchant of a receivable account, undefined for any other account. */
export const debtorOf = (account: string): string | undefined =>
  account.startsWith('receivable:') ? account.slice('receivable:'.length) : undefined

export const isClaim = (account: string): boolean => account.startsWith('claims:')

/** The acceptor's own account, where a claim is paid to. */
export const payeeOf = (claimAccount: string): string =>
  accounts.acceptor(claimAccount.slice('claims:'.length))

/** The oldest claims that an amount covers, the last of them perhaps in part. */
export const oldestClaims = (queue: ClaimsQueue, amountMicro: bigint): readonly Claim[] => {
  const paid: Claim[] = []
  let restMicro = amountMicro
  for (const claim of queue) {
    if (restMicro === 0n || paid.length === maxClaimsPaid) break
    const partMicro = claim.amountMicro < restMicro ? claim.amountMicro : restMicro
    paid.push({ account: claim.account, amountMicro: partMicro })
    restMicro -= partMicro
  }
  return paid
}

/** The most that may repay a debt at once: no limit, unless more claims stand than one event pays. */
export const payableMicro = (queue: ClaimsQueue): bigint | undefined =>
  queue.length <= maxClaimsPaid
    ? undefined
    : queue.slice(0, maxClaimsPaid).reduce((sum, claim) => sum + claim.amountMicro, 0n)

export const withClaim = (queue: ClaimsQueue, claim: Claim): ClaimsQueue => {
  const last = queue.at(-1)
  if (last?.account !== claim.account) return [...queue, claim]
  return [
    ...queue.slice(0, -1),
    { account: claim.account, amountMicro: last.amountMicro + claim.amountMicro },
  ]
}

/** The queue less an amount of one account's claims, its oldest first. */
export const withoutClaim = (
  queue: ClaimsQueue,
  account: string,
  amountMicro: bigint,
): ClaimsQueue => {
  const rest: Claim[] = []
  let goneMicro = amountMicro
  for (const claim of queue) {
    if (claim.account !== account || goneMicro === 0n) rest.push(claim)
    else if (claim.amountMicro <= goneMicro) goneMicro -= claim.amountMicro
    else {
      rest.push({ account, amountMicro: claim.amountMicro - goneMicro })
      goneMicro = 0n
    }
  }
  return rest
}

/** The merchant whose debt a posting lessens by money, undefined where there is none. */
export const debtorRepaidBy = (debit: string, credit: string): string | undefined =>
  isClaim(debit) ? undefined : debtorOf(credit)

/**
 * The claims queue that a posting changes: `receivable -> claims` adds a claim, `claims ->
 * receivable` gives one up, and `claims -> acceptor` pays one of the merchant who has just repaid.
 */
export const afterPosting = (
  debit: string,
  credit: string,
  amountMicro: bigint,
  repaidDebtor: string | undefined,
  queueOf: (merchant: string) => ClaimsQueue,
): { readonly merchant: string; readonly queue: ClaimsQueue } | undefined => {
  if (isClaim(credit)) {
    const merchant = debtorOf(debit)
    return merchant === undefined
      ? undefined
      : { merchant, queue: withClaim(queueOf(merchant), { account: credit, amountMicro }) }
  }
  if (!isClaim(debit)) return undefined
  const merchant = debtorOf(credit) ?? (credit === payeeOf(debit) ? repaidDebtor : undefined)
  return merchant === undefined
    ? undefined
    : { merchant, queue: withoutClaim(queueOf(merchant), debit, amountMicro) }
}
