import { expect, it } from 'vitest'
import { hasCome, misfitOf } from './misfit.ts'
import { stageOf, stepOf } from './stage.ts'

const usdt = (amount: string) => ({ amount, currency: 'USDT' }) as const
const transfer = (stage: 'passed' | 'held' | 'revoked') =>
  ({ txid: 'a1', amount: usdt('60.000000'), from: 'T1', stage, block: 1, at: '2026-11-29T10:00:00.000Z' }) as const
const other = { txid: 'b2', asset: 'T9', amount_units: '5', at: '2026-11-29T10:00:00.000Z' }
const block = {
  observed: [transfer('passed')], wrong_assets: [], missing: usdt('0.000000'), applied: usdt('0.000000'), unapplied: usdt('60.000000'),
}

it.each([
  ['underpaid', { missing: usdt('40.000000') }],
  ['paid_late', {}],
  ['overpaid', { applied: usdt('100.000000') }],
  ['screened', { observed: [transfer('passed'), transfer('held')], applied: usdt('100.000000') }],
  ['reversed', { observed: [transfer('held'), transfer('revoked')] }],
  ['wrong_asset', { observed: [], wrong_assets: [other], unapplied: usdt('0.000000') }],
  // The other coins are the lesser trouble.
  ['underpaid', { wrong_assets: [other], missing: usdt('40.000000') }],
] as const)('%s', (misfit, more) => {
  expect(misfitOf({ ...block, ...more })).toBe(misfit)
})

it.each(['expired', 'cancelled'])('a payment that %s is not over for whom money of theirs came', (state) => {
  const onChain = { ...block, observed: [transfer('passed')] }
  expect(stageOf({ state, yours: true, on_chain: onChain as never })).toBe('transfer')
  expect(stageOf({ state, yours: true, on_chain: { ...onChain, observed: [], wrong_assets: [other] } as never })).toBe('transfer')
  expect(stageOf({ state, yours: true, on_chain: { ...onChain, observed: [] } as never })).toBe(state)
  expect(stageOf({ state, yours: false, on_chain: null })).toBe(state)
  expect(hasCome({ observed: [], wrong_assets: [] })).toBe(false)
})

it('a transfer that is in the chain is a step further than an address', () => {
  expect(stepOf('transfer', 'waiting')).toBe(1)
  expect(stepOf('transfer', 'part_paid')).toBe(1)
  expect(stepOf('transfer', 'confirming')).toBe(2)
  expect(stepOf('transfer', 'resolved')).toBe(3)
})
