import { testPlayCommands, testPlayEvents, type TestAct, type TestFact, type TestScript } from '@stablegate/contracts'
import { coversAllRejections, specify, type SpecCommand } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { play, playRejections, type PlayCommand, type PlayEvent, type PlayState } from './play.ts'

const spec = specify(play.decider)
const payment = 'pay_1'
const atMs = 1_000_000
const offered = (attempt = 1, isBot = true): TestFact =>
  ({ kind: 'offered', attempt, acceptor: `acc_${attempt}`, fiatMinor: 10_000n, isBot })

const begun = (script: TestScript): PlayEvent => ({ type: 'play.begun', data: { payment, script, atMs } })
const record = (fact: TestFact) => ({ type: testPlayCommands.record.type, data: { payment, fact }, atMs }) as const

/** Plays facts one after the other, as the reaction tells them; answers what the bot would do, and when, after the last. */
const playing = (script: TestScript, ...facts: readonly TestFact[]): { readonly act: TestAct; readonly afterMs: number } | undefined => {
  let state: PlayState = play.decider.evolve(play.decider.initial(), begun(script))
  for (const [index, fact] of facts.entries()) {
    const decision = play.decider.decide({ ...record(fact), id: `c${index}`, atMs, actor: 'spec' }, state)
    if ('rejected' in decision) throw new Error(decision.rejected)
    for (const event of decision.events) state = play.decider.evolve(state, event)
    const [last] = decision.events
    const set = last === undefined ? undefined : play.clocks?.(last)[0]
    if (index === facts.length - 1) {
      return state.next && set && 'dueAtMs' in set ? { act: state.next.act, afterMs: set.dueAtMs - atMs } : undefined
    }
  }
  return undefined
}

const claimed: TestFact = { kind: 'claimed', attempt: 1 }
const settled: TestFact = { kind: 'settled', attempt: 1 }
const escrowed = (attempt = 1): TestFact => ({ kind: 'escrowed', attempt })
const confirms = (receivedMinor: bigint, more = {}) =>
  ({ act: { kind: 'confirm', receivedMinor, payerMatches: true, ownReference: false, ...more }, afterMs: 2_000 })

describe('a bot', () => {
  it('accepts and confirms an ordinary amount in full, once it is claimed', () => {
    expect(playing('pays', offered())).toBeUndefined()
    expect(playing('pays', offered(), escrowed())).toEqual({ act: { kind: 'accept' }, afterMs: 1_000 })
    expect(playing('pays', offered(), escrowed(), { kind: 'accepted', attempt: 1 })).toBeUndefined()
    expect(playing('pays', offered(), claimed)).toEqual(confirms(10_000n))
    expect(playing('pays', offered(), claimed, settled)).toBeUndefined()
  })

  it('declines, or stays silent, always or once', () => {
    expect(playing('declined', offered(), escrowed())?.act.kind).toBe('decline')
    expect(playing('declined', offered(), escrowed(), offered(2), escrowed(2))?.act.kind).toBe('decline')
    expect(playing('declined_once', offered(), escrowed())?.act.kind).toBe('decline')
    expect(playing('declined_once', offered(), escrowed(), offered(2), escrowed(2))?.act.kind).toBe('accept')
    expect(playing('silent', offered(), escrowed(), offered(2), escrowed(2))).toBeUndefined()
    expect(playing('silent_once', offered(), escrowed(), offered(2), escrowed(2))?.act.kind).toBe('accept')
  })

  it('has a bank that pays short, over, late, by a stranger or without a word', () => {
    expect(playing('short', offered(), claimed)).toEqual(confirms(9_000n))
    expect(playing('short', offered(), claimed, claimed)).toEqual(confirms(10_000n))
    expect(playing('over', offered(), claimed)).toEqual(confirms(11_000n))
    expect(playing('wrong_reference', offered(), claimed)).toEqual(confirms(10_000n, { ownReference: true }))
    expect(playing('recalled_from_acceptor', offered(), claimed)).toEqual(confirms(10_000n, { payerMatches: false }))
    expect(playing('unanswered', offered(), claimed)).toBeUndefined()
    expect(playing('not_received', offered(), claimed)?.act).toEqual({ kind: 'refuse', reason: 'not_received' })
    expect(playing('unclaimed', offered(), { kind: 'accepted', attempt: 1 })).toEqual(confirms(10_000n, { ownReference: true }))
    expect(playing('account_unusable', offered(), { kind: 'accepted', attempt: 1 })?.act.kind).toBe('report_unusable')
    expect(playing('late', offered(), { kind: 'closed', reason: 'grace_over' })?.act).toEqual({ kind: 'confirm_late', receivedMinor: 10_000n })
    expect(playing('late', offered(), { kind: 'closed', reason: 'verdict' })).toBeUndefined()
  })

  it('sends money back, takes it back on day 20, and is judged', () => {
    expect(playing('short_refunded', offered(), { kind: 'amount_queried' })?.act.kind).toBe('offer_refund')
    expect(playing('short', offered(), { kind: 'amount_queried' })).toBeUndefined()
    expect(playing('short_refunded', offered(), { kind: 'refund_due' })?.act.kind).toBe('refund')
    expect(playing('over', offered(), settled)?.act.kind).toBe('refund')
    expect(playing('recalled', offered(), settled))
      .toEqual({ act: { kind: 'report_recall', recalledMinor: 10_000n }, afterMs: 20 * 86_400_000 })
    expect(playing('recalled', offered(), { kind: 'recall_reported' })?.act.kind).toBe('grant_recall')
    const stranger: TestFact = { kind: 'disputed', reason: 'third_party' }
    expect(playing('third_party_settled', offered(), stranger)?.act).toEqual({ kind: 'judge', outcome: 'full' })
    expect(playing('third_party_refunded', offered(), stranger)?.act).toEqual({ kind: 'judge', outcome: 'none' })
    expect(playing('not_received', offered(), { kind: 'disputed', reason: 'not_received' })).toBeUndefined()
    expect(playing('third_party_settled', offered(), { kind: 'proposed', operator: 'opr_testbotJudge' })?.act.kind).toBe('approve')
    expect(playing('third_party_settled', offered(), { kind: 'proposed', operator: 'opr_ann' })).toBeUndefined()
  })

  it('never acts for an acceptor of flesh and blood, nor on an escrow of another attempt', () => {
    const facts: readonly TestFact[] = [
      escrowed(), { kind: 'accepted', attempt: 1 }, claimed, settled, { kind: 'refund_due' }, { kind: 'closed', reason: 'grace_over' },
    ]
    for (const script of ['pays', 'declined', 'recalled', 'late', 'over', 'unclaimed'] as const) {
      for (const fact of facts) expect(playing(script, offered(1, false), fact)).toBeUndefined()
    }
    expect(playing('pays', offered(2), escrowed(1))).toBeUndefined()
  })

  it('acts once, when its clock is due, and not when it knows something newer', () => {
    const waits: PlayEvent = { type: 'play.noted', data: {
      payment, fact: escrowed(), next: { kind: 'accept' }, atMs, clocks: [{ kind: 'act', clockId: 'x:act', dueAtMs: atMs + 1 }],
    } }
    const newer: PlayEvent = { type: 'play.noted', data: { payment, fact: { kind: 'refund_due' }, atMs, clocks: [{ kind: 'act', off: true }] } }
    const known: PlayEvent = { type: 'play.noted', data: { payment, fact: offered(), atMs, clocks: [] } }
    const due = {
      type: testPlayCommands.clock.type, data: { key: payment, kind: 'act', clockId: 'x:act', dueAtMs: atMs + 1, outages: [] }, atMs,
    } satisfies SpecCommand<PlayCommand>
    const acted: PlayEvent = { type: testPlayEvents.acted.type, data: {
      payment, act: { kind: 'accept' }, acceptor: 'acc_1', atMs, clocks: [{ kind: 'act', off: true }],
    } }
    spec.given(begun('pays'), known, waits).when(due).then(acted)
    spec.given(begun('pays'), known, waits, acted).when(due).thenRejected('not_waited_for')
    spec.given(begun('pays'), known, waits, newer).when(due).thenRejected('not_waited_for')
    spec.given(begun('pays')).when({ type: testPlayCommands.begin.type, data: { payment, script: 'pays' }, atMs }).thenRejected('play_begun')
    spec.given().when(record(escrowed())).thenRejected('play_unknown')
  })

  it('refuses for each of its reasons', () => coversAllRejections(playRejections, spec))
})
