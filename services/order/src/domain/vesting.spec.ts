import { ledgerCommands, type TransferRequest } from '@stablegate/contracts'
import type { RecordedEvent } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import { settlement } from './settlement.process.ts'
import { noPayment, type PaymentEvent, type PaymentState } from './state.ts'
import {
  acceptor, customer, fiatMinor, operator, posted, proof, secondOperator, settling, split, type Story,
} from './story.spec-support.ts'
import { renamed } from './vesting.ts'

/** What is asked of the ledger about the agent's account, in the order in which it is asked. */
const ofAgent = (story: Pick<Story, 'events'>): string[] => {
  let state: PaymentState = noPayment()
  return story.events.flatMap((event) => {
    state = evolve(state, event)
    return settlement.react(event as RecordedEvent<PaymentEvent>, state)
      .filter(({ type }) => type === ledgerCommands.transfer.type)
      .flatMap(({ data }) => (data as { transfers: readonly TransferRequest[] }).transfers)
      .flatMap((one) => {
        if ('pending' in one) return one.pending.includes('/vest') ? [`void ${one.id} of ${one.pending}`] : []
        const legs = one.kind === 'cascade' ? one.legs : [one]
        const isOfAgent = legs.some(({ debit, credit }) => debit === 'agent:agt_1' || credit === 'agent:agt_1')
        return isOfAgent ? [`${one.kind} ${one.id} ${one.amountMicro}`] : []
      })
  })
}
const last = (story: Story, count: number): string[] => ofAgent(story).slice(-count)
const decide = { by: operator, outcome: 'granted' as const, reason: 'x' }
const recalled = (story: Story, recalledMinor: bigint): Story =>
  story.does('reportRecall', { by: acceptor, recalledMinor, proof: proof('d') }).does('decideRecall', decide)
const settledShare = ['post post:pay_1:1/agent 78904', 'pend post:pay_1:1/vest 78904']

describe('the share of an agent', () => {
  test('cannot leave from the posting until the hold releases, in the very sets that post and release', () => {
    expect(ofAgent(posted())).toEqual(settledShare)
    expect(ofAgent(posted().rings('release'))).toEqual([
      ...settledShare,
      'void release:pay_1:1/unvest0 of post:pay_1:1/vest',
    ])
    expect(posted().rings('release').state.settlement?.unvested).toEqual([])
  })

  test('waits as long as the release is put off', () => {
    const open = posted()
      .does('reportRecall', { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') })
      .rings('release')
    expect(ofAgent(open)).toEqual(settledShare)
    expect(last(open.does('decideRecall', { ...decide, outcome: 'denied' }), 1)).toEqual([
      'void release:pay_1:1/unvest0 of post:pay_1:1/vest',
    ])
  })

  test('is freed to be taken back by a recall, whole or in part, and what is left waits on', () => {
    expect(last(recalled(posted(), fiatMinor), 2)).toEqual([
      'void recall:pay_1:1/unvest0 of post:pay_1:1/vest',
      'cascade recall:pay_1:1/agent 78904',
    ])
    const half = recalled(posted(), fiatMinor / 2n)
    expect(last(half, 3)).toEqual([
      'void recall:pay_1:1/unvest0 of post:pay_1:1/vest',
      'cascade recall:pay_1:1/agent 39452',
      'pend recall:pay_1:1/vest 39452',
    ])
    const done = half.does('recordTransfer', { ids: ['recall:pay_1:1/unvest0'] })
    expect(done.state.recalledMicro).toBeGreaterThan(0n)
    expect(last(done.rings('release'), 1)).toEqual(['void release:pay_1:1/unvest0 of recall:pay_1:1/vest'])
  })

  test('is taken back by a recall after the hold as it always was', () => {
    const late = posted().rings('release').does('recordTransfer', { ids: ['release:pay_1:1'] })
    expect(last(recalled(late, fiatMinor), 2)).toEqual([
      'void release:pay_1:1/unvest0 of post:pay_1:1/vest',
      'cascade recall:pay_1:1/agent 78904',
    ])
  })

  test('of a granted appeal waits with the rest, once the appeal is paid', () => {
    const granting = (): Story => split().does('appeal', { by: customer, reason: 'x' }).does('decideAppeal', decide)
    const granted = granting()
    expect(last(granted, 1)[0]).toMatch(/^pend appeal:pay_1:1\/vest \d+$/)
    expect(granted.state.settlement?.unvested).toHaveLength(1)
    const paid = granted.does('recordTransfer', { ids: ['appeal:pay_1:1'] })
    expect(last(paid.rings('release'), 2)).toEqual([
      'void release:pay_1:1/unvest0 of post:pay_1:1/vest',
      'void release:pay_1:1/unvest1 of appeal:pay_1:1/vest',
    ])
    const refused = granting().does('recordTransfer', { ids: ['appeal:pay_1:1'], refused: 'insufficient_funds' })
    expect(refused.state.settlement?.unvested).toHaveLength(1)
  })

  test('of a posting that was asked for again is given back under the name it has', () => {
    const again = settling().does('recordTransfer', { ids: ['post:pay_1:1'], refused: 'insufficient_funds' })
    again.does('retryTransfer', { by: operator, transfer: 'post:pay_1:1', reason: 'x' })
    again.does('approveJudgement', { by: secondOperator })
    expect(last(again, 1)).toEqual(['pend post:pay_1:1/vest/r1 78904'])
    again.does('recordTransfer', { ids: ['post:pay_1:1/r1'] }).rings('release')
    expect(last(again, 1)).toEqual(['void release:pay_1:1/unvest0 of post:pay_1:1/vest/r1'])
  })

  test('of a settlement from before shares vested is free, and nothing is asked that the ledger does not know', () => {
    const events = posted().rings('release').events.map((event) =>
      event.type === 'payment.settlement_decided' ? { ...event, data: { ...event.data, vests: undefined } } : event)
    expect(ofAgent({ events })).toEqual(['post post:pay_1:1/agent 78904'])
  })
})

test('a set that is asked for again pends under its new name, and that is what is given back', () => {
  const vests = [{ pending: 'post:pay_1:1/vest', amountMicro: 1n }, { pending: 'recall:pay_1:1/vest/r1', amountMicro: 2n }]
  expect(renamed(vests, 'post:pay_1:1', 3).map(({ pending }) => pending)).toEqual([
    'post:pay_1:1/vest/r3', 'recall:pay_1:1/vest/r1',
  ])
  expect(renamed(vests, 'recall:pay_1:1/unvest0/r1', 4).map(({ pending }) => pending)).toEqual([
    'post:pay_1:1/vest', 'recall:pay_1:1/vest/r4',
  ])
  expect(renamed(vests, 'elsewhere', 4)).toEqual(vests)
})
