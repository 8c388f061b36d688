import {
  ledgerCommands,
  ledgerEvents,
  type AppliedTransfer,
  type CommandOf,
  type MessagesOf,
  type RefusalReason,
} from '@stablegate/contracts'
import { accept, assertThat, unreachable, type Aggregate, type Decider } from '@stablegate/kernel'
import { assertSetAside, emptyBalance, pendingMicro, postedMicro, type Balance } from './balance.ts'
import { afterPosting, debtorRepaidBy } from './claims-queue.ts'
import { digestOf } from './digest.ts'
import { Draft, emptyBook, type Book } from './draft.ts'
import { tryRequest } from './request.ts'

export type BookCommand = CommandOf<typeof ledgerCommands>
export type BookEvent = MessagesOf<typeof ledgerEvents>
type AcceptedEvent = Extract<BookEvent, { type: 'transfers.accepted' }>
type RefusedEvent = Extract<BookEvent, { type: 'transfers.refused' }>

/** All of the transfers or none, and always an event, unless the very same set was decided before. */
const decide = (command: BookCommand, book: Book): { readonly events: readonly BookEvent[] } => {
  const { ledger, transfers, memo } = command.data
  const digest = digestOf(transfers)
  const first = transfers[0]
  assertThat(first, 'a set has no transfer')
  if (book.ids.digestOf(first.id) === digest || book.refusedAgain.has(digest)) return accept()

  const draft = new Draft(book, ledger)
  for (const request of transfers) {
    const reason: RefusalReason | undefined = tryRequest(draft, request)
    if (reason !== undefined) {
      const ids = transfers.map((transfer) => transfer.id)
      return accept({
        type: 'transfers.refused',
        data: { ledger, digest, ids, offender: request.id, reason, memo },
      })
    }
  }
  draft.assertSound()
  return accept({
    type: 'transfers.accepted',
    data: { ledger, digest, transfers: draft.applied, memo },
  })
}

const evolve = (book: Book, event: BookEvent): Book => {
  switch (event.type) {
    case 'transfers.accepted':
      return applyAccepted(book, event)
    case 'transfers.refused':
      return applyRefused(book, event)
    default:
      return unreachable(event)
  }
}

/** A refusal spends every id of its set that was still free; a spent one stays what it was. */
const applyRefused = (book: Book, event: RefusedEvent): Book => {
  const { ids, digest } = event.data
  for (const id of ids) {
    if (book.ids.has(id)) book.refusedAgain.add(digest)
    else book.ids.spend(id, digest, 'spent')
  }
  return book
}

const applyAccepted = (book: Book, event: AcceptedEvent): Book => {
  const { digest, transfers } = event.data
  let debtor: string | undefined
  for (const transfer of transfers) {
    const { id, of, debit, credit } = transfer
    if (of !== undefined && !book.ids.has(of)) book.ids.spend(of, digest, 'spent')
    book.ids.spend(id, digest, transfer.kind === 'pend' ? 'pending' : 'spent')
    move(book, transfer)
    if (transfer.kind === 'pend' || transfer.kind === 'void_pending') continue
    debtor = debtorRepaidBy(debit, credit) ?? debtor
    const change = afterPosting(
      debit,
      credit,
      transfer.amountMicro,
      debtor,
      (merchant) => book.claims.get(merchant) ?? [],
    )
    if (!change) continue
    if (change.queue.length === 0) book.claims.delete(change.merchant)
    else book.claims.set(change.merchant, change.queue)
  }
  return book
}

const balanceOf = (book: Book, account: string): Balance => {
  const known = book.balances.get(account)
  if (known) return known
  const fresh = emptyBalance(account)
  assertThat(fresh, 'an applied transfer names an unknown account')
  book.balances.set(account, fresh)
  return fresh
}

const move = (book: Book, transfer: AppliedTransfer): void => {
  const debit = balanceOf(book, transfer.debit)
  const credit = balanceOf(book, transfer.credit)
  const { amountMicro } = transfer
  switch (transfer.kind) {
    case 'post':
      debit.debitsPostedMicro += amountMicro
      credit.creditsPostedMicro += amountMicro
      break
    case 'pend':
      book.openPendings.set(transfer.id, {
        debit: transfer.debit,
        credit: transfer.credit,
        amountMicro,
      })
      debit.debitsPendingMicro += amountMicro
      credit.creditsPendingMicro += amountMicro
      break
    case 'post_pending':
      endPending(book, transfer, debit, credit, amountMicro + (transfer.releasedMicro ?? 0n))
      debit.debitsPostedMicro += amountMicro
      credit.creditsPostedMicro += amountMicro
      break
    case 'void_pending':
      endPending(book, transfer, debit, credit, amountMicro)
      break
    default:
      unreachable(transfer.kind)
  }
  assertAgrees(debit, transfer.debitAfter)
  assertAgrees(credit, transfer.creditAfter)
  if (transfer.kind === 'pend') assertSetAside(debit, credit)
}

const endPending = (
  book: Book,
  transfer: AppliedTransfer,
  debit: Balance,
  credit: Balance,
  wholeMicro: bigint,
): void => {
  const id = transfer.pending
  const pending = id === undefined ? undefined : book.openPendings.get(id)
  assertThat(id !== undefined && pending, 'a transfer ends a pending one that is not open')
  assertThat(
    pending.amountMicro === wholeMicro &&
      pending.debit === transfer.debit &&
      pending.credit === transfer.credit,
    'a transfer ends a pending one of another content',
  )
  book.openPendings.delete(id)
  book.ids.end(id, transfer.kind === 'void_pending' ? 'voided' : 'posted')
  debit.debitsPendingMicro -= wholeMicro
  credit.creditsPendingMicro -= wholeMicro
  assertThat(
    debit.debitsPendingMicro >= 0n && credit.creditsPendingMicro >= 0n,
    'more was ended than was pending',
  )
}

/** What was decided on a draft must come out again when it is applied, now and at every replay. */
const assertAgrees = (balance: Balance, after: AppliedTransfer['debitAfter']): void => {
  assertThat(
    postedMicro(balance) === after.postedMicro && pendingMicro(balance) === after.pendingMicro,
    'a balance differs from the one its event recorded',
  )
  assertThat(
    balance.floor !== 'always' || after.postedMicro >= after.pendingMicro,
    'an account with a floor is below zero',
  )
}

export const bookDecider: Decider<BookCommand, BookEvent, Book, never> = {
  initial: emptyBook,
  decide,
  evolve,
}

/** One ledger is one stream: `ledger.book-usdt-tron`. */
export const book: Aggregate<BookCommand, BookEvent, Book, never> = {
  name: 'book',
  decider: bookDecider,
  commands: Object.values(ledgerCommands),
  events: Object.values(ledgerEvents),
  rejections: [],
  key: (command) => (command as BookCommand).data.ledger,
  // The decider knows every transfer id itself; these only spare it the newest repetitions.
  knownCommands: 20_000,
  // Larger ones carry hardly more, and nothing else runs while one is decided.
  batch: 256,
}
