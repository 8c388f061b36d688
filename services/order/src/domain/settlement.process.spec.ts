import {
  acceptorCommands,
  ledgerCommands,
  matchingCommands,
  notifierCommands,
} from '@stablegate/contracts'
import type { CommandToSend, RecordedEvent } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import { settlement } from './settlement.process.ts'
import { noPayment, type PaymentEvent } from './state.ts'
import {
  acceptor,
  awaiting,
  claimed,
  closedUnpaid,
  customer,
  fiatMinor,
  hex,
  lateCase,
  merchant,
  offerOf,
  offered,
  operator,
  pay,
  posted,
  proof,
  queried,
  requested,
  split,
  usdtMicro,
  type Story,
  disputed,
  closedRefunded,
} from './story.spec-support.ts'
import { transferIdOf } from './transfer-ids.ts'

const dayMs = 86_400_000

const specs = [acceptorCommands, ledgerCommands, matchingCommands, notifierCommands].flatMap(
  (group) => Object.values(group),
)

/** What the process sends at each event of a story; every command parses by its contract. */
const sent = (story: Story): readonly (readonly CommandToSend[])[] => {
  let state = noPayment()
  return story.events.map((event) => {
    state = evolve(state, event)
    const commands = settlement.react(event as RecordedEvent<PaymentEvent>, state)
    for (const { type, data } of commands) {
      const spec = specs.find((known) => known.type === type)
      if (!spec) throw new Error(`no contract of ${type}`)
      spec.parse(data)
    }
    return commands
  })
}

const short = ({ type, data }: CommandToSend): string => {
  const fields = data as Record<string, string>
  if (type === 'ledger.book.transfer') {
    const [first] = (data as { transfers: { kind: string; id: string }[] }).transfers
    return `${first?.kind} ${first?.id}`
  }
  if (type === 'notifier.feed.append') return `tell ${fields['owner']} ${fields['type']}`
  const what = fields['outcome'] ?? fields['attempt'] ?? fields['order']
  return `${type.split('.').at(-1)} ${what}`
}
const all = (story: Story): string[] => sent(story).flat().map(short)
const atEnd = (story: Story): string[] => (sent(story).at(-1) ?? []).map(short)

describe('the happy way', () => {
  test('everything that is asked of others, in order', () => {
    const story = posted()
      .rings('release')
      .does('recordTransfer', { ids: [transferIdOf('release', pay, 1)] })
    expect(all(story)).toEqual([
      'request_match 1',
      'pend escrow:pay_1:1',
      'tell acc_1 offer.made',
      'tell mer_1 payment.awaiting_customer',
      'tell mer_1 payment.confirming',
      'tell acc_1 order.claimed',
      'post_pending post:pay_1:1',
      'close_order settled',
      'record_order settled',
      'tell mer_1 payment.settled',
      'tell acc_1 order.settled',
      'cascade release:pay_1:1',
      'tell mer_1 payment.available',
    ])
  })
})

describe('ends without a settlement', () => {
  test('a decline and a silence void, give back and are recorded', () => {
    expect(all(offered().does('declineOffer', { by: acceptor })).slice(-5)).toEqual([
      'void_pending void:pay_1:1',
      'close_order void',
      'record_order declined',
      'tell acc_1 offer.withdrawn',
      'request_match 2',
    ])
    expect(all(offered().rings('offer'))).toContain('record_order silent')
  })

  test('a stale offer is given back to the book without a void', () => {
    const story = requested()
      .rings('match')
      .does('recordOffer', { offer: offerOf(1) })
    expect(atEnd(story)).toEqual(['close_order void'])
  })

  test('a stale escrow is voided when it shows, and only then', () => {
    const story = requested()
      .does('recordOffer', { offer: offerOf(1) })
      .does('cancel', { by: merchant })
    expect(all(story)).not.toContain('void_pending void:pay_1:1')
    story.does('recordTransfer', { ids: [transferIdOf('escrow', pay, 1)] })
    expect(atEnd(story)).toEqual(['void_pending void:pay_1:1'])
  })

  test('closed unpaid blocks the amount, and only then voids', () => {
    expect(atEnd(closedUnpaid())).toEqual([
      'block_withdrawal ord_1x1',
      'void_pending void:pay_1:1',
      'close_order void',
      'record_order unpaid',
      'tell mer_1 payment.expired',
      'tell acc_1 order.closed',
    ])
  })

  test('outcomes of orders', () => {
    const outcome = (story: Story): string | undefined =>
      all(story)
        .findLast((line) => line.startsWith('record_order'))
        ?.replace('record_order ', '')
    expect(outcome(closedRefunded())).toBe('refunded')
    expect(outcome(awaiting().does('reportAccountUnusable', { by: acceptor }).rings('grace'))).toBe(
      'account_unusable',
    )
    expect(outcome(offered().does('cancel', { by: customer }))).toBe('cancelled')
    expect(outcome(disputed().does('concede', { by: customer }))).toBe('dispute_won')
    expect(outcome(posted(disputed().does('concede', { by: acceptor })))).toBe('dispute_lost')
    expect(outcome(split())).toBe('split')
    expect(outcome(claimed().rings('remind').rings('remind').rings('silent'))).toBe(
      'claim_unanswered',
    )
  })
})

describe('late', () => {
  const late = (): Story =>
    lateCase().does('confirmLate', {
      by: acceptor,
      receivedMinor: fiatMinor,
      bankReferenceHash: hex('b'),
    })

  test('pends anew, then posts, and the block ends', () => {
    expect(atEnd(late())).toEqual(['pend escrow:pay_1:2', 'tell mer_1 payment.confirming'])
    const story = late().does('recordTransfer', { ids: [transferIdOf('escrow', pay, 2)] })
    expect(atEnd(story)).toEqual(['post_pending post:pay_1:2'])
    expect(atEnd(posted(story))).toEqual([
      'release_block ord_1x1',
      'record_order settled_late',
      'tell mer_1 payment.settled',
      'tell acc_1 order.settled',
    ])
  })

  test('a denied late case moves nothing', () => {
    expect(
      atEnd(lateCase().does('decideLate', { by: operator, outcome: 'deny', reason: 'no' })),
    ).toEqual([
      'block_withdrawal ord_1x1',
      'tell mer_1 payment.resolved',
      'tell acc_1 order.closed',
    ])
  })

  test('what a case may still need cannot be withdrawn before the case has ended', () => {
    const blockedFor = (story: Story): number => {
      const { data } = sent(story)
        .flat()
        .findLast(({ type }) => type === acceptorCommands.blockWithdrawal.type) as CommandToSend
      return (data as { untilMs: number }).untilMs - (story.state.changedAtMs ?? 0)
    }
    const appeal = 5 * dayMs
    const year = 365 * dayMs
    expect(blockedFor(closedUnpaid())).toBe(appeal)
    expect(blockedFor(lateCase())).toBe(year)
    const refused = { ids: [transferIdOf('escrow', pay, 2)], refused: 'insufficient_funds' }
    expect(blockedFor(late().does('recordTransfer', refused))).toBe(year)
    const denied = lateCase().does('decideLate', { by: operator, outcome: 'deny', reason: 'no' })
    expect(blockedFor(denied)).toBe(appeal)
    const goesBack = lateCase().does('decideLate', { by: merchant, outcome: 'refund', reason: 'x' })
    expect(blockedFor(goesBack)).toBe(year)
    // While the escrow stands nothing need be blocked.
    const standing = queried().does('answerAmount', { by: customer, answer: 'ask_refund' })
    expect(all(standing).some((line) => line.startsWith('block_withdrawal'))).toBe(false)
  })
})

describe('after settlement', () => {
  const blocks = (story: Story): unknown[] =>
    sent(story)
      .flat()
      .filter(({ type }) => type.endsWith('_withdrawal') || type.endsWith('_block'))
      .map(({ type, data }) => {
        const { amountMicro, untilMs } = data as { amountMicro?: bigint; untilMs?: number }
        const days = untilMs === undefined ? undefined : (untilMs - Date.UTC(2026, 0, 1)) / dayMs
        return type.endsWith('_block') ? 'release' : [amountMicro, days && Math.floor(days)]
      })

  test('what a posting in part gives back stays until the last word of an appeal', () => {
    const rest = usdtMicro - split().state.settlement!.postedMicro
    const [year, window] = [[rest, 365], [rest, 5]]
    expect(rest).toBeGreaterThan(0n)
    expect(blocks(posted().rings('appeal'))).toEqual([])
    expect(blocks(split())).toEqual([year, window])
    expect(blocks(split().rings('appeal'))).toEqual([year, window, 'release'])
    const appealed = split().does('appeal', { by: customer, reason: 'x' })
    expect(blocks(appealed)).toEqual([year, window, year])
    const decide = { by: operator, reason: 'x' }
    expect(blocks(appealed.does('decideAppeal', { ...decide, outcome: 'upheld' }))).toEqual([
      year, window, year, 'release',
    ])
    const granted = split()
      .does('appeal', { by: customer, reason: 'x' })
      .does('decideAppeal', { ...decide, outcome: 'granted' })
      .does('recordTransfer', { ids: [transferIdOf('appeal', pay, 1)] })
    expect(blocks(granted)).toEqual([year, window, year, 'release'])
  })

  test('the block comes before the posting that gives the rest back', () => {
    const lines = all(split())
    const [block, post] = ['block_withdrawal ord_1x1', 'post_pending post:pay_1:1'].map((line) =>
      lines.indexOf(line),
    )
    expect(block).toBeGreaterThan(0)
    expect(post).toBe((block ?? 0) + 1)
  })

  test('an outage makes the block longer with the window', () => {
    const outage = [{ id: 'out_1', fromMs: Date.UTC(2026, 0, 2), toMs: Date.UTC(2026, 0, 4) }]
    const shifted = (story: Story): unknown => blocks(story.rings('appeal', outage)).at(-1)
    expect(shifted(split())).toEqual([usdtMicro - split().state.settlement!.postedMicro, 7])
    expect(shifted(closedUnpaid())).toEqual([usdtMicro, 7])
    expect(shifted(lateCase())).toEqual([usdtMicro, 365])
  })

  test('a recall and an appeal are journals of their own', () => {
    const recall = posted()
      .does('reportRecall', { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') })
      .does('decideRecall', { by: operator, outcome: 'granted', reason: 'x' })
    expect(atEnd(recall)).toEqual(['void_pending recall:pay_1:1/unvest0'])
    expect(atEnd(recall.does('recordTransfer', { ids: ['recall:pay_1:1/held'] }))).toEqual([
      'record_order recalled',
      'tell mer_1 payment.resolved',
      'tell acc_1 order.recalled',
    ])
    const appeal = split()
      .does('appeal', { by: customer, reason: 'x' })
      .does('decideAppeal', { by: operator, outcome: 'granted', reason: 'x' })
    expect(atEnd(appeal)).toEqual(['post appeal:pay_1:1'])
  })

  describe('losses on the record of the acceptor', () => {
    const losses = (story: Story): unknown[] =>
      sent(story)
        .flat()
        .filter(({ type }) => type === acceptorCommands.recordLoss.type)
        .map(({ data }) => data)
    const loss = (lossMicro: bigint): unknown => ({
      acceptor: 'acc_1', payment: pay, order: 'ord_1x1', lossMicro,
    })
    const decide = { by: operator, reason: 'x' }
    /** Another's money: the acceptor confirmed what it should not have. */
    const borne = (): Story =>
      posted(claimed().does('confirm', { by: acceptor, receivedMinor: fiatMinor, payerMatches: false }))
    const bearing = (story: Story, recalledMinor = fiatMinor): Story =>
      story
        .does('reportRecall', { by: acceptor, recalledMinor, proof: proof('d') })
        .does('decideRecall', { ...decide, outcome: 'granted' })
    const half = usdtMicro / 2n

    test('a verdict counts when its appeal is over, and not a moment before', () => {
      const { postedMicro } = split().state.settlement!
      expect(losses(split())).toEqual([])
      expect(losses(split().rings('appeal'))).toEqual([loss(postedMicro)])
      const appealed = (): Story => split().does('appeal', { by: customer, reason: 'x' })
      expect(losses(appealed())).toEqual([])
      expect(losses(appealed().does('decideAppeal', { ...decide, outcome: 'upheld' }))).toEqual([
        loss(postedMicro),
      ])
      const granted = appealed().does('decideAppeal', { ...decide, outcome: 'granted' })
      expect(losses(granted)).toEqual([])
      const paid = granted.does('recordTransfer', { ids: [transferIdOf('appeal', pay, 1)] })
      expect(losses(paid)).toEqual([loss(usdtMicro)])
    })

    test('a recall that the acceptor bears counts after the appeal, in all, and no more than was posted', () => {
      expect(bearing(borne()).state.settlement!.recallOwner).toBe('acceptor')
      expect(losses(bearing(borne()))).toEqual([])
      expect(losses(bearing(borne()).rings('appeal'))).toEqual([loss(usdtMicro)])
      const late = bearing(borne().rings('appeal'), fiatMinor / 2n)
      expect(losses(late)).toEqual([loss(half)])
      expect(losses(bearing(late, fiatMinor / 2n))).toEqual([loss(half), loss(usdtMicro)])
      expect(losses(bearing(split().rings('appeal'), 36_000n)).length).toBe(2)
    })

    test('what nobody lost, or another bears, is no loss of the acceptor', () => {
      expect(losses(posted().rings('appeal'))).toEqual([])
      expect(losses(bearing(posted()).does('recordTransfer', { ids: ['recall:pay_1:1/held'] }).rings('appeal'))).toEqual([])
      expect(losses(closedUnpaid().rings('appeal'))).toEqual([])
    })
  })

  test('a merchant is told each word once', () => {
    expect(all(queried()).filter((line) => line.includes('unresolved'))).toEqual([
      'tell mer_1 payment.unresolved',
    ])
  })
})
