import { describe, expect, test } from 'vitest'
import {
  acceptor,
  claimed,
  confirmInput,
  customer,
  fiatMinor,
  operator,
  pay,
  posted,
  proof,
  split,
  usdtMicro,
  type Story,
  merchant,
} from './story.spec-support.ts'
import { transferIdOf, type Occasion } from './transfer-ids.ts'

const moves = (story: Story, occasion: Occasion, count = 1): Story =>
  story.does('recordTransfer', { ids: [transferIdOf(occasion, pay, count)] })
const recall = (recalledMinor: bigint, digit: string) =>
  ({ by: acceptor, recalledMinor, proof: proof(digit) }) as const
const granted = { by: operator, outcome: 'granted', reason: 'proof' } as const

describe('release', () => {
  test('held becomes available at T+N, the reserve after its own time', () => {
    const story = posted().rings('release')
    expect(story.last.data).toMatchObject({ count: 1, amountMicro: 87_879_452n })
    moves(story, 'release')
    expect(story.types.at(-1)).toBe('released')
    story.rings('reserve')
    expect(story.last.data).toMatchObject({ amountMicro: 9_764_383n })
    moves(story, 'reserve')
    expect(story.types.at(-1)).toBe('reserve_released')
    expect(story.send('recordTransfer', { ids: [transferIdOf('release', pay, 1)] })).toEqual([])
  })

  test('an open recall or a flag keeps it, and what was due follows when it is decided', () => {
    const story = posted().does('flag', { by: merchant, reason: 'x' }).rings('release')
    expect(story.types.at(-1)).toBe('release_deferred')
    story.does('unflag', { by: operator, reason: 'fine' })
    expect(story.types.slice(-2)).toEqual(['unflagged', 'release_due'])

    const recalled = posted().does('reportRecall', recall(fiatMinor, 'd')).rings('release')
    recalled.does('decideRecall', { by: operator, outcome: 'denied', reason: 'no proof' })
    expect(recalled.types.slice(-2)).toEqual(['recall_denied', 'release_due'])
  })

  test('a refusal of the ledger is seen once and waits for a human', () => {
    const story = posted().rings('release')
    const refused = { ids: [transferIdOf('release', pay, 1)], refused: 'insufficient_funds' }
    expect(story.does('recordTransfer', refused).types.at(-1)).toBe('transfer_refused')
    expect(story.send('recordTransfer', refused)).toEqual([])
  })
})

describe('recall', () => {
  test("the merchant's: this payment's held, then its reserve, then the rest; shares are clawed back", () => {
    const story = posted().does('reportRecall', recall(fiatMinor, 'd'))
    expect(story.state.word).toBe('unresolved reversed')
    story.does('decideRecall', granted)
    expect(story.last.data).toMatchObject({
      owner: 'merchant',
      amountMicro: usdtMicro,
      fromHeldMicro: 87_879_452n,
      fromReserveMicro: 9_764_383n,
      restMicro: 986_301n,
      commissionMicro: 197_260n,
      agentMicro: 78_904n,
    })
    expect(story.state.clocks['release']).toBeUndefined()
    moves(story, 'recall')
    expect(story.state).toMatchObject({ word: 'resolved reversed', recalledMicro: usdtMicro })
  })

  test('recalls together never exceed what was settled', () => {
    const story = posted().does('reportRecall', recall(36_000n, 'd')).does('decideRecall', granted)
    moves(story, 'recall')
    expect(story.state.recalledMicro).toBe(usdtMicro / 2n)
    story.does('reportRecall', recall(fiatMinor, 'e'))
    expect(story.last.data).toMatchObject({ amountMicro: usdtMicro - usdtMicro / 2n })
  })

  test('after T+N the rest comes from what is available', () => {
    const story = moves(posted().rings('release'), 'release').does(
      'reportRecall',
      recall(fiatMinor, 'd'),
    )
    expect(story.does('decideRecall', granted).last.data).toMatchObject({
      fromHeldMicro: 0n,
      fromReserveMicro: 9_764_383n,
      restMicro: usdtMicro - 9_764_383n,
    })
  })

  test("one that the acceptor owns moves nothing and is none of the merchant's business", () => {
    const story = posted(claimed().does('confirm', { ...confirmInput, payerMatches: false }))
    story.does('reportRecall', recall(fiatMinor, 'd'))
    expect(story.state.word).toBe('settled')
    story.does('decideRecall', granted)
    expect(story.types.slice(-2)).toEqual(['recall_decided', 'recalled'])
  })
})

describe('appeal', () => {
  test('granted, the rest follows, divided as if it had been posted at once', () => {
    const story = split().does('appeal', { by: customer, reason: 'I paid all' })
    story.does('decideAppeal', granted)
    expect(story.last.data).toMatchObject({ attempt: 1, extra: { postedMicro: usdtMicro / 2n } })
    moves(story, 'appeal')
    const { feeMicro, commissionMicro, reserveMicro, heldMicro, postedMicro } =
      story.state.settlement!
    expect({ feeMicro, commissionMicro, reserveMicro, heldMicro, postedMicro }).toEqual({
      postedMicro: usdtMicro,
      feeMicro: 986_301n,
      commissionMicro: 197_260n,
      reserveMicro: 9_764_383n,
      heldMicro: 87_879_452n,
    })
    expect(story.rings('release').last.data).toMatchObject({ amountMicro: 87_879_452n })
  })

  test('the acceptor lacks the USDT: it stays open and may be granted again', () => {
    const story = split()
      .does('appeal', { by: customer, reason: 'x' })
      .does('decideAppeal', granted)
    story.does('recordTransfer', {
      ids: [transferIdOf('appeal', pay, 1)],
      refused: 'insufficient_funds',
    })
    expect(story.does('decideAppeal', granted).last.data).toMatchObject({ attempt: 2 })
  })

  test('after the release the rest is held for a time of its own', () => {
    const story = moves(split().rings('release'), 'release').does('appeal', {
      by: customer,
      reason: 'x',
    })
    moves(story.does('decideAppeal', granted), 'appeal')
    expect(story.rings('release').last.data).toMatchObject({ count: 2 })
  })

  test('nobody decides: escalated', () => {
    expect(
      split().does('appeal', { by: customer, reason: 'x' }).rings('appeal_case').last.data,
    ).toMatchObject({ what: 'appeal' })
    expect(
      posted().does('reportRecall', recall(1n, 'd')).rings('recall_case').last.data,
    ).toMatchObject({ what: 'recall' })
  })
})
