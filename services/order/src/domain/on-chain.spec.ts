import type { TransferRequest } from '@stablegate/contracts'
import type { CommandToSend, RecordedEvent } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import { freeMicro, settledMicro } from './on-chain.ts'
import { publicPaymentOf } from './public.ts'
import { settlement } from './settlement.process.ts'
import { noPayment, type PaymentEvent } from './state.ts'
import {
  acceptor, addressOf, answered, askedMicro, awaiting, claimed, confirmInput, created, customer, depositOf, examplePolicy, hex, merchant, minuteMs,
  offered, onChain, onChainFiat, operator, paidOnChain, pay, payerOf, posted, refundOf, requested, secondOperator, through, underpaid,
  type Story,
} from './story.spec-support.ts'
import { transferIdOf } from './transfer-ids.ts'

const wordOf = (story: Story): string => story.state.word
const state = (story: Story): string => story.state.status
/** Goes on while the price stands: `forMs` later. */
const hour = 60 * minuteMs

/** What the process asks of others at the last event of a type. */
const asked = (story: Story, type: PaymentEvent['type']): readonly CommandToSend[] => {
  let folded = noPayment()
  let commands: readonly CommandToSend[] = []
  for (const event of story.events) {
    folded = evolve(folded, event)
    if (event.type === type) commands = settlement.react(event as RecordedEvent<PaymentEvent>, folded)
  }
  return commands
}
const journal = (story: Story, type: PaymentEvent['type']): string[] =>
  asked(story, type).filter((command) => command.type === 'ledger.book.transfer')
    .flatMap(({ data }) => (data as { transfers: TransferRequest[] }).transfers)
    .map((transfer) => {
      if (transfer.kind === 'cascade')
        return `${transfer.legs.map(({ debit, credit }) => `${debit} → ${credit}`).join(', ')} ${transfer.amountMicro}`
      return transfer.kind === 'post' ? `${transfer.debit} → ${transfer.credit} ${transfer.amountMicro}` : transfer.kind
    })

describe('a payment on chain', () => {
  test('exact: 100 at a fee of 1 % and an agent of a tenth, settled at once and available', () => {
    const story = paidOnChain()
    expect(story.types).toEqual([
      'created', 'on_chain_chosen', 'address_recorded', 'deposit_recorded', 'transfer_seen', 'deposit_recorded', 'deposit_recorded',
      'deposit_recorded', 'application_decided', 'applied',
    ])
    expect(journal(story, 'payment.application_decided')).toEqual([
      'unapplied:pay_1 → receivable:mer_1, unapplied:pay_1 → merchant:mer_1:available 100000000',
      'merchant:mer_1:available → income:payment, receivable:mer_1 → income:payment 1000000',
      'cost:agent → agent:agt_1 100000',
    ])
    expect(publicPaymentOf(story.state)).toMatchObject({
      status: 'settled', context: null, order: null,
      axes: { settlement: 'settled', amount: 'exact', time: 'in_time', assurance: 'solid' },
      settlement: { gross: { amount: '100.000000' }, fee: { amount: '1.000000' }, net: { amount: '99.000000' }, released: true },
      on_chain: { status: 'paid', missing: { amount: '0.000000' }, applied: { amount: '100.000000' }, observed: [{ stage: 'passed' }] },
    })
    expect(Object.keys(story.state.clocks)).toEqual([])
  })

  test('asks the treasury for an address once, whatever is chosen again', () => {
    const story = onChainFiat().rings('transfer')
    expect([state(story), wordOf(story)]).toEqual(['onchain_offered', 'pending'])
    expect(asked(story, 'payment.on_chain_chosen').map(({ type }) => type)).toContain('treasury.wallet.assign')
    story.does('chooseOnChain', { by: customer, reference: { price: '7.3', atMs: story.atMs } })
    expect(asked(story, 'payment.on_chain_chosen').map(({ type }) => type)).not.toContain('treasury.wallet.assign')
    expect(story.state.onChain?.askedMicro).toBe(98_630_137n)
  })

  test('fiat is converted at the reference, rounded up, and stands as long as the price', () => {
    const story = onChainFiat()
    expect(story.state.onChain?.askedMicro).toBe(100_000_000n)
    expect(story.state.onChain?.lockUntilMs).toBe(story.atMs + 15 * minuteMs)
    story.rings('expiry').rings('transfer')
    expect(state(story)).toBe('expired')
  })

  test('without an address there is no way on chain: the customer chooses another, or tries again', () => {
    const story = created({ amount: { fix: 'usdt', usdtMicro: askedMicro } }).does('chooseOnChain', { by: customer })
    story.does('refuseAddress', { network: 'sandbox', code: 'wallet_closed' })
    expect([state(story), story.state.unserved]).toEqual(['onchain_offered', 'wallet_closed'])
    const before = story.events.length
    story.does('refuseAddress', { network: 'sandbox', code: 'wallet_closed' })
    expect(story.events.length).toBe(before)
    story.does('chooseOnChain', { by: customer })
    expect(asked(story, 'payment.on_chain_chosen').map(({ type }) => type)).toContain('treasury.wallet.assign')
    story.does('recordAddress', { network: 'sandbox', address: addressOf('a') }).does('refuseAddress', { network: 'sandbox', code: 'late' })
    expect(state(story)).toBe('awaiting_transfer')
  })

  test('only solid and screened money settles; what is in a block is confirming', () => {
    const story = onChain()
    for (const stage of ['observed', 'solid', 'booked'] as const) {
      story.does('recordDeposit', { ...depositOf(story, 1), stage })
      expect([state(story), wordOf(story)]).toEqual(['confirming_transfer', 'confirming'])
    }
    story.does('recordDeposit', { ...depositOf(story, 1), stage: 'held' })
    expect(wordOf(story)).toBe('unresolved screened')
    story.does('recordDeposit', { ...depositOf(story, 1), stage: 'passed' })
    expect(state(story)).toBe('settling')
  })

  test('told twice, or an older fact after a newer, changes nothing', () => {
    const story = paidOnChain()
    const before = story.events.length
    for (const stage of ['observed', 'solid', 'booked', 'passed', 'orphaned'] as const)
      story.does('recordDeposit', { ...depositOf(story, 1), stage })
    answered(story, 'apply')
    expect(story.events.length).toBe(before)
  })

  test('reorged after observed: it waits again, and the same transfer in another block counts', () => {
    const story = onChain()
    through(story, depositOf(story, 1), 'orphaned')
    expect([state(story), wordOf(story)]).toEqual(['awaiting_transfer', 'awaiting_customer'])
    expect(publicPaymentOf(story.state).axes).toMatchObject({ assurance: 'orphaned', amount: 'none' })
    answered(through(story, { ...depositOf(story, 1), block: { number: 140, hash: hex('e'), atMs: story.atMs } }), 'apply')
    expect(wordOf(story)).toBe('settled')
  })

  test('several parts add up', () => {
    const story = onChain()
    through(story, depositOf(story, 1, 60_000_000n))
    expect([state(story), wordOf(story), publicPaymentOf(story.state).on_chain?.status]).toEqual(
      ['confirming_transfer', 'awaiting_customer', 'part_paid'])
    expect(publicPaymentOf(story.state).on_chain?.missing.amount).toBe('40.000000')
    answered(through(story, depositOf(story, 2, 40_000_000n)), 'apply')
    expect([wordOf(story), freeMicro(story.state)]).toEqual(['settled', 0n])
  })

  test('short within the tolerance settles once nothing else is on its way; by more it does not', () => {
    const story = onChain()
    through(story, depositOf(story, 1, 99_900_000n), 'booked')
    story.does('recordDeposit', { ...depositOf(story, 2, 100_000n), stage: 'observed' })
    story.does('recordDeposit', { ...depositOf(story, 1, 99_900_000n), stage: 'passed' })
    expect(state(story)).toBe('confirming_transfer')
    story.does('recordDeposit', { ...depositOf(story, 2, 100_000n), stage: 'orphaned' })
    expect(story.last).toMatchObject({ type: 'payment.application_decided', data: { way: 'tolerated', postedMicro: 99_900_000n } })
    const shorter = onChain()
    through(shorter, depositOf(shorter, 1, 99_899_999n))
    expect(state(shorter)).toBe('confirming_transfer')
  })

  test('a little more is the merchant\'s; much more waits for a word, and can be taken or given back', () => {
    const little = onChain()
    answered(through(little, depositOf(little, 1, 100_500_000n)), 'apply')
    expect([wordOf(little), settledMicro(little.state)]).toEqual(['settled', 100_500_000n])
    const much = onChain()
    answered(through(much, depositOf(much, 1, 130_000_000n)), 'apply')
    expect([wordOf(much), freeMicro(much.state)]).toEqual(['unresolved overpaid', 30_000_000n])
    much.does('acceptUnapplied', { by: merchant, reason: 'a tip' })
    expect(journal(much, 'payment.application_decided')).toEqual([
      'unapplied:pay_1 → receivable:mer_1, unapplied:pay_1 → merchant:mer_1:available 30000000',
      'merchant:mer_1:available → income:payment, receivable:mer_1 → income:payment 300000',
      'cost:agent → agent:agt_1 30000',
    ])
    answered(much, 'apply')
    expect([wordOf(much), settledMicro(much.state)]).toEqual(['settled', 130_000_000n])
  })

  test('the address of a settled payment paid again', () => {
    const story = paidOnChain().wait(40 * hour)
    through(story, depositOf(story, 2))
    expect([state(story), wordOf(story), freeMicro(story.state)]).toEqual(['settled', 'unresolved overpaid', askedMicro])
  })
})

describe('late, or short', () => {
  test('too little when time is over: accepted, it is resolved and charged on what came', () => {
    const story = underpaid()
    expect([state(story), wordOf(story)]).toEqual(['expired', 'unresolved underpaid'])
    answered(story.does('acceptUnapplied', { by: merchant, reason: 'enough' }), 'apply')
    expect([state(story), wordOf(story), settledMicro(story.state)]).toEqual(['settled', 'resolved underpaid', 60_000_000n])
  })

  test('topped up: the address waits once more and the rest settles it', () => {
    const story = underpaid().wait(hour).does('topUp', { by: merchant, reason: 'the rest comes' })
    expect([state(story), wordOf(story)]).toEqual(['confirming_transfer', 'awaiting_customer'])
    answered(through(story, depositOf(story, 2, 40_000_000n)), 'apply')
    expect([wordOf(story), settledMicro(story.state)]).toEqual(['settled', askedMicro])
  })

  test('topping up in vain ends where it was', () => {
    const story = underpaid().does('topUp', { by: merchant, reason: 'x' }).rings('transfer')
    expect([state(story), wordOf(story), freeMicro(story.state)]).toEqual(['expired', 'unresolved underpaid', 60_000_000n])
  })

  test('in a block after the time, it waits for a word; in a block before, it settles however late it is told', () => {
    const late = onChain().rings('expiry').rings('transfer').wait(hour)
    through(late, depositOf(late, 1))
    expect([state(late), wordOf(late)]).toEqual(['expired', 'unresolved paid_late'])
    answered(late.does('acceptUnapplied', { by: operator, reason: 'x' }), 'apply')
    expect(publicPaymentOf(late.state)).toMatchObject({ status: 'resolved', context: 'paid_late', axes: { time: 'late' } })

    const news = onChain()
    const inTimeMs = news.atMs + minuteMs
    news.rings('expiry').rings('transfer').wait(hour)
    answered(through(news, depositOf(news, 1, askedMicro, inTimeMs)), 'apply')
    expect([wordOf(news), news.state.onChain?.settlement?.time]).toEqual(['settled', 'in_time'])
  })

  test('to a cancelled payment', () => {
    const story = onChain().does('cancel', { by: customer })
    through(story, depositOf(story, 1))
    expect([state(story), wordOf(story)]).toEqual(['cancelled', 'unresolved paid_late'])
  })

  test('at a price that lapsed: never at the old price by itself', () => {
    const story = onChainFiat().rings('transfer').wait(minuteMs)
    through(story, depositOf(story, 1))
    expect([state(story), wordOf(story)]).toEqual(['expired', 'unresolved paid_late'])
  })

  test('other coins are shown and credited to nobody', () => {
    const story = onChain().rings('expiry').rings('transfer')
    const { from, txid, part, block } = depositOf(story, 9)
    const found = { from, txid, part, block, reason: 'other_asset', asset: 'TRX', amountUnits: '5000000' }
    story.does('recordWrongAsset', found).does('recordWrongAsset', found)
    expect(wordOf(story)).toBe('unresolved wrong_asset')
    expect(publicPaymentOf(story.state).on_chain?.wrong_assets).toEqual([
      expect.objectContaining({ asset: 'TRX', amount_units: '5000000' }),
    ])
    story.does('dismissWrongAsset', { by: operator, reason: 'sent back by hand' })
    expect(wordOf(story)).toBe('expired')
  })
})

describe('both ways', () => {
  test('the way is changed until money is on its way', () => {
    const story = requested(onChainFiat())
    expect(state(story)).toBe('requested')
    expect(state(offered(story).does('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: story.atMs } })))
      .toBe('awaiting_transfer')
    expect(story.types.slice(-2)).toEqual(['offer_lapsed', 'on_chain_chosen'])
    through(story, depositOf(story, 1), 'observed')
    expect(story.send('choose', { by: customer, currency: 'CNY', method: 'alipay', payer: payerOf('p') }))
      .toBe('not_while_confirming_transfer')
    expect(story.send('cancel', { by: customer })).toBe('not_while_confirming_transfer')
  })

  test('another session chooses nothing', () => {
    expect(onChain().send('cancel', { by: { ...customer, sessionHash: hex('9') } })).toBe('session_mismatch')
  })

  test('money on chain takes an offer over that nobody accepted', () => {
    const story = offered(requested(onChainFiat()))
    through(story, depositOf(story, 1), 'observed')
    expect([state(story), story.state.escrows]).toEqual(['confirming_transfer', { 1: 'voiding' }])
  })

  test('once instructions are shown it waits until the order ends, and settles nothing by itself', () => {
    const shown = awaiting(offered(requested(onChainFiat())))
    through(shown, depositOf(shown, 1))
    expect([state(shown), wordOf(shown), freeMicro(shown.state)]).toEqual(['awaiting_payment', 'awaiting_customer', askedMicro])
    posted(claimed(shown).does('confirm', confirmInput))
    expect([state(shown), wordOf(shown)]).toEqual(['settled', 'unresolved overpaid'])
  })

  test('an order that closed unpaid is settled by the money on chain, by word; the late claim is over then', () => {
    const story = awaiting(offered(requested(onChainFiat())))
    through(story, depositOf(story, 1)).rings('pay').rings('grace')
    expect([state(story), wordOf(story)]).toEqual(['closed_unpaid', 'unresolved paid_late'])
    answered(story.does('acceptUnapplied', { by: merchant, reason: 'x' }), 'apply')
    expect(state(story)).toBe('settled')
    expect(story.state.clocks).toEqual({})
    expect(story.send('confirmLate', { by: acceptor, receivedMinor: 72_000n, bankReferenceHash: hex('b') })).toBe('not_while_settled')
    expect(story.send('appeal', { by: customer, reason: 'x' })).toBe('window_closed')
  })
})

describe('what a network took back', () => {
  test('is taken from the merchant with its fee, then owed; the agent gives back too', () => {
    const story = paidOnChain()
    story.does('recordDeposit', { ...depositOf(story, 1), stage: 'revoked', reversedBy: 'order' })
    expect(wordOf(story)).toBe('unresolved reversed')
    expect(journal(story, 'payment.reversal_decided')).toEqual([
      'income:payment → merchant:mer_1:available 1000000',
      'merchant:mer_1:available → custody:deposit:sandbox, receivable:mer_1 → custody:deposit:sandbox 100000000',
      'agent:agt_1 → cost:agent, losses → cost:agent 100000',
    ])
    answered(story, 'reverse')
    expect([wordOf(story), settledMicro(story.state), freeMicro(story.state)]).toEqual(['resolved reversed', 0n, 0n])
  })

  test('is taken from what waits first; what went to the customer is the operator\'s loss', () => {
    const story = underpaid()
    story.does('requestRefund', refundOf({ amountMicro: 45_000_000n })).does('recordRefund', { refund: 'ref_1', outcome: 'paid' })
    story.does('recordDeposit', { ...depositOf(story, 1, 60_000_000n), stage: 'revoked', reversedBy: 'order' })
    expect(journal(story, 'payment.reversal_decided')).toEqual([
      'unapplied:pay_1 → custody:deposit:sandbox 15000000', 'operator:equity → custody:deposit:sandbox 45000000',
    ])
    expect(freeMicro(answered(story, 'reverse').state)).toBe(0n)
  })

  test('is the treasury\'s to reverse where no payment was allowed to use it', () => {
    const story = onChain()
    through(story, depositOf(story, 1), 'rejected')
    story.does('recordDeposit', { ...depositOf(story, 1), stage: 'revoked', reversedBy: 'treasury' })
    expect(story.types).not.toContain('reversal_decided')
  })

  test('a late word on what was taken back says nothing of the same transfer on its way again', () => {
    const story = onChain()
    const [first, second] = [{ ...depositOf(story, 1), round: 1 }, { ...depositOf(story, 1), round: 2 }]
    story.does('recordDeposit', { ...first, stage: 'solid' })
    story.does('recordDeposit', { ...first, stage: 'revoked', reversedBy: 'treasury' })
    story.does('recordDeposit', { ...second, stage: 'observed' })
    story.does('recordDeposit', { ...first, stage: 'booked' })
    story.does('recordDeposit', { ...second, stage: 'orphaned' })
    expect([state(story), story.state.onChain?.deposits.map(({ stage }) => stage)]).toEqual(['awaiting_transfer', ['orphaned']])
  })

  test('may come again: then it is more than was asked, and somebody says whose it is', () => {
    const story = paidOnChain()
    story.does('recordDeposit', { ...depositOf(story, 1), stage: 'revoked', reversedBy: 'order' })
    answered(story, 'reverse')
    through(story, { ...depositOf(story, 1), block: { number: 900, hash: hex('e'), atMs: story.atMs } })
    expect([wordOf(story), freeMicro(story.state)]).toEqual(['unresolved overpaid', askedMicro])
    answered(story.does('acceptUnapplied', { by: merchant, reason: 'it is back' }), 'apply')
    expect(settledMicro(story.state)).toBe(askedMicro)
  })
})

describe('refunds', () => {
  test('reserve, and give free again when they close', () => {
    const story = underpaid().does('requestRefund', refundOf({ amountMicro: 60_000_000n }))
    expect([freeMicro(story.state), wordOf(story)]).toEqual([0n, 'unresolved underpaid'])
    expect(story.send('requestRefund', refundOf({ refund: 'ref_2', amountMicro: 1n }))).toBe('exceeds_unapplied')
    story.does('recordRefund', { refund: 'ref_1', outcome: 'closed' }).does('recordRefund', { refund: 'ref_1', outcome: 'paid' })
    expect(freeMicro(story.state)).toBe(60_000_000n)
    story.does('requestRefund', refundOf({ refund: 'ref_2', amountMicro: 60_000_000n }))
    story.does('recordRefund', { refund: 'ref_2', outcome: 'paid' })
    expect(wordOf(story)).toBe('refunded')
  })

  test('never above what was settled; all of it is the word refunded', () => {
    const story = paidOnChain()
    const of = (n: number, amountMicro: bigint) => refundOf({ refund: `ref_${n}`, from: 'available', amountMicro })
    expect(story.send('requestRefund', of(1, askedMicro + 1n))).toBe('exceeds_settled')
    story.does('requestRefund', of(1, 40_000_000n))
    expect(story.send('requestRefund', of(2, 60_000_001n))).toBe('exceeds_settled')
    story.does('recordRefund', { refund: 'ref_1', outcome: 'paid' })
    expect(wordOf(story)).toBe('settled')
    story.does('requestRefund', of(2, 60_000_000n)).does('recordRefund', { refund: 'ref_2', outcome: 'paid' })
    expect(wordOf(story)).toBe('refunded')
  })

  test('of what an acceptor paid only after the hold, and then no recall beside it', () => {
    const story = posted().rings('release')
    expect(story.send('requestRefund', refundOf({ from: 'available' }))).toBe('hold_running')
    story.does('recordTransfer', { ids: [transferIdOf('release', pay, 1)] })
    story.does('requestRefund', refundOf({ from: 'available' }))
    const recall = { by: acceptor, recalledMinor: 72_000n, proof: { evidence: 'evd_1', digest: hex('d'), kind: 'statement', bankProof: true, sizeBytes: 1 } } as const
    expect(story.send('reportRecall', recall)).toBe('refund_open')
    expect(story.send('appeal', { by: customer, reason: 'x' })).toBe('refund_open')
    expect(story.send('flag', { by: merchant, reason: 'x' })).toBe('refund_open')
    story.rings('recall')
    expect(story.types.at(-1)).toBe('recall_window_kept')
    story.does('recordRefund', { refund: 'ref_1', outcome: 'paid' }).does('reportRecall', recall)
    expect(story.state.recall?.amountMicro).toBe(98_630_136n - 1_000_000n)
  })
})

describe('what is somebody else\'s', () => {
  test('goes to suspense by two people, and from there to the payment whose it is', () => {
    const story = underpaid().does('setAside', { by: operator, amountMicro: 60_000_000n, reason: 'paid for another' })
    expect(story.send('approveJudgement', { by: operator })).toBe('same_person')
    answered(story.does('approveJudgement', { by: secondOperator }), 'aside')
    expect([freeMicro(story.state), wordOf(story)]).toEqual([0n, 'resolved underpaid'])
    expect(journal(story, 'payment.move_decided')).toEqual(['unapplied:pay_1 → suspense:sandbox:dep_1 60000000'])

    const other = onChain()
    other.does('assign', { by: operator, amountMicro: askedMicro, item: 'dep_1', reason: 'it is theirs' })
    other.does('approveJudgement', { by: secondOperator })
    expect(journal(other, 'payment.move_decided')).toEqual(['suspense:sandbox:dep_1 → unapplied:pay_1 100000000'])
    answered(other, 'assign')
    expect(other.types.slice(-3)).toEqual(['moved', 'transfer_seen', 'application_decided'])
    expect(wordOf(answered(other, 'apply'))).toBe('settled')
  })

  test('what was there before items were told apart is assigned without one', () => {
    const story = onChain().does('assign', { by: operator, amountMicro: askedMicro, reason: 'it is theirs' })
    story.does('approveJudgement', { by: secondOperator })
    expect(journal(story, 'payment.move_decided')).toEqual(['suspense:sandbox → unapplied:pay_1 100000000'])
  })

  const twice = () => {
    const story = underpaid()
    return through(story, depositOf(story, 2, 30_000_000n))
  }
  const aside = (story: ReturnType<typeof underpaid>, amountMicro: bigint, more: object = {}) =>
    story.does('setAside', { by: operator, amountMicro, reason: 'x', ...more }).does('approveJudgement', { by: secondOperator })
  const asides = (story: ReturnType<typeof underpaid>) => story.events.flatMap((event) =>
    event.type === 'payment.move_decided' ? [`${event.data.count} ${event.data.item} ${event.data.amountMicro}`] : [])

  test('each sum set aside is of one transfer: the one that was named, else the newest that have it', () => {
    expect(asides(aside(twice(), 70_000_000n))).toEqual(['1 dep_2 30000000', '2 dep_1 40000000'])
    const named = aside(twice(), 20_000_000n, { item: 'dep_1' })
    answered(named, 'aside')
    expect(asides(aside(named, 70_000_000n))).toEqual(['1 dep_1 20000000', '2 dep_2 30000000', '3 dep_1 40000000'])
  })

  test('no more is set aside of a transfer than it brought, whatever else is there', () => {
    const story = twice()
    const of = (item: string, amountMicro: bigint) => story.send('setAside', { by: operator, amountMicro, item, reason: 'x' })
    expect(of('dep_2', 30_000_001n)).toBe('exceeds_item')
    expect(of('dep_9', 1n)).toBe('exceeds_item')
    answered(aside(story, 25_000_000n, { item: 'dep_2' }), 'aside')
    expect(of('dep_2', 5_000_001n)).toBe('exceeds_item')
    expect(of('dep_2', 5_000_000n)).not.toBe('exceeds_item')
  })

  test('what was assigned goes back to the item it came from', () => {
    const story = onChain().does('assign', { by: operator, amountMicro: 40_000_000n, item: 'dep_7', reason: 'x' })
    answered(story.does('approveJudgement', { by: secondOperator }), 'assign')
    answered(through(story, depositOf(story, 1, 10_000_000n)), 'assign')
    story.rings('transfer')
    expect(asides(aside(story, 50_000_000n)).slice(1)).toEqual(['2 dep_1 10000000', '3 dep_7 40000000'])
  })

  test('a transfer that is gone takes its item with it, and nothing of what came by others', () => {
    const story = answered(aside(twice(), 30_000_000n), 'aside')
    story.does('recordDeposit', { ...depositOf(story, 2, 30_000_000n), stage: 'revoked', reversedBy: 'order' })
    expect(journal(story, 'payment.reversal_decided')).toEqual([
      'suspense:sandbox:dep_2 → custody:deposit:sandbox, operator:equity → custody:deposit:sandbox 30000000',
    ])
    expect([freeMicro(story.state), story.state.onChain?.lostMicro]).toEqual([60_000_000n, 0n])
    story.does('recordDeposit', { ...depositOf(story, 1, 60_000_000n), stage: 'revoked', reversedBy: 'order' })
    expect(journal(story, 'payment.reversal_decided').at(-1)).toBe('unapplied:pay_1 → custody:deposit:sandbox 60000000')
  })

  test('what suspense has not is not assigned', () => {
    const story = onChain().does('assign', { by: operator, amountMicro: askedMicro, reason: 'x' })
    story.does('approveJudgement', { by: secondOperator })
    story.does('recordTransfer', { ids: [transferIdOf('assign', pay, 1)], refused: 'insufficient_funds' })
    expect([story.types.at(-1), freeMicro(story.state)]).toEqual(['move_refused', 0n])
  })
})

test('a fixed fee is charged once, and a payment that it would eat is not taken on chain', () => {
  const policy = { ...examplePolicy, fee: { version: 1, bps: 100, fixedMicro: 500_000n } }
  const story = onChain({ policy })
  answered(through(story, depositOf(story, 1, 130_000_000n)), 'apply')
  answered(story.does('acceptUnapplied', { by: merchant, reason: 'x' }), 'apply')
  expect(story.state.onChain?.feeMicro).toBe(1_300_000n + 500_000n)
  const small = created({ policy: { ...policy, fee: { version: 1, bps: 0, fixedMicro: 100_000_000n } } })
  expect(small.send('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: small.atMs } })).toBe('fee_exceeds_amount')
})
