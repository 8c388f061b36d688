import { expect, it } from 'vitest'
import { difference } from './difference.ts'

it('names what came, went and changed, and nothing else', () => {
  expect(difference({ a: 1, b: { c: 'x', d: null } }, { a: 1, b: { c: 'y' }, e: true })).toEqual([
    { path: 'b.c', before: 'x', after: 'y' },
    { path: 'b.d', before: 'null', after: undefined },
    { path: 'e', before: undefined, after: 'true' },
  ])
})

it('takes everything as new where there was nothing', () => {
  expect(difference(undefined, { amount: { amount: '1.000000' } })).toEqual([
    { path: 'amount.amount', before: undefined, after: '1.000000' },
  ])
})

it('an amount is one value with its currency', () => {
  const usdt = (amount: string) => ({ fee: { amount, currency: 'USDT' } })
  expect(difference(usdt('1.0'), usdt('2.0'))).toEqual([{ path: 'fee', before: '1.0 USDT', after: '2.0 USDT' }])
})
