import { describe, expect, test } from 'vitest'
import { paymentRecordOf } from './public.ts'
import {
  acceptor,
  awaiting,
  created,
  customer,
  examplePolicy,
  merchant,
  minuteMs,
  offerOf,
  offered,
  operator,
  pay,
  requested,
  startAtMs,
  usdtMicro,
  type Story,
} from './story.spec-support.ts'
import { transferIdOf } from './transfer-ids.ts'

const escrow = (attempt: number) => ({ ids: [transferIdOf('escrow', pay, attempt)] })
const offers = (story: Story, acceptorId: string): Story => {
  const { attempt } = story.state
  return story
    .does('recordOffer', { offer: offerOf(attempt, { acceptor: acceptorId }) })
    .does('recordTransfer', escrow(attempt))
}

describe('requested', () => {
  test('asks matching, without the acceptors that were tried', () => {
    const story = offered().rings('offer')
    expect(story.types.slice(-2)).toEqual(['offer_lapsed', 'match_requested'])
    expect(story.last.data).toMatchObject({ attempt: 2, excludedAcceptors: ['acc_1'] })
  })

  test('after five minutes the payment is offered on chain, and an offer that comes later is given back', () => {
    const story = requested().rings('match')
    expect(story.atMs - startAtMs).toBe(5 * minuteMs)
    expect(story.state.status).toBe('onchain_offered')
    story.does('recordOffer', { offer: offerOf(1) })
    expect(story.last).toMatchObject({
      type: 'payment.offer_lapsed',
      data: { reason: 'stale', voids: false, acceptor: 'acc_1' },
    })
    expect(story.state.status).toBe('onchain_offered')
  })

  test('nobody fits: on chain, and the customer may choose again', () => {
    const story = requested().does('recordNoOffer', { attempt: 1, reason: 'no_acceptor' })
    expect(story.state.status).toBe('onchain_offered')
    expect(requested(story).state).toMatchObject({ status: 'requested', attempt: 2, choices: 2 })
  })

  test('the customer is told why, until the next choice; the merchant is not', () => {
    const story = requested().does('recordNoOffer', { attempt: 1, reason: 'payer_has_open_order' })
    const { payment, unserved } = paymentRecordOf(story.state)
    expect(unserved).toBe('payer_has_open_order')
    expect(JSON.stringify(payment)).not.toContain('payer_has_open_order')
    expect(paymentRecordOf(requested(story).state).unserved).toBeUndefined()
  })

  test('an answer for an older attempt changes nothing', () => {
    const story = offered().rings('offer')
    expect(story.send('recordNoOffer', { attempt: 1, reason: 'no_acceptor' })).toEqual([])
    expect(story.state).toMatchObject({ status: 'requested', attempt: 2 })
  })

  test('an escrow refused for lack of liquidity asks the next acceptor without a strike', () => {
    const story = requested().does('recordOffer', { offer: offerOf(1) })
    story.does('recordTransfer', { ...escrow(1), refused: 'insufficient_funds' })
    expect(story.types.slice(-3)).toEqual(['escrow_refused', 'offer_lapsed', 'match_requested'])
    expect(story.events.at(-2)?.data).toMatchObject({ reason: 'escrow_refused', voids: false })
    expect(story.state.offersShown).toBe(0)
  })

  test("an offer above the rail's limit is given back", () => {
    const limit = { ...examplePolicy.methods.alipay!, maxOrderMicro: usdtMicro - 1n }
    const story = requested(created({ policy: { ...examplePolicy, methods: { alipay: limit } } }))
    story.does('recordOffer', { offer: offerOf(1) })
    expect(story.events.at(-2)?.data).toMatchObject({ reason: 'over_limit' })
    expect(story.state).toMatchObject({ attempt: 2, tried: ['acc_1'] })
  })

  test('an offer that changes the fixed amount breaks an invariant', () => {
    expect(() => requested().send('recordOffer', { offer: offerOf(1, { fiatMinor: 1n }) })).toThrow(
      /does not keep/,
    )
  })
})

describe('offered', () => {
  test('three offers at most', () => {
    const story = requested()
    offers(story, 'acc_1').rings('offer')
    offers(story, 'acc_2').does('declineOffer', { by: { role: 'acceptor', acceptor: 'acc_2' } })
    offers(story, 'acc_3').rings('offer')
    expect(story.state).toMatchObject({
      status: 'onchain_offered',
      tried: ['acc_1', 'acc_2', 'acc_3'],
    })
    expect(
      story.events
        .filter(({ type }) => type === 'payment.offer_lapsed')
        .map(({ data }) => (data as { voids: boolean }).voids),
    ).toEqual([true, true, true])
  })

  test('a decline says how long it took', () => {
    const story = offered().wait(20_000).does('declineOffer', { by: acceptor })
    expect(story.events.at(-2)?.data).toMatchObject({
      reason: 'declined',
      respondedAfterMs: 20_000,
    })
  })

  test('auto-accept shows the instructions as soon as the escrow stands', () => {
    const story = offered(requested(), { autoAccept: true })
    expect(story.types.slice(-2)).toEqual(['escrow_pended', 'offer_accepted'])
    expect(story.state.status).toBe('awaiting_payment')
    expect(Object.keys(story.state.clocks)).toEqual(['pay'])
  })

  test('each of customer, merchant and operator cancels, and the escrow goes back', () => {
    for (const by of [customer, merchant, operator]) {
      const story = offered().does('cancel', { by })
      expect(story.types.slice(-2)).toEqual(['offer_lapsed', 'cancelled'])
      expect(story.state).toMatchObject({ status: 'cancelled', word: 'cancelled', clocks: {} })
    }
  })

  test('suspending the acceptor re-matches', () => {
    const story = offered().does('suspendOrder', { by: operator, reason: 'fraud' })
    expect(story.types.slice(-3)).toEqual(['suspended', 'offer_lapsed', 'match_requested'])
  })

  test('past its expiry a payment gets no further order', () => {
    const story = offered(requested(created().wait(29.5 * minuteMs)))
    story.rings('expiry')
    expect(story.state.status).toBe('offered')
    story.rings('offer')
    expect(story.types.slice(-2)).toEqual(['offer_lapsed', 'expired'])
  })

  test('expiry while accepted in time does nothing at all', () => {
    expect(awaiting().state.clocks['expiry']).toBeUndefined()
  })
})

describe('a suspension of the acceptor, told by the book', () => {
  const told = { attempt: 1, acceptor: 'acc_1' }

  test('re-matches what nobody accepted, without a strike', () => {
    const story = offered().does('recordSuspension', told)
    expect(story.types.slice(-3)).toEqual(['suspended', 'offer_lapsed', 'match_requested'])
    expect(story.events.at(-2)?.data).toMatchObject({ reason: 'suspended', voids: true })
    expect(story.last.data).toMatchObject({ attempt: 2, excludedAcceptors: ['acc_1'] })
  })

  test('while the escrow is on its way: it is given back when it shows', () => {
    const story = requested()
      .does('recordOffer', { offer: offerOf(1, { autoAccept: true }) })
      .does('recordSuspension', told)
    expect(story.types.slice(-3)).toEqual(['suspended', 'offer_lapsed', 'match_requested'])
    expect(story.events.at(-2)?.data).toMatchObject({ voids: false })
    story.does('recordTransfer', escrow(1))
    expect(story.last.data).toMatchObject({ attempt: 1, stale: true })
    expect(story.state).toMatchObject({ status: 'requested', attempt: 2 })
  })

  test('counts once, and only for the order that it was told of', () => {
    for (const make of [() => requested(), () => offered().rings('offer')])
      expect(make().send('recordSuspension', { attempt: 2, acceptor: 'acc_1' })).toEqual([])
    expect(offered().send('recordSuspension', { ...told, acceptor: 'acc_2' })).toEqual([])
    const story = awaiting().does('recordSuspension', told)
    expect(story.send('recordSuspension', told)).toEqual([])
    const byHand = awaiting().does('suspendOrder', { by: operator, reason: 'x' })
    expect(byHand.send('recordSuspension', told)).toEqual([])
  })
})

describe('an escrow of another attempt', () => {
  test('is voided when the payment was cancelled while it was on its way', () => {
    const story = requested()
      .does('recordOffer', { offer: offerOf(1) })
      .does('cancel', { by: merchant })
    story.does('recordTransfer', escrow(1))
    expect(story.last.data).toMatchObject({ attempt: 1, stale: true })
    story.does('recordTransfer', { ids: [transferIdOf('void', pay, 1)] })
    expect(story.state.escrows).toEqual({ 1: 'voided' })
  })

  test('is never taken for the present one', () => {
    const story = requested()
      .does('recordOffer', { offer: offerOf(1) })
      .rings('match')
    requested(story)
      .does('recordOffer', { offer: offerOf(2) })
      .does('recordTransfer', escrow(1))
    expect(story.last.data).toMatchObject({ attempt: 1, stale: true })
    expect(story.state).toMatchObject({
      status: 'requested',
      escrows: { 1: 'voiding', 2: 'asked' },
    })
  })

  test('counts once however often it is told', () => {
    const story = offered()
    expect(story.send('recordTransfer', escrow(1))).toEqual([])
    expect(story.send('recordOffer', { offer: offerOf(1) })).toEqual([])
  })
})
