import type { TransferRequest } from '@stablegate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postedMicro } from './balance.ts'
import { play } from './play.spec-support.ts'

// What the chain did is told in any order, and others have set money aside meanwhile.

const parts = ['deposit', 'hot', 'cold', 'doubtful'] as const
const custody = fc.constantFrom(...parts).map((part) => `custody:${part}:sandbox`)
const amountMicro = fc.bigInt({ min: 1n, max: 40n })
const fact = fc.record({ kind: fc.constant('fact' as const), debit: custody, credit: custody, amountMicro })
  .filter(({ debit, credit }) => debit !== credit)
const wish = fc.record({
  kind: fc.constant('wish' as const), debit: fc.constant('acceptor:acc_a'), credit: custody, amountMicro,
})

const came: TransferRequest = {
  kind: 'post', id: 'came', debit: 'custody:hot:sandbox', credit: 'acceptor:acc_a', amountMicro: 100n, category: 'deposit',
}

test('custody follows every fact in whatever order it is told, and nothing is set aside that is not there', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fact, wish), { maxLength: 40 }), fc.array(fc.nat({ max: 3 }), { maxLength: 40 }), (steps, ends) => {
    const played = play([[came]])
    const due = new Map<string, bigint>([['custody:hot:sandbox', 100n]])
    const move = (account: string, micro: bigint): void => void due.set(account, (due.get(account) ?? 0n) + micro)
    const open: { readonly id: string; readonly credit: string; readonly amountMicro: bigint }[] = []
    for (const [index, { kind, debit, credit, amountMicro: micro }] of steps.entries()) {
      const id = `t${index}`
      if (kind === 'wish') {
        const there = played.free(credit) >= micro && played.free(debit) >= micro
        const [event] = played.send([{ kind: 'pend', id, debit, credit, amountMicro: micro, category: 'payout' }])
        expect(event?.type).toBe(there ? 'transfers.accepted' : 'transfers.refused')
        if (there) open.push({ id, credit, amountMicro: micro })
      } else {
        // Alternately as a post and as a cascade: neither is refused, nor done in part.
        const leg = { debit, credit }
        const [event] = played.send([ends[index] === 0
          ? { kind: 'cascade', id, amountMicro: micro, legs: [leg], category: 'adjustment' }
          : { kind: 'post', id, ...leg, amountMicro: micro, category: 'adjustment' }])
        expect(event?.type).toBe('transfers.accepted')
        move(debit, micro)
        move(credit, -micro)
      }
      const ended = ends[index] === 3 ? open.shift() : undefined
      if (ended === undefined) continue
      // What was set aside lands, also where a fact has taken that money since.
      const [event] = played.send([{ kind: 'post_pending', id: `${id}/end`, pending: ended.id, category: 'payout' }])
      expect(event?.type).toBe('transfers.accepted')
      move(ended.credit, -ended.amountMicro)
    }
    for (const [account, micro] of due) expect(postedMicro(played.book.balances.get(account)!)).toBe(micro)
  }), { numRuns: 300 })
})

test('what is set aside stays so when less is left than that, and new payouts wait until it is whole', () => {
  const pend = (id: string, micro: bigint): TransferRequest =>
    ({ kind: 'pend', id, debit: 'acceptor:acc_a', credit: 'custody:hot:sandbox', amountMicro: micro, category: 'payout' })
  const undo: TransferRequest = {
    kind: 'post', id: 'undo', debit: 'custody:deposit:sandbox', credit: 'custody:hot:sandbox', amountMicro: 50n, category: 'adjustment',
  }
  const played = play([[came], [pend('a', 80n)], [undo]])
  expect(played.free('custody:hot:sandbox')).toBe(-30n)
  expect(played.send([pend('b', 1n)])).toMatchObject([{ type: 'transfers.refused', data: { reason: 'insufficient_funds' } }])
  played.send([{ ...undo, id: 'redo', debit: undo.credit, credit: undo.debit, amountMicro: 40n }])
  expect(played.send([pend('c', 10n)])).toMatchObject([{ type: 'transfers.accepted' }])
  expect(played.send([pend('d', 1n)])).toMatchObject([{ type: 'transfers.refused' }])
})
