import type { AppliedTransfer, LedgerId, TransferRequest } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import {
  assertSetAside,
  assertSound,
  copyOf,
  emptyBalance,
  freeMicro,
  limitsCredits,
  limitsDebits,
  limitsPendingCredits,
  limitsPendingDebits,
  pendingMicro,
  postedMicro,
  type Balance,
} from './balance.ts'
import { afterPosting, debtorRepaidBy, type ClaimsQueue } from './claims-queue.ts'
import { ShardedMap, TransferIds, type IdState } from './transfer-ids.ts'

export type Category = TransferRequest['category']

/** A transfer that reserves money until somebody posts or voids it. */
export type Pending = {
  readonly debit: string
  readonly credit: string
  readonly amountMicro: bigint
}

/** Everything one ledger knows. Changed in place by `evolve`, never by `decide`. */
export type Book = {
  readonly balances: ShardedMap<Balance>
  readonly ids: TransferIds
  readonly openPendings: ShardedMap<Pending>
  readonly claims: Map<string, ClaimsQueue>
  /** Digests of refused sets that used an id somebody else had spent already. */
  readonly refusedAgain: Set<number>
}

export const emptyBook = (): Book => ({
  balances: new ShardedMap(),
  ids: new TransferIds(),
  openPendings: new ShardedMap(),
  claims: new Map(),
  refusedAgain: new Set(),
})

const none: ClaimsQueue = []

// Most sets are one transfer between two accounts, for which a chain is less than a list.
/** Balances that a set changes, the last first. */
type Touched = { readonly balance: Balance; readonly before: Touched | undefined }

/** Ids whose state a set changes, the last first. */
type Noted = { readonly id: string; readonly state: IdState; readonly before: Noted | undefined }

/**
 * A set of transfers tried over the book: it reads through to the book and keeps its own changes,
 * so a set that is refused half way has changed nothing.
 */
export class Draft {
  readonly book: Book
  readonly ledger: LedgerId
  #applied: AppliedTransfer[] | undefined
  #touched: Touched | undefined
  #noted: Noted | undefined
  #pendings: Map<string, Pending> | undefined
  #claims: Map<string, ClaimsQueue> | undefined
  /** All that was added to either side, posted and pending alike. */
  #debitedMicro = 0n
  #creditedMicro = 0n
  /** Whose receivable was last repaid in this set: claims paid after it are against that merchant. */
  #debtor: string | undefined

  constructor(book: Book, ledger: LedgerId) {
    this.book = book
    this.ledger = ledger
  }

  /** The account's balance within this set, undefined where the chart has no such account. */
  balance(account: string): Balance | undefined {
    for (let touched = this.#touched; touched; touched = touched.before) {
      if (touched.balance.account === account) return touched.balance
    }
    const known = this.book.balances.get(account)
    const copy = known ? copyOf(known) : emptyBalance(account)
    if (copy) this.#touched = { balance: copy, before: this.#touched }
    return copy
  }

  idState(id: string): IdState | undefined {
    for (let noted = this.#noted; noted; noted = noted.before) {
      if (noted.id === id) return noted.state
    }
    return this.book.ids.stateOf(id)
  }

  get applied(): AppliedTransfer[] {
    return this.#applied ?? []
  }

  pending(id: string): Pending | undefined {
    return this.#pendings?.get(id) ?? this.book.openPendings.get(id)
  }

  claimsAgainst(merchant: string): ClaimsQueue {
    return this.#claims?.get(merchant) ?? this.book.claims.get(merchant) ?? none
  }

  /** An id that is used up although no transfer bears it, as a cascade's own. */
  spend(id: string): void {
    this.#note(id, 'spent')
  }

  post(
    id: string,
    of: string | undefined,
    debit: Balance,
    credit: Balance,
    amountMicro: bigint,
    category: Category,
  ): void {
    this.#note(id, 'spent')
    this.#debit(debit, 0n, amountMicro)
    this.#credit(credit, 0n, amountMicro)
    this.#noteDebt(debit.account, credit.account, amountMicro)
    const applied: AppliedTransfer = {
      id,
      kind: 'post',
      debit: debit.account,
      credit: credit.account,
      amountMicro,
      category,
      debitAfter: after(debit),
      creditAfter: after(credit),
    }
    this.#apply(of === undefined ? applied : { ...applied, of })
  }

  pend(id: string, debit: Balance, credit: Balance, amountMicro: bigint, category: Category): void {
    this.#note(id, 'pending')
    this.#pendings ??= new Map()
    this.#pendings.set(id, { debit: debit.account, credit: credit.account, amountMicro })
    this.#debit(debit, amountMicro, 0n)
    this.#credit(credit, amountMicro, 0n)
    assertSetAside(debit, credit)
    this.#apply({
      id,
      kind: 'pend',
      debit: debit.account,
      credit: credit.account,
      amountMicro,
      category,
      debitAfter: after(debit),
      creditAfter: after(credit),
    })
  }

  /** Ends a pending transfer: posts an amount of it (nothing for a void) and gives the rest back. */
  end(
    id: string,
    pendingId: string,
    pending: Pending,
    postMicro: bigint,
    category: Category,
  ): void {
    const debit = this.balance(pending.debit)
    const credit = this.balance(pending.credit)
    assertThat(debit && credit, 'a pending transfer names an unknown account')
    this.#note(id, 'spent')
    this.#note(pendingId, postMicro > 0n ? 'posted' : 'voided')
    this.#debit(debit, -pending.amountMicro, postMicro)
    this.#credit(credit, -pending.amountMicro, postMicro)
    const releasedMicro = pending.amountMicro - postMicro
    const isVoid = postMicro === 0n
    if (!isVoid) this.#noteDebt(debit.account, credit.account, postMicro)
    this.#apply({
      id,
      kind: isVoid ? 'void_pending' : 'post_pending',
      pending: pendingId,
      debit: debit.account,
      credit: credit.account,
      amountMicro: isVoid ? pending.amountMicro : postMicro,
      ...(isVoid || releasedMicro === 0n ? {} : { releasedMicro }),
      category,
      debitAfter: after(debit),
      creditAfter: after(credit),
    })
  }

  /** Both sides got the same, and no account that was touched is unsound. */
  assertSound(): void {
    assertThat(this.#debitedMicro === this.#creditedMicro, 'debits and credits of a set differ')
    for (let touched = this.#touched; touched; touched = touched.before) {
      assertSound(touched.balance)
    }
  }

  #debit(balance: Balance, pendingMicro: bigint, postedMicro: bigint): void {
    if (postedMicro !== 0n) {
      balance.debitsPostedMicro += postedMicro
      this.#debitedMicro += postedMicro
    }
    if (pendingMicro !== 0n) {
      balance.debitsPendingMicro += pendingMicro
      this.#debitedMicro += pendingMicro
    }
  }

  #credit(balance: Balance, pendingMicro: bigint, postedMicro: bigint): void {
    if (postedMicro !== 0n) {
      balance.creditsPostedMicro += postedMicro
      this.#creditedMicro += postedMicro
    }
    if (pendingMicro !== 0n) {
      balance.creditsPendingMicro += pendingMicro
      this.#creditedMicro += pendingMicro
    }
  }

  #note(id: string, state: IdState): void {
    this.#noted = { id, state, before: this.#noted }
  }

  #apply(transfer: AppliedTransfer): void {
    if (this.#applied) this.#applied.push(transfer)
    else this.#applied = [transfer]
  }

  #noteDebt(debit: string, credit: string, amountMicro: bigint): void {
    this.#debtor = debtorRepaidBy(debit, credit) ?? this.#debtor
    const change = afterPosting(debit, credit, amountMicro, this.#debtor, (merchant) =>
      this.claimsAgainst(merchant),
    )
    if (!change) return
    this.#claims ??= new Map()
    this.#claims.set(change.merchant, change.queue)
  }
}

const after = (balance: Balance): AppliedTransfer['debitAfter'] => ({
  postedMicro: postedMicro(balance),
  pendingMicro: pendingMicro(balance),
})

/** The most of an amount that may move: what is free on the side that a floor protects. */
export const movableMicro = (debit: Balance, credit: Balance, amountMicro: bigint): bigint => {
  let most = amountMicro
  if (limitsDebits(debit) && freeMicro(debit) < most) most = freeMicro(debit)
  if (limitsCredits(credit) && freeMicro(credit) < most) most = freeMicro(credit)
  return most
}

/** Whether an amount may be set aside: all of it must be there, also on accounts that follow the chain. */
export const isThere = (debit: Balance, credit: Balance, amountMicro: bigint): boolean =>
  (!limitsPendingDebits(debit) || freeMicro(debit) >= amountMicro) &&
  (!limitsPendingCredits(credit) || freeMicro(credit) >= amountMicro)
