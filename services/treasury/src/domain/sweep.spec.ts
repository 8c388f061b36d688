import { sweepOfDispatch, type SweepFacts } from '@stablegate/contracts'
import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { chargeSweep, sweepProcess, tellSweep } from './sweep.process.ts'
import { sweepDecider, sweepRejections, type SweepEvent } from './sweep.ts'

const atMs = specTimeMs
const address = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const hot = 'TFz2CJn9CJb8C4i1Gke3jmZX2fRMJxniH2'
const sweep = `${address}x1`
const facts: SweepFacts = {
  energy: 64_285, energyLeft: 0, bandwidthLeft: 600, active: true, balanceSun: 0, gasBandwidthLeft: 0,
  lendableSun: 50_000_000_000, totalEnergy: 180_000_000_000, totalStakeTrx: 19_000_000_000, energyPriceSun: 100,
  bandwidthPriceSun: 1_000, activationSun: 1_100_000,
}
const patienceMs = 600_000
const order = { sweep, chain: 'sandbox', address, index: 4, to: hot, amountMicro: 75_000_000n } as const
const stakeSun = 8_143_000_000
const planned = (way: 'burn' | 'lend'): SweepEvent => ({
  type: 'sweep.planned',
  data: {
    ...order, way, burnSun: 6_698_500, lendSun: 580_000, stakeSun: way === 'lend' ? stakeSun : 0, facts, clockId: 'c1',
    untilMs: atMs + patienceMs, atMs,
  },
})
const lent: SweepEvent = { type: 'sweep.lent', data: { sweep, clockId: 'c2', untilMs: atMs + patienceMs, atMs } }
const givenUp = (reason: 'halted' | 'late'): SweepEvent => ({ type: 'sweep.lend_given_up', data: { sweep, reason, atMs } })
const lendEnded: SweepEvent = { type: 'sweep.lend_ended', data: { sweep, atMs } }
const moved = (outcome: 'landed' | 'withdrawn'): SweepEvent => ({ type: 'sweep.moved', data: { sweep, outcome, atMs } })
const returnAsked = (reason: 'landed' | 'halted' | 'withdrawn' | 'late'): SweepEvent =>
  ({ type: 'sweep.return_asked', data: { sweep, reason, atMs } })
const returned = (outcome: 'landed' | 'withdrawn' = 'landed'): SweepEvent => ({ type: 'sweep.returned', data: { sweep, outcome, atMs } })
const ended: SweepEvent = { type: 'sweep.ended', data: { sweep, atMs } }

const told = (part: 'lend' | 'move' | 'back', outcome: 'landed' | 'halted' | 'withdrawn', id = 'c2') =>
  ({ type: 'treasury.sweep.record_part', id, data: { sweep, part, outcome } }) as const
const fires = (clockId: string) =>
  ({ type: 'treasury.sweep.clock', data: { key: sweep, kind: 'lending', clockId, dueAtMs: atMs, outages: [] as never[] } }) as const

describe('a sweep', () => {
  const spec = specify(sweepDecider)
  afterAll(() => coversAllRejections(sweepRejections, spec))

  it('is planned once, the cheaper way', () => {
    const plan = { type: 'treasury.sweep.plan', id: 'c1', data: { ...order, facts, patienceMs } } as const
    spec.when(plan).thenCheck(({ events: [event] }) => expect(event).toMatchObject({
      type: 'sweep.planned', data: { way: 'lend', burnSun: 6_698_500, stakeSun, untilMs: atMs + patienceMs },
    }))
    spec.given(planned('lend')).when(plan).thenNothing()
    spec.when({ ...plan, data: { ...plan.data, facts: { ...facts, lendableSun: 0 } } }).thenCheck(({ events: [event] }) =>
      expect(event).toMatchObject({ type: 'sweep.planned', data: { way: 'burn', stakeSun: 0 } }))
    spec.when(told('move', 'landed')).thenRejected('sweep_unknown')
  })

  it('that burns ends with its move', () => {
    spec.given(planned('burn')).when(told('move', 'landed')).then(moved('landed'), ended)
    spec.given(planned('burn'), moved('landed'), ended).when(told('move', 'landed')).thenNothing()
    spec.given(planned('burn')).when(told('move', 'halted')).thenNothing()
  })

  it('that was lent energy gives it back, whatever became of its move, and only then ends', () => {
    spec.given(planned('lend')).when(told('lend', 'landed')).then(lent)
    spec.given(planned('lend'), lent).when(told('lend', 'landed')).thenNothing()
    spec.given(planned('lend'), lent).when(told('move', 'landed')).then(moved('landed'), returnAsked('landed'))
    spec.given(planned('lend'), lent).when(told('move', 'halted')).then(returnAsked('halted'))
    spec.given(planned('lend'), lent, moved('landed'), returnAsked('landed')).when(told('back', 'halted')).thenNothing()
    spec.given(planned('lend'), lent, moved('landed'), returnAsked('landed')).when(told('back', 'landed')).then(returned(), ended)
    spec.given(planned('lend'), lent, returnAsked('halted'), returned()).when(told('move', 'landed')).then(moved('landed'), ended)
  })

  it('burns where energy does not come, and gives back what comes late', () => {
    spec.given(planned('lend')).when(told('lend', 'halted')).then(givenUp('halted'))
    spec.given(planned('lend')).when(fires('c1')).then(givenUp('late'))
    spec.given(planned('lend'), givenUp('late')).when(told('lend', 'withdrawn')).then(lendEnded)
    spec.given(planned('lend'), givenUp('late')).when(told('lend', 'landed')).then(lent)
    spec.given(planned('lend'), givenUp('late'), lendEnded).when(told('move', 'landed')).then(moved('landed'), ended)
    spec.given(planned('lend'), givenUp('late'), lendEnded).when(told('lend', 'landed')).thenNothing()
  })

  it('gives back what does not move in time, by the clock that is awaited', () => {
    spec.given(planned('lend'), lent).when(fires('c1')).thenNothing()
    spec.given(planned('lend'), lent).when(fires('c2')).then(returnAsked('late'))
    spec.given(planned('lend'), lent, returnAsked('late')).when(fires('c2')).thenNothing()
    spec.given(planned('lend'), lent, returnAsked('late')).when(told('move', 'landed')).then(moved('landed'))
  })

  it('counts what each of its transactions cost once', () => {
    const cost = (txid: string, feeSun: number) =>
      ({ type: 'treasury.sweep.record_cost', data: { sweep, dispatch: `lend_${sweep}`, txid, feeSun } }) as const
    const charged = (txid: string, feeSun: number, costSun: number): SweepEvent =>
      ({ type: 'sweep.charged', data: { sweep, dispatch: `lend_${sweep}`, txid, feeSun, costSun, atMs } })
    const [one, two] = ['a'.repeat(64), 'b'.repeat(64)]
    spec.given(planned('lend')).when(cost(one, 280_000)).then(charged(one, 280_000, 280_000))
    spec.given(planned('lend'), charged(one, 280_000, 280_000)).when(cost(one, 280_000)).thenNothing()
    spec.given(planned('lend'), charged(one, 280_000, 280_000)).when(cost(two, 5)).then(charged(two, 5, 280_005))
  })
})

describe('what follows from a sweep', () => {
  const after = (...events: readonly SweepEvent[]) => {
    const state = events.reduce(sweepDecider.evolve, sweepDecider.initial())
    return sweepProcess.react(events.at(-1) as never, state as never)
  }
  const move = {
    dispatch: `swp_${sweep}`, chain: 'sandbox',
    order: { kind: 'token', source: { role: 'deposit', index: 4, address }, to: hot, amountMicro: 75_000_000n },
  }
  const lending = (prefix: string, kind: string) =>
    ({ dispatch: `${prefix}_${sweep}`, chain: 'sandbox', order: { kind, source: { role: 'gas' }, to: address, amountSun: stakeSun } })

  it('is a dispatch for each step, of the same stake there and back', () => {
    expect(after(planned('burn'))).toEqual([{ type: 'treasury.dispatch.open', data: move }])
    expect(after(planned('lend'))).toEqual([{ type: 'treasury.dispatch.open', data: lending('lend', 'delegate') }])
    expect(after(planned('lend'), lent)).toEqual([{ type: 'treasury.dispatch.open', data: move }])
    expect(after(planned('lend'), givenUp('late'), lendEnded)).toEqual([{ type: 'treasury.dispatch.open', data: move }])
    expect(after(planned('lend'), lent, moved('landed'))).toEqual([])
    expect(after(planned('lend'), lent, moved('landed'), returnAsked('landed')))
      .toEqual([{ type: 'treasury.dispatch.open', data: lending('back', 'undelegate') }])
    expect(after(planned('lend'), givenUp('late')))
      .toEqual([{ type: 'treasury.dispatch.withdraw', data: { dispatch: `lend_${sweep}`, by: 'sweep: late' } }])
  })

  it('is told by its dispatches and transactions, and by no others', () => {
    const event = (type: string, dispatch: string, over = {}) => ({ type, data: { dispatch, ...over } }) as never
    expect(tellSweep(event('dispatch.landed', `lend_${sweep}`)))
      .toEqual([{ type: 'treasury.sweep.record_part', data: { sweep, part: 'lend', outcome: 'landed' } }])
    expect(tellSweep(event('dispatch.expired', `swp_${sweep}`, { halted: false }))).toEqual([])
    expect(tellSweep(event('dispatch.expired', `swp_${sweep}`, { halted: true }))).toHaveLength(1)
    expect(tellSweep(event('dispatch.landed', `gas_${sweep}f1`))).toEqual([])
    expect(tellSweep(event('dispatch.landed', 'po_1'))).toEqual([])
    expect(tellSweep(event('dispatch.landed', 'cold_sandboxx1'))).toEqual([])
    const of = { dispatch: `gas_${sweep}f1`, txid: 'a'.repeat(64), feeSun: 268_000 } as never
    expect(chargeSweep(of)).toMatchObject([{ data: { sweep, feeSun: 268_000 } }])
    expect(sweepOfDispatch(`back_${sweep}`)).toEqual({ sweep, part: 'back' })
  })
})
