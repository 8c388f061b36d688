import { encode } from '@stablegate/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acts, finish, forward, pick } from './acts.spec-support.ts'
import { evolve } from './evolve.ts'
import { freeMicro, openRefunds, passedOf, unresolvedMicro } from './on-chain.ts'
import { OnChainWorld } from './on-chain-world.spec-support.ts'
import { noPayment } from './state.ts'
import { customer, examplePolicy, merchant, operator, secondOperator, usdtMicro as askedMicro } from './story.spec-support.ts'

type Act = (world: OnChainWorld, dice: number) => void

const amounts = [
  askedMicro, askedMicro, askedMicro - 50_000n, askedMicro + 100_000n, 40_000_000n, 60_000_000n, askedMicro * 2n, 1_000_000n,
] as const
const parties = [merchant, operator] as const
const some = <T>(all: readonly T[], dice: number): T | undefined => all[dice % Math.max(1, all.length)]
const part = (micro: bigint, dice: number): bigint => (dice % 2 === 0 ? micro : micro / 3n) || 1n

const onChainActs: readonly Act[] = [
  (world) => world.chooses(),
  (world, dice) => world.sends(pick(amounts, dice), dice % 5 === 0 ? 90 * 60_000 : 0),
  (world, dice) => {
    const coin = some(world.coins, dice)
    if (coin) world.advances(coin, dice)
  },
  ...[1, 2, 3].map((): Act => (world, dice) => {
    const coin = some(world.coins.filter(({ stage }) => !['orphaned', 'revoked', 'passed', 'rejected'].includes(stage)), dice)
    if (coin) world.advances(coin, dice)
  }),
  (world, dice) => {
    // The same fact again, or an older one after a newer.
    const coin = some(world.coins.filter(({ stage }) => ['booked', 'held', 'passed', 'rejected'].includes(stage)), dice)
    if (coin) world.tries('recordDeposit', { ...coin.told, stage: pick(['observed', 'solid', 'booked', coin.stage] as const, dice) })
  },
  (world, dice) => world.tries('acceptUnapplied', { by: pick(parties, dice), reason: 'x' }),
  (world, dice) => world.tries('topUp', { by: pick(parties, dice), reason: 'x' }),
  (world, dice) => world.tries('requestRefund', {
    by: pick(parties, dice), refund: `ref_${world.story.events.length}`, reason: 'x',
    from: dice % 2 === 0 ? 'unapplied' : 'available', amountMicro: part(dice % 3 ? freeMicro(world.state) : 60_000_000n, dice >> 2),
  }),
  (world, dice) => {
    const refund = some([...world.refunds.keys()], dice)
    if (refund === undefined) return
    if (dice % 5 === 0) world.onRefund({ type: 'order.refund.close', data: { refund, by: merchant, reason: 'x' } })
    else world.onRefund({
      type: 'order.refund.give_address', data: { refund, by: customer, address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    })
  },
  (world, dice) => world.tries('setAside', { by: operator, amountMicro: part(freeMicro(world.state), dice), reason: 'x' }),
  (world, dice) => {
    const item = some(passedOf(world.state.onChain ?? { deposits: [] }), dice)?.deposit
    if (item) world.tries('setAside', { by: operator, amountMicro: part(freeMicro(world.state), dice), item, reason: 'x' })
  },
  (world, dice) => world.tries('assign', { by: operator, amountMicro: part(10_000_000n, dice), reason: 'x' }),
  (world, dice) => {
    const item = some(world.items, dice)
    if (item) world.tries('assign', { by: operator, amountMicro: part(20_000_000n, dice), item, reason: 'x' })
  },
  (world) => world.tries('approveJudgement', { by: secondOperator }),
  (world, dice) => world.tries('recordWrongAsset', {
    txid: `${dice}`.padStart(64, '0'), part: 'native-0', reason: 'other_asset', asset: 'TRX', amountUnits: '7',
    from: `T${'b'.repeat(33)}`, block: { number: 1, hash: 'd'.repeat(64), atMs: 1 },
  }),
]

/** What is on chain comes to its end, refunds too, and what waits in unapplied is given back or taken. */
const finishOnChain = (world: OnChainWorld): boolean => {
  const coin = world.coins.find(({ stage }) => ['observed', 'solid', 'booked', 'held'].includes(stage))
  if (coin) {
    world.advances(coin, 7)
    return true
  }
  const waiting = [...world.refunds].find(([, { state }]) => state.status === 'awaiting_address')
  if (waiting) {
    const [refund, { state }] = waiting
    // A merchant that has spent the money since cannot give it back; what is unapplied is always there.
    if (state.note !== undefined && state.terms?.from === 'available')
      world.onRefund({ type: 'order.refund.close', data: { refund, by: merchant, reason: 'x' } })
    else world.onRefund({
      type: 'order.refund.give_address', data: { refund, by: customer, address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    })
    return true
  }
  const { status } = world.state
  const free = freeMicro(world.state)
  if (free <= 0n || !finals.includes(status)) return false
  if (world.state.flag) return false
  if (free % 2n === 0n) world.tries('acceptUnapplied', { by: merchant, reason: 'x' })
  else world.tries('requestRefund', {
    by: merchant, refund: `ref_${world.story.events.length}`, reason: 'x', from: 'unapplied', amountMicro: free,
  })
  return world.asked.length > 0
}

const finals = ['settled', 'split', 'closed_unpaid', 'closed_refunded', 'expired', 'cancelled']
/** What was met of settled payments to which money came on chain as well. */
const twice = new Set<string>()
const words = new Set<string>()
const asideGone = new Set<string>()

const play = (steps: readonly (readonly [number, number])[]): void => {
  const world = new OnChainWorld({ ...examplePolicy, twoPeopleFromMicro: 10n ** 15n })
  for (const [which, dice] of steps) {
    const kind = which % 8
    const act: Act | undefined = kind < 2 ? (dice % 8 === 0 ? pick(forward, which >> 3) : forward[0]) : kind < 7 ? pick(onChainActs, which >> 3) : pick(acts, which >> 3)
    act?.(world, dice)
    words.add(world.state.word)
  }
  finish(world, finishOnChain)
  words.add(world.state.word)
  const { state, story, ledger } = world
  const chain = state.onChain
  // Every coin that stands in the books is somebody's, and nothing is left that nobody decided about.
  expect(world.custodyMicro).toBe(world.bookedMicro)
  const blocked = world.coins.filter(({ place }) => place === 'blocked')
    .reduce((sum, { told }) => sum + told.amountMicro, 0n)
  expect(ledger.balances.get('blocked') ?? 0n).toBe(blocked)
  expect(world.unappliedMicro).toBe(0n)
  expect(freeMicro(state)).toBe(0n)
  expect(unresolvedMicro(state)).toBe(0n)
  expect(openRefunds(state)).toBe(0n)
  expect(chain?.applying ?? []).toEqual([])
  expect(chain?.moves ?? []).toEqual([])
  expect(chain?.reversing ?? []).toEqual([])
  expect(state.refusedTransfers.filter(({ transfer }) => !transfer.startsWith('appeal:'))).toEqual([])
  expect(finals).toContain(state.status)
  // Whatever lies in suspense came by a transfer; what has none was assigned without one.
  const movedBy = (what: 'aside' | 'assign', sourced: boolean): bigint => story.events.reduce((sum, event) =>
    event.type === 'payment.moved' && event.data.what === what && (event.data.item !== undefined) === sourced
      ? sum + event.data.amountMicro : sum, 0n)
  expect(movedBy('aside', false)).toBeLessThanOrEqual(movedBy('assign', false))
  const takenBack = story.events.reduce((sum, event) =>
    event.type === 'payment.reversal_decided' ? sum + (event.data.fromAsideMicro ?? 0n) : sum, 0n)
  const inItems = world.items.reduce((sum, item) => sum + (ledger.balances.get(`suspense:sandbox:${item}`) ?? 0n), 0n)
  const missing = movedBy('aside', true) - movedBy('assign', true) - inItems
  expect(missing >= 0n && missing <= takenBack).toBe(true)
  if (takenBack > 0n) asideGone.add('taken from its item')
  // At most one settlement a payment, whichever way.
  const settlements = story.events.filter((event) =>
    event.type === 'payment.settled' || (event.type === 'payment.applied' && event.data.purpose === 'settlement'))
  expect(settlements.length).toBeLessThanOrEqual(1)
  if (state.settlement?.done && (chain?.deposits.length ?? 0) > 0) twice.add('fiat first')
  const income = (chain?.feeMicro ?? 0n) + (state.settlement?.feeMicro ?? 0n)
  expect(ledger.balances.get('income:payment') ?? 0n).toBe(income)
  expect(encode(story.events.reduce(evolve, noPayment()))).toBe(encode(state))
  if (chain) expect(passedOf(chain).length).toBe(world.coins.filter(({ stage }) => stage === 'passed').length)
}

const step = fc.tuple(fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 }))

test('whatever comes on chain, and whatever anybody does, every micro-unit ends where somebody put it', () => {
  fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 100, size: 'max' }), (steps) => play([[2, 0], [0, 1], ...steps])), {
    numRuns: 800, seed: 20261124,
  })
})

const deliveries: [number, number][] = Array.from({ length: 8 }, () => [0, 1])
/** Both rails: an address was shown, then an acceptor's instructions, and the customer claims to have paid there. */
const bothRails: [number, number][] = [[2, 0], [0, 1], [7, 1], ...deliveries, [63, 1], ...deliveries, [15, 1]]
const confirms: [number, number] = [7 + 8 * 9, 1]

test('nor is anything settled twice where both rails were paid', () => {
  fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), fc.boolean(), (steps, atOnce) =>
    play([...bothRails, ...(atOnce ? [confirms, ...deliveries] : []), ...steps])), { numRuns: 400, seed: 11 })
  expect([...twice]).toEqual(['fiat first'])
})

test('money was taken back out of suspense', () => {
  expect([...asideGone]).toEqual(['taken from its item'])
})

test('every word of a payment on chain was said', () => {
  for (const word of [
    'awaiting_customer', 'confirming', 'settled', 'expired', 'cancelled', 'refunded', 'unresolved underpaid', 'unresolved overpaid',
    'unresolved paid_late', 'unresolved screened', 'unresolved reversed', 'unresolved wrong_asset', 'resolved reversed',
    'resolved paid_late',
  ]) expect([...words]).toContain(word)
})
