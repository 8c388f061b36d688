import type { RecordedEvent } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import { caseRecordsOf } from './public.ts'
import { settlement } from './settlement.process.ts'
import { noPayment, type PaymentEvent } from './state.ts'
import {
  acceptor,
  claimed,
  closedUnpaid,
  customer,
  fiatMinor,
  offered,
  operator,
  operatorOf,
  pay,
  posted,
  proof,
  secondOperator,
  settling,
  type Story,
} from './story.spec-support.ts'
import { transferIdOf, type Occasion } from './transfer-ids.ts'

type Asked = { readonly transfers: readonly { readonly id: string; readonly pending?: string }[] }

/** The transfers of every set that the process asks of the ledger, in order. */
const setsOf = (story: Story): readonly Asked['transfers'][] => {
  let state = noPayment()
  return story.events.flatMap((event) => {
    state = evolve(state, event)
    return settlement
      .react(event as RecordedEvent<PaymentEvent>, state)
      .filter(({ type }) => type === 'ledger.book.transfer')
      .map(({ data }) => (data as Asked).transfers)
  })
}

const recalled = (): Story =>
  posted()
    .does('reportRecall', { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') })
    .does('decideRecall', { by: operator, outcome: 'granted', reason: 'proven' })

const cancelled = (): Story => offered().does('cancel', { by: customer })
const ways: readonly (readonly [Occasion, () => Story, string])[] = [
  ['post', () => settling(), 'settled'],
  ['void', cancelled, 'escrow_voided'],
  ['void', closedUnpaid, 'escrow_voided'],
  ['release', () => posted().rings('release'), 'released'],
  ['reserve', () => posted().rings('reserve'), 'reserve_released'],
  ['recall', recalled, 'recalled'],
]

describe('a movement that the ledger refused', () => {
  for (const [occasion, way, ends] of ways) {
    test(`${occasion}, ${ends}: two people have it asked for again under new ids`, () => {
      const story = way()
      const first = setsOf(story).at(-1) ?? []
      const ids = first.map(({ id }) => id)
      expect(ids[0]?.startsWith(transferIdOf(occasion, pay, 1))).toBe(true)
      story.does('recordTransfer', { ids, refused: 'insufficient_funds' })
      const transfer = ids[0] ?? ''
      expect(caseRecordsOf(story.state).map(({ kind }) => kind)).toContain('transfer')

      story.does('retryTransfer', { by: operator, transfer, reason: 'the account is mended' })
      expect(story.send('approveJudgement', { by: operator })).toBe('same_person')
      story.does('approveJudgement', { by: secondOperator })
      expect(story.types.slice(-2)).toEqual(['judged', 'transfer_retried'])
      expect(setsOf(story).at(-1)).toEqual(first.map((one) => ({ ...one, id: `${one.id}/r1` })))
      expect(caseRecordsOf(story.state).map(({ kind }) => kind)).not.toContain('transfer')
      // Approved once is asked once.
      expect(story.send('approveJudgement', { by: secondOperator })).toBeTypeOf('string')
      expect(story.send('retryTransfer', { by: operator, transfer, reason: 'x' })).toBe('transfer_unknown')

      const second = ids.map((id) => `${id}/r1`)
      story.does('recordTransfer', { ids: second, refused: 'insufficient_funds' })
      story.does('retryTransfer', { by: secondOperator, transfer: second[0] ?? '', reason: 'x' })
      story.does('approveJudgement', { by: operator })
      const third = (setsOf(story).at(-1) ?? []).map(({ id }) => id)
      expect(third).toEqual(ids.map((id) => `${id}/r2`))
      story.does('recordTransfer', { ids: third })
      expect(story.types).toContain(ends)
      expect(story.send('recordTransfer', { ids: third })).toEqual([])
    })
  }

  test('is retried by nobody who runs the acceptor, and only where it was refused', () => {
    const refused = settling().does('recordTransfer', { ids: ['post:pay_1:1'], refused: 'x' })
    const related = operatorOf('opr_1', 'owner-1')
    const retry = { transfer: 'post:pay_1:1', reason: 'x' }
    expect(refused.send('retryTransfer', { by: related, ...retry })).toBe('conflict_of_interest')
    expect(settling().send('retryTransfer', { by: operator, ...retry })).toBe('transfer_unknown')
    expect(claimed().send('retryTransfer', { by: operator, ...retry })).toBe('not_while_claimed')
  })

  test('for an appeal, is decided anew with the appeal', () => {
    const story = posted()
      .does('recordTransfer', { ids: ['appeal:pay_1:1'], refused: 'insufficient_funds' })
    expect(
      story.send('retryTransfer', { by: operator, transfer: 'appeal:pay_1:1', reason: 'x' }),
    ).toBe('transfer_unknown')
  })
})
