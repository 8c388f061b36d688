import { describe, expect, it } from 'vitest'
import type { SealedEvent } from '../leaf.ts'
import { base64 } from '../bytes.ts'
import { Frontier } from '../merkle/frontier.ts'
import { leafBytes } from '../leaf.ts'
import { tileKey, inclusionProof } from '../merkle/tiles.ts'
import { sha256, signerOfSeed } from '../node/index.ts'
import { bundleOf, checkpointOf, leafOf, SmallLedger, trust } from './bundle.spec-support.ts'
import { bundleForm, type Claim } from './lines.ts'
import { verifyBundle, type Trust } from './verify-bundle.ts'
import { verifyConsistency } from './verify-consistency.ts'

const { events } = new SmallLedger()
  .post('t1', 'custody:deposit:sandbox', 'acceptor:acc_1', 900)
  .pend('t2', 'acceptor:acc_1', 'merchant:mer_1:held', 300)
  .postPending('t3', 't2', 'acceptor:acc_1', 'merchant:mer_1:held', 250, 50)
  .post('t4', 'merchant:mer_1:held', 'income:payment', 5)
  .post('t5', 'merchant:mer_1:held', 'merchant:mer_1:available', 245)
const claim = (account: string, postedMicro: string): Claim => ({ ledger: 'usdt-sandbox', account, postedMicro })
const claims = [claim('acceptor:acc_1', '650'), claim('merchant:mer_1:available', '245'), claim('merchant:mer_1:held', '0')]

const verify = (lines: readonly string[], by: Trust = trust) => verifyBundle(lines, by)
const codesOf = async (lines: readonly string[], by: Trust = trust) => (await verify(lines, by)).faults.map(({ code }) => code)
const changed = (position: number, change: (event: SealedEvent) => Partial<SealedEvent>): readonly SealedEvent[] =>
  events.map((event) => event.position === position ? { ...event, ...change(event) } : event)

describe('a bundle of the whole ledger', () => {
  it('holds: signature, tree, books and balances', async () => {
    const report = await verify(bundleOf(events, claims))
    expect(report).toMatchObject({ isRight: true, faults: [] })
    expect(report.held).toEqual([
      expect.stringContaining('is signed by the key'), 'the bundle is whole', 'the 5 events are the tree that was signed',
      'debits equal credits', 'acceptor:acc_1 has 650', 'merchant:mer_1:available has 245', 'merchant:mer_1:held has 0',
    ])
  })

  it('names the event whose amount was changed', async () => {
    const sent = changed(4, ({ data }) => ({ data: data.replace('"amountMicro":"5"', '"amountMicro":"4"') }))
    const { faults } = await verify(bundleOf(events, claims, sent))
    expect(faults).toContainEqual(expect.objectContaining({ code: 'event_changed', position: 4 }))
    expect(faults).toContainEqual(expect.objectContaining({ code: 'books_broken', position: 4 }))
  })

  it('finds a change that the books would never show', async () => {
    const sent = changed(2, () => ({ metadata: '{"atMs":2}' }))
    expect((await verify(bundleOf(events, claims, sent))).faults)
      .toEqual([expect.objectContaining({ code: 'event_changed', position: 2 })])
  })

  it('finds a change even where the leaf was changed with it', async () => {
    const sent = changed(2, () => ({ metadata: '{"atMs":2}' }))
    const lines = bundleOf(events, claims, sent).map((line) =>
      line.includes('"position":2') ? JSON.stringify({ event: sent[1], leaf: leafOf(sent[1]!) }) : line)
    expect(await codesOf(lines)).toEqual(['root_differs'])
  })

  it('names where an event was dropped', async () => {
    const { faults } = await verify(bundleOf(events, [], events.filter(({ position }) => position !== 3)))
    expect(faults[0]).toMatchObject({ code: 'books_broken', position: 4 })
    expect(faults).toContainEqual(expect.objectContaining({ code: 'event_missing', position: 2 }))
    expect(await codesOf(bundleOf(events, [], events.slice(0, -1)))).toContain('event_missing')
  })

  it('names where two were swapped', async () => {
    const [one, two, three, four, five] = events as [SealedEvent, SealedEvent, SealedEvent, SealedEvent, SealedEvent]
    const report = await verify(bundleOf(events, claims, [one, two, three, five, four]))
    expect(report.faults).toContainEqual(expect.objectContaining({ code: 'events_out_of_order', position: 4 }))
    const renumbered = [one, two, three, { ...five, position: 4 }, { ...four, position: 5 }]
    expect(await codesOf(bundleOf(events, claims, renumbered))).toContain('root_differs')
  })

  it('does not hold by another key', async () => {
    const other = signerOfSeed('seal.example', new Uint8Array(32).fill(8))
    expect(await codesOf(bundleOf(events, claims, events, checkpointOf(events, other)))).toEqual(['signature_wrong'])
  })

  it('does not hold with a balance that was made up', async () => {
    const { faults } = await verify(bundleOf(events, [claim('acceptor:acc_1', '651')]))
    expect(faults).toEqual([{ code: 'balance_differs', detail: 'acceptor:acc_1 is said to have 651, its events come to 650' }])
  })

  it('begins with what was signed before, or is a fork', async () => {
    const older = checkpointOf(events.slice(0, 3))
    expect((await verify(bundleOf(events, claims), { ...trust, older })).held)
      .toContain('it begins with all 3 events of the older checkpoint')
    const past = changed(2, () => ({ metadata: '{"atMs":2}' }))
    const fork = { ...trust, older: checkpointOf(past.slice(0, 3)) }
    expect(await codesOf(bundleOf(events, claims), fork)).toEqual(['forked'])
    const longer = new SmallLedger().post('x', 'custody:deposit:sandbox', 'acceptor:acc_1', 1)
    expect(await codesOf(bundleOf(longer.events, []), { ...trust, older })).toEqual(['forked'])
    const foreign = { ...trust, older: checkpointOf(events.slice(0, 3), signerOfSeed('seal.example', new Uint8Array(32))) }
    expect(await codesOf(bundleOf(events, claims), foreign)).toEqual(['older_checkpoint_unusable'])
  })

  it('is refused when cut short, and when it is none', async () => {
    expect(await codesOf(bundleOf(events, []).slice(0, -1))).toEqual(['cut_short'])
    expect(await codesOf([])).toEqual(['not_a_bundle'])
    expect(await codesOf(['{"bundle":"other"}'])).toEqual(['not_a_bundle'])
    expect(await codesOf([...bundleOf(events, []), '{"event":1}'])).toEqual(['not_a_bundle'])
  })

  it('is refused where its checkpoint is missing or of another log', async () => {
    const without = bundleOf(events, []).map((line, at) => at === 0 ? line.replace(/"checkpoints":\[.*?\],/, '"checkpoints":[],') : line)
    expect(await codesOf(without)).toContain('checkpoint_unreadable')
    expect(await codesOf(bundleOf(events, [], events, checkpointOf(events, undefined, 'order')))).toContain('checkpoint_unreadable')
  })

  it('is refused where the books break a rule that the tree cannot know', async () => {
    const twice = new SmallLedger().post('t1', 'custody:deposit:sandbox', 'acceptor:acc_1', 9).post('t1', 'custody:deposit:sandbox', 'acceptor:acc_1', 9)
    expect((await verify(bundleOf(twice.events, []))).faults)
      .toEqual([expect.objectContaining({ code: 'books_broken', position: 2, detail: expect.stringContaining('counts twice') as string })])
    const below = new SmallLedger().post('t1', 'acceptor:acc_1', 'merchant:mer_1:held', 9)
    expect((await verify(bundleOf(below.events, []))).faults[0]).toMatchObject({ code: 'books_broken', position: 1 })
    const unknown = [{ ...events[0]!, version: 2 }]
    expect((await verify(bundleOf(unknown, []))).faults[0]!.detail).toContain('not known to this verifier')
  })
})

/** A bundle of single events, each with its path. */
const singles = (all: readonly SealedEvent[], chosen: readonly number[]): readonly string[] => {
  const frontier = new Frontier(sha256)
  const tile: number[] = []
  for (const event of all) tile.push(...frontier.append(leafBytes(event)))
  const tiles = new Map([[tileKey({ level: 0, index: 0 }), Uint8Array.from(tile)]])
  return [
    JSON.stringify({ bundle: bundleForm, subject: 'a payment', whole: null, checkpoints: [{ log: 'ledger', text: checkpointOf(all) }], claims: [] }),
    ...chosen.map((index) => JSON.stringify({
      event: all[index], proof: { index, path: inclusionProof(sha256, tiles, index, all.length).map(base64) },
    })),
    JSON.stringify({ end: { events: chosen.length } }),
  ]
}

describe('a bundle of single events', () => {
  it('holds where each leads to its root', async () => {
    expect(await verify(singles(events, [1, 2, 4]))).toMatchObject({ isRight: true })
  })

  it('does not where one was changed, stands elsewhere, has no proof, or none is there', async () => {
    const lines = singles(events, [1, 2])
    const faults = async (change: (line: string) => string) =>
      (await verify(lines.map((line) => line.includes('"position":2') ? change(line) : line))).faults
    expect(await faults((line) => line.replace('300', '301'))).toEqual([expect.objectContaining({ code: 'event_unsealed', position: 2 })])
    expect(await faults((line) => line.replace('"index":1', '"index":0'))).toEqual([expect.objectContaining({ code: 'event_unsealed', position: 2 })])
    expect((await faults((line) => JSON.stringify({ ...JSON.parse(line) as object, proof: undefined, leaf: 'AAAA' })))[0])
      .toMatchObject({ code: 'event_unsealed', position: 2 })
    expect(await codesOf(singles(events, []))).toEqual(['event_missing'])
  })
})

describe('a proof of consistency', () => {
  const frontier = new Frontier(sha256)
  const path = (() => {
    // 4 of 5: the fifth leaf is all that is needed.
    const leaves = events.map((event) => frontier.append(leafBytes(event)))
    return [base64(leaves[4]!)]
  })()
  const [older, newer] = [checkpointOf(events.slice(0, 4)), checkpointOf(events)]

  it('holds, also for a checkpoint that was kept', () => {
    expect(verifyConsistency({ older, newer, path }, trust)).toMatchObject({ isRight: true })
    expect(verifyConsistency({ older: newer, newer, path }, { ...trust, older })).toMatchObject({ isRight: true })
  })

  it('names a fork, and a key that is not trusted', () => {
    const fork = checkpointOf(changed(2, () => ({ metadata: '{}' })).slice(0, 4))
    expect(verifyConsistency({ older: fork, newer, path }, trust).faults).toEqual([expect.objectContaining({ code: 'forked' })])
    const other = checkpointOf(events, signerOfSeed('seal.example', new Uint8Array(32)))
    expect(verifyConsistency({ older, newer: other, path }, trust).faults).toEqual([expect.objectContaining({ code: 'signature_wrong' })])
  })
})
