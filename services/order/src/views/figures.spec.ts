import { foldRows, type RecordedEvent } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import type { PaymentEvent } from '../domain/state.ts'
import { acceptor, fiatMinor, pay, posted, proof, operator, secondOperator, usdtMicro, type Story } from '../domain/story.spec-support.ts'
import { figures, type FigureRow } from './figures.ts'

const recorded = (events: readonly PaymentEvent[]): readonly RecordedEvent[] => events.map((event, index) => ({
  ...event, id: `e${index}`, log: 'order', position: index + 1, version: 1, stream: `order.payment-${pay}`, revision: index,
  metadata: { atMs: 1, actor: 'spec', commandId: '', commandHash: '', correlationId: '', causationId: '' },
}) as unknown as RecordedEvent)
const rowOf = ({ events }: Story, change: (event: PaymentEvent) => PaymentEvent = (event) => event): FigureRow | undefined =>
  foldRows(figures, new Map(), recorded(events.map(change)).filter(({ type }) =>
    figures.events.some((spec) => spec.type === type))).upserts.get(pay)

const priced = (reference: string) => (event: PaymentEvent): PaymentEvent => event.type === 'payment.offer_recorded'
  ? { ...event, data: { ...event.data, offer: { ...event.data.offer, reference } } } : event

describe('what counts of a payment', () => {
  it('is what was posted, its fee, and who took it by which account', () => {
    expect(rowOf(posted())).toMatchObject({
      merchant: 'mer_1', acceptor: 'acc_1', account: 'pac_1', method: 'alipay', currency: 'CNY', gross_micro: usdtMicro,
      fee_micro: 986_301n, commission_micro: 197_260n, fiat_minor: fiatMinor, returned_micro: 0n, margin_micro: 0n,
    })
  })

  it('has a margin where the market\'s price was known: above what was released, or below it', () => {
    // 720 CNY at 7.20 are 100 USDT, at 7.50 they are 96.
    expect(rowOf(posted(), priced('7.2'))?.margin_micro).toBe(100_000_000n - usdtMicro)
    expect(rowOf(posted(), priced('7.5'))?.margin_micro).toBe(96_000_000n - usdtMicro)
  })

  it('counts as settled only once the ledger has posted', () => {
    const story = posted()
    const settledAt = story.events.findIndex(({ type }) => type === 'payment.settled')
    const before = Object.create(story, { events: { value: story.events.slice(0, settledAt) } }) as Story
    expect(rowOf(before)?.settled_at_ms).toBeNull()
    expect(rowOf(story)?.settled_at_ms).toBe(story.events[settledAt]?.data.atMs)
  })

  it('takes a recall back from whoever bears it, and the acceptor\'s commission with it', () => {
    const story = posted()
    story.does('reportRecall', { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') })
    story.does('decideRecall', { by: operator, outcome: 'granted', reason: 'proven' })
    if (!story.types.includes('recall_decided')) story.does('approveJudgement', { by: secondOperator })
    const decided = story.events.find(({ type }) => type === 'payment.recall_decided')
    const commission = decided?.type === 'payment.recall_decided' ? decided.data.commissionMicro : 0n
    expect(rowOf(story)?.commission_micro).toBe(197_260n - commission)
    expect(commission).toBeGreaterThan(0n)
  })
})
