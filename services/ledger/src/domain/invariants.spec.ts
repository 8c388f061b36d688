import type { AppliedTransfer, TransferRequest } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import { book as aggregate, bookDecider, type BookEvent } from './book.ts'
import { Draft, emptyBook } from './draft.ts'
import { play, type Played } from './play.spec-support.ts'

const fund: TransferRequest = {
  kind: 'post',
  id: 'fund',
  debit: 'custody:test',
  credit: 'acceptor:acc_a',
  amountMicro: 100n,
  category: 'test_funds',
}
const pend: TransferRequest = {
  kind: 'pend',
  id: 'escrow',
  debit: 'acceptor:acc_a',
  credit: 'merchant:mer_m:held',
  amountMicro: 60n,
  category: 'escrow',
}
const post: TransferRequest = {
  kind: 'post_pending',
  id: 'post',
  pending: 'escrow',
  amountMicro: 40n,
  category: 'payment',
}
const empty: TransferRequest = {
  kind: 'void_pending',
  id: 'void',
  pending: 'escrow',
  category: 'void',
}

/** What the ledger decides on a request, with one thing of its transfer changed, and folds again. */
const folded = (
  played: Played,
  request: TransferRequest,
  forged: Partial<AppliedTransfer>,
): (() => unknown) => {
  const decision = bookDecider.decide(played.command([request]), played.book)
  const [event] = 'events' in decision ? decision.events : []
  if (event?.type !== 'transfers.accepted') throw new Error('was refused')
  const [transfer] = event.data.transfers
  const data = { ...event.data, transfers: [{ ...transfer, ...forged } as AppliedTransfer] }
  return () => bookDecider.evolve(played.book, { ...event, data })
}
const funded = (): Played => play([[fund]])
const pended = (): Played => play([[fund], [pend]])

describe('a log that says what cannot be is not folded', () => {
  test('balances that do not come out, on either side, posted or pending', () => {
    const wrong = /a balance differs/
    const after = { postedMicro: 100n, pendingMicro: 0n }
    expect(folded(play([]), fund, { debitAfter: { ...after, postedMicro: 99n } })).toThrow(wrong)
    expect(folded(play([]), fund, { creditAfter: { ...after, postedMicro: 99n } })).toThrow(wrong)
    expect(folded(play([]), fund, { debitAfter: { ...after, pendingMicro: 1n } })).toThrow(wrong)
    expect(folded(play([]), fund, { creditAfter: { ...after, pendingMicro: 1n } })).toThrow(wrong)
    expect(folded(play([]), fund, {})).not.toThrow()
  })

  test('an account below its floor', () => {
    const overdrawn = {
      amountMicro: 101n,
      debitAfter: { postedMicro: 100n, pendingMicro: 101n },
      creditAfter: { postedMicro: 0n, pendingMicro: 0n },
    }
    expect(folded(funded(), pend, overdrawn)).toThrow(/below zero/)
  })

  test('an account that no chart has', () => {
    expect(folded(play([]), fund, { credit: 'acceptor' })).toThrow(/unknown account/)
  })

  test('the end of a pending transfer that is not open', () => {
    expect(folded(pended(), post, { pending: 'another' })).toThrow(/not open/)
    expect(folded(pended(), post, { pending: undefined })).toThrow(/not open/)
  })

  test('the end of a pending transfer of another content', () => {
    const other = /another content/
    expect(folded(pended(), post, { amountMicro: 41n })).toThrow(other)
    expect(folded(pended(), post, { releasedMicro: 19n })).toThrow(other)
    expect(folded(pended(), post, { debit: 'acceptor:acc_b' })).toThrow(other)
    expect(folded(pended(), post, { credit: 'merchant:mer_n:held' })).toThrow(other)
    expect(folded(pended(), empty, { amountMicro: 59n })).toThrow(other)
    expect(folded(pended(), post, {})).not.toThrow()
  })

  test('more that ends than was pending, on either side', () => {
    for (const account of [pend.debit, pend.credit]) {
      const played = pended()
      const balance = played.book.balances.get(account)
      if (!balance) throw new Error('no balance')
      const end = folded(played, empty, {})
      balance.debitsPendingMicro = balance.creditsPendingMicro = 0n
      expect(end).toThrow(/more was ended/)
    }
  })

  test('events and transfers of a kind that nobody knows', () => {
    const unknown = { type: 'transfers.guessed', data: {} } as unknown as BookEvent
    expect(() => bookDecider.evolve(emptyBook(), unknown)).toThrow()
    expect(folded(play([]), fund, { kind: 'guess' as never })).toThrow()
  })
})

describe('a decision that cannot be is not made', () => {
  test('of no transfers, or of a kind that nobody knows', () => {
    const { book, command } = play([])
    expect(() => bookDecider.decide(command([]), book)).toThrow(/no transfer/)
    const guess = { ...fund, kind: 'guess' } as unknown as TransferRequest
    expect(() => bookDecider.decide(command([guess]), book)).toThrow()
  })

  test('on a balance that is not sound', () => {
    const played = funded()
    const balance = played.book.balances.get('acceptor:acc_a')
    if (!balance) throw new Error('no balance')
    balance.creditsPendingMicro = -1n
    const command = played.command([{ ...fund, id: 'more' }])
    expect(() => bookDecider.decide(command, played.book)).toThrow(/more was ended/)
  })

  test('below a floor, whoever forgot to look', () => {
    const draft = new Draft(emptyBook(), 'usdt-sandbox')
    const [from, to] = [draft.balance('acceptor:acc_a'), draft.balance('acceptor:acc_b')]
    if (!from || !to) throw new Error('no balance')
    draft.post('x', undefined, from, to, 1n, 'adjustment')
    expect(() => draft.assertSound()).toThrow(/below zero/)
  })
})

test('the name of the book is a part of every stream of every ledger', () => {
  const command = play([]).command([fund], 'usdt-tron')
  expect([aggregate.name, aggregate.key(command)]).toEqual(['book', 'usdt-tron'])
})
