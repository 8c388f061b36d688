import type { AppliedTransfer, LedgerId, TransferRequest } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import { bookDecider } from './book.ts'
import { balancesOf, play, type Played } from './play.spec-support.ts'

const held = 'merchant:mer_m:held'
const available = 'merchant:mer_m:available'
const owed = 'receivable:mer_m'

const move = (
  id: string,
  debit: string,
  credit: string,
  amountMicro: bigint,
): Extract<TransferRequest, { kind: 'post' }> => ({
  kind: 'post',
  id,
  debit,
  credit,
  amountMicro,
  category: 'adjustment',
})
const fund = (account: string, amountMicro: bigint): TransferRequest =>
  move(`fund:${account}`, 'custody:test', account, amountMicro)
const pend = (id: string, debit: string, credit: string, amountMicro: bigint): TransferRequest => ({
  ...move(id, debit, credit, amountMicro),
  kind: 'pend',
})
const post = (id: string, pending: string): TransferRequest => ({
  kind: 'post_pending',
  id,
  pending,
  category: 'payment',
})
const empty = (id: string, pending: string): TransferRequest => ({
  kind: 'void_pending',
  id,
  pending,
  category: 'void',
})
const cascade = (
  id: string,
  amountMicro: bigint,
  ...legs: (readonly [debit: string, credit: string])[]
): TransferRequest => ({
  kind: 'cascade',
  id,
  amountMicro,
  category: 'release',
  legs: legs.map(([debit, credit]) => ({ debit, credit })),
})
const claim = (id: string, acceptor: string, amountMicro: bigint): TransferRequest =>
  move(id, owed, `claims:${acceptor}`, amountMicro)

const refusal = (played: Played, ledger: LedgerId, ...set: TransferRequest[]): string => {
  const [event] = played.send(set, ledger)
  return event?.type === 'transfers.refused' ? event.data.reason : 'accepted'
}
const answer = (played: Played, ...set: TransferRequest[]): string =>
  refusal(played, 'usdt-sandbox', ...set)

/** As it was decided, before it was written as text. */
const applied = (played: Played, ...set: TransferRequest[]): readonly AppliedTransfer[] => {
  const decision = bookDecider.decide(played.command(set), played.book)
  const [event] = 'events' in decision ? decision.events : []
  if (event?.type !== 'transfers.accepted') throw new Error('was refused')
  return event.data.transfers
}
const paid = (played: Played, ...set: TransferRequest[]): unknown =>
  applied(played, ...set)
    .filter(({ category }) => category === 'claim_payment')
    .map(({ id, credit, amountMicro }) => [id, credit, amountMicro])

describe('transfers of one set see each other', () => {
  const funded = (): Played => play([[fund('acceptor:acc_a', 100n)]])
  const one = pend('e1', 'acceptor:acc_a', held, 10n)

  test('a pending one is posted or voided in the set that made it, and once', () => {
    expect(answer(funded(), one, post('p', 'e1'))).toBe('accepted')
    expect(answer(funded(), one, empty('v', 'e1'))).toBe('accepted')
    expect(answer(funded(), one, post('p', 'e1'), empty('v', 'e1'))).toBe('pending_posted_already')
    expect(answer(funded(), one, empty('v', 'e1'), post('p', 'e1'))).toBe('pending_voided_already')
    expect(answer(funded(), one, empty('v', 'e1'), empty('w', 'e1'))).toBe('pending_voided_already')
    expect(answer(funded(), one, post('p', 'e1'), post('q', 'e1'))).toBe('pending_posted_already')
  })

  test('no id is used twice, whatever used it first', () => {
    const two = pend('e2', 'acceptor:acc_a', held, 10n)
    expect(answer(funded(), one, two, empty('v', 'e1'), empty('v', 'e2'))).toBe('transfer_id_spent')
    expect(answer(funded(), one, { ...two, id: 'e1' } as TransferRequest)).toBe('transfer_id_spent')
    const part = cascade('c', 5n, ['acceptor:acc_a', 'bond:acc_a'])
    expect(answer(funded(), part, part)).toBe('transfer_id_spent')
    expect(answer(funded(), part, move('c', 'acceptor:acc_a', 'bond:acc_a', 1n))).toBe(
      'transfer_id_spent',
    )
    expect(answer(funded(), cascade('fund:acceptor:acc_a', 5n, ['acceptor:acc_a', 'bond:acc_a']))).toBe(
      'transfer_id_spent',
    )
  })

  test('nothing is said of what is not there', () => {
    const [whole] = applied(play([[fund('acceptor:acc_a', 100n)], [one]]), post('p', 'e1'))
    expect(Object.keys(whole ?? {})).not.toContain('releasedMicro')
    const [none] = applied(play([[fund('acceptor:acc_a', 100n)], [one]]), empty('v', 'e1'))
    expect(Object.keys(none ?? {})).not.toContain('releasedMicro')
    const [plain] = applied(play([]), fund('acceptor:acc_a', 1n))
    expect(Object.keys(plain ?? {})).not.toContain('of')
  })

  test('a leg that can move nothing leaves no transfer and no gap in the names', () => {
    const release = cascade('c', 5n, [available, 'bond:acc_a'], ['acceptor:acc_a', 'bond:acc_a'])
    expect(applied(funded(), release).map(({ id, debit }) => [id, debit])).toEqual([
      ['c/1', 'acceptor:acc_a'],
    ])
  })

  test('a pending one is looked at as any other', () => {
    expect(answer(funded(), pend('e', 'acceptor', held, 1n))).toBe('account_unknown')
    expect(answer(funded(), pend('e', held, held, 1n))).toBe('same_account')
    expect(answer(funded(), pend('fund:acceptor:acc_a', 'acceptor:acc_a', held, 1n))).toBe(
      'transfer_id_spent',
    )
  })

  test('an unknown account in any leg refuses the whole', () => {
    const legs = [['acceptor', held], ['acceptor:acc_a', held]] as const
    expect(answer(funded(), cascade('c', 1n, ...legs))).toBe('account_unknown')
    expect(answer(funded(), cascade('c', 1n, legs[1], ['acceptor:acc_a', 'held']))).toBe(
      'account_unknown',
    )
  })
})

describe('test money', () => {
  test('neither comes into a live ledger nor leaves by it; real money does', () => {
    const real = move('d', 'custody:deposit:tron', 'acceptor:acc_a', 5n)
    expect(refusal(play([]), 'usdt-tron', fund('acceptor:acc_a', 1n))).toBe('test_custody_in_live')
    expect(refusal(play([]), 'usdt-tron', real, move('x', 'acceptor:acc_a', 'custody:test', 5n))).toBe(
      'test_custody_in_live',
    )
    expect(refusal(play([]), 'usdt-tron', real)).toBe('accepted')
  })
})

describe('debts and claims within a set', () => {
  test('what one transfer makes owed, a later one of the set repays', () => {
    const played = play([[fund(held, 10n)]])
    expect(paid(played, claim('r', 'acc_a', 5n), move('p', held, owed, 5n))).toEqual([
      ['p/1', 'acceptor:acc_a', 5n],
    ])
  })

  test('two repayments pay two claims, the oldest first', () => {
    const played = play([[fund(held, 10n)], [claim('r1', 'acc_a', 3n)], [claim('r2', 'acc_b', 2n)]])
    expect(paid(played, move('p', held, owed, 3n), move('q', held, owed, 2n))).toEqual([
      ['p/1', 'acceptor:acc_a', 3n],
      ['q/1', 'acceptor:acc_b', 2n],
    ])
  })

  test('a debt is one once it is posted, not while it is pending, and not when it is voided', () => {
    const later = pend('r', owed, 'claims:acc_a', 5n)
    const played = play([[fund(held, 10n)], [later]])
    expect(played.book.claims.size).toBe(0)
    expect(paid(played, post('p', 'r'), move('q', held, owed, 5n))).toEqual([
      ['q/1', 'acceptor:acc_a', 5n],
    ])
    played.send([empty('v', 'r')])
    expect(played.book.claims.size).toBe(0)
    expect(answer(played, move('q', held, owed, 5n))).toBe('insufficient_funds')
    const posted = play([[later], [post('p', 'r')]])
    expect([...posted.book.claims]).toEqual([
      ['mer_m', [{ account: 'claims:acc_a', amountMicro: 5n }]],
    ])
  })

  test('a repayment that was pending pays claims when it is posted', () => {
    const played = play([[fund(held, 10n)], [claim('r', 'acc_a', 5n)], [pend('p', held, owed, 5n)]])
    expect(played.book.claims.size).toBe(1)
    expect(paid(played, post('q', 'p'))).toEqual([['q/1', 'acceptor:acc_a', 5n]])
    played.send([post('q', 'p')])
    expect(played.book.claims.size).toBe(0)
    expect(balancesOf(played)).toMatchObject({ 'acceptor:acc_a': 5n, [owed]: 0n, [held]: 5n })
  })

  test('a payment whose name is taken refuses the repayment, be it a posting, an end or a cascade', () => {
    const owing = (): Played =>
      play([[fund(held, 10n)], [claim('r', 'acc_a', 5n)], [move('q/1', held, available, 1n)],
        [move('q/2', held, available, 1n)], [pend('p', held, owed, 5n)]])
    expect(answer(owing(), post('q', 'p'))).toBe('transfer_id_spent')
    const before = (): Played =>
      play([[fund(held, 10n)], [claim('r', 'acc_a', 5n)], [move('q/2', held, available, 1n)]])
    expect(answer(before(), cascade('q', 5n, [held, owed]))).toBe('transfer_id_spent')
    const taken = (): Played =>
      play([[fund(held, 10n)], [claim('r', 'acc_a', 5n)], [move('q/1', held, available, 1n)]])
    expect(answer(taken(), move('q', held, owed, 5n))).toBe('transfer_id_spent')
  })

  test('what an adjustment took from a claim is not paid again', () => {
    const played = play([[fund(held, 10n)], [claim('r', 'acc_a', 5n)],
      [move('w', 'claims:acc_a', 'losses', 5n)]])
    expect(paid(played, move('p', held, owed, 5n))).toEqual([])
  })

  test('of more claims than one event pays, a small repayment pays what it covers', () => {
    const many = Array.from({ length: 65 }, (_, index) => [claim(`r${index}`, `acc_${index}`, 1n)])
    const played = play([...many, [fund(held, 10n)]])
    played.send([cascade('c', 10n, [held, owed], [held, available])])
    expect(balancesOf(played)).toMatchObject({ [owed]: 55n, [held]: 0n })
  })
})
