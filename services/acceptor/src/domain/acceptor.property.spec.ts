import { acceptorProfile, type AcceptorProfile } from '@stablegate/contracts'
import { decode, encode, type RecordedEvent } from '@stablegate/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountData, command, nowMs, quoteData, usdt } from './acceptor.spec-support.ts'
import { acceptorDecider } from './acceptor.ts'
import type { AcceptorCommand } from './command.ts'
import { profile } from './profile.ts'
import { securedMicro, type AcceptorEvent, type AcceptorState } from './state.ts'
import { openCapMicro } from './tiers.ts'

const amount = fc.constantFrom(0.5, 30, 60, 5_000).map(usdt)
const order = fc.nat(6).map((number) => `ord_${number}`)
const account = fc.constantFrom('pac_a', 'pac_b')
const tier = fc.constantFrom('starter', 'standard', 'house')
const note = fc.record({
  transfer: fc.integer({ min: 1, max: 12 }).map((number) => `bond:acc_a:${number}`),
  refused: fc.constantFrom(undefined, undefined, 'insufficient_funds'),
})

const verbs: readonly fc.Arbitrary<readonly [string, object]>[] = [
  fc.constant([
    'register',
    { livemode: false, name: 'Ana', owner: 'owner-a', house: false },
  ] as const),
  fc.record({ tier }).map((data) => ['verify', data] as const),
  fc.record({ tier, reason: fc.constant('r') }).map((data) => ['set_tier', data] as const),
  fc.constantFrom('suspend', 'reinstate').map((verb) => [verb, { reason: 'r' }] as const),
  account.map((name) => ['add_account', { ...accountData, account: name }] as const),
  account.map((name) => ['disable_account', { account: name, reason: 'r' }] as const),
  account.map((name) => ['enable_account', { account: name }] as const),
  fc.constant(['set_quote', quoteData] as const),
  fc.constant(['remove_quote', { quote: 'quo_a' }] as const),
  fc.constantFrom('go_online', 'go_offline').map((verb) => [verb, {}] as const),
  fc.constant(['take_offline', { reason: 'strikes' }] as const),
  fc.boolean().map((enabled) => ['set_auto_accept', { enabled }] as const),
  amount.map((amountMicro) => ['request_bond', { amountMicro }] as const),
  amount.map((amountMicro) => ['request_bond_refund', { amountMicro }] as const),
  fc
    .record({
      order,
      lossMicro: amount,
      penaltyMicro: fc.constantFrom(0n, usdt(1)),
      payTo: fc.constant('x'),
    })
    .map((data) => ['slash_bond', { ...data, reason: 'r' }] as const),
  fc
    .record({ order, lossMicro: amount })
    .map((data) => ['record_loss', { ...data, payment: 'pay_1' }] as const),
  fc.nat(60).map((number) => ['reject_act', { proposal: `c-${number}`, reason: 'r' }] as const),
  fc.nat(60).map((number) => ['approve_act', { proposal: `c-${number}` }] as const),
  fc.nat(60).map((number) => ['approve_act', { proposal: `c-${number}` }] as const),
  note.map((data) => ['note_bond', data] as const),
  note.map((data) => ['note_bond', data] as const),
  fc
    .record({
      order,
      outcome: fc.constantFrom('settled', 'declined', 'claim_unanswered', 'dispute_lost'),
    })
    .map(
      (data) =>
        [
          'record_order',
          {
            ...data,
            payment: 'pay_1',
            merchant: 'mer_1',
            payerFingerprint: 'p',
            usdtMicro: usdt(100),
          },
        ] as const,
    ),
  fc
    .record({ order, amountMicro: amount })
    .map((data) => ['block_withdrawal', { ...data, untilMs: nowMs + 9 }] as const),
  order.map((name) => ['release_block', { order: name }] as const),
]

/** Ready to go online, so that random commands reach the states behind it. */
const beginning: readonly (readonly [string, object])[] = [
  ['register', { livemode: false, name: 'Ana', owner: 'owner-a', house: false }],
  ['verify', { tier: 'starter' }],
  ['add_account', accountData],
  ['set_quote', quoteData],
  ['request_bond', { amountMicro: usdt(60) }],
  ['note_bond', { transfer: 'bond:acc_a:1' }],
  ['go_online', {}],
]

const eventsOf = (state: AcceptorState, asked: AcceptorCommand): readonly AcceptorEvent[] => {
  const decision = acceptorDecider.decide(asked, state)
  return 'events' in decision ? decode<readonly AcceptorEvent[]>(encode(decision.events)) : []
}

/** The bond by a model of its own: every movement asked for is answered once, one at a time. */
const bondOf = (events: readonly AcceptorEvent[]): bigint => {
  const open = new Map<string, bigint>()
  const asked = new Set<string>()
  let bondMicro = 0n
  const ask = (transfer: string, amountMicro: bigint): void => {
    expect([open.size, asked.has(transfer)]).toEqual([0, false])
    asked.add(transfer)
    open.set(transfer, amountMicro)
  }
  const end = (transfer: string, sign: bigint): void => {
    expect([...open.keys()]).toEqual([transfer])
    bondMicro += sign * open.get(transfer)!
    open.delete(transfer)
  }
  for (const { type, data } of events) {
    if (type === 'bond.requested' || type === 'bond.refund_requested') {
      ask(data.transfer, data.amountMicro)
    } else if (type === 'bond.slash_ordered') ask(data.transfer, data.lossMicro + data.penaltyMicro)
    else if (type === 'bond.posted') end(data.transfer, 1n)
    else if (type === 'bond.refunded' || type === 'bond.slashed') end(data.transfer, -1n)
    else if (type === 'bond.refused') end(data.transfer, 0n)
  }
  return bondMicro
}

/** Orders for which more was taken out of the bond, in all, than they proved to have cost. */
const slashedBeyondLoss = (events: readonly AcceptorEvent[]): string[] => {
  const lostMicro: Record<string, bigint> = {}
  const takenMicro: Record<string, bigint> = {}
  const asked = new Map<string, string>()
  for (const { type, data } of events) {
    if (type === 'loss.recorded') lostMicro[data.order] = data.lossMicro
    else if (type === 'bond.slash_ordered') asked.set(data.transfer, data.order)
    else if (type === 'bond.slashed') {
      const name = asked.get(data.transfer) ?? 'unknown'
      takenMicro[name] = (takenMicro[name] ?? 0n) + data.amountMicro
    }
  }
  return Object.keys(takenMicro).filter((name) => takenMicro[name]! > (lostMicro[name] ?? 0n))
}

const assertSound = (state: AcceptorState, events: readonly AcceptorEvent[]): void => {
  expect(state.bondMicro).toBe(bondOf(events))
  expect(securedMicro(state)).toBeGreaterThanOrEqual(0n)
  if (state.online) expect(state.suspended).toBe(false)
  expect(slashedBeyondLoss(events)).toEqual([])
  const blocks = events.reduce<Record<string, bigint>>((sum, event) => {
    if (event.type === 'withdrawal.blocked') sum[event.data.order] = event.data.amountMicro
    if (event.type === 'withdrawal.unblocked') delete sum[event.data.order]
    return sum
  }, {})
  expect(
    Object.fromEntries([...state.blocks].map(([name, block]) => [name, block.amountMicro])),
  ).toEqual(blocks)
}

/** What matching was told last, by a process that saw the events one by one. */
const profilesOf = (
  events: readonly AcceptorEvent[],
): readonly (AcceptorProfile | undefined)[] => {
  let state = profile.initial()
  return events.map((event, revision) => {
    const recorded = { ...event, revision } as RecordedEvent
    state = profile.evolve(state, recorded as never)
    const [sent] = profile.react(recorded, state)
    return sent && acceptorProfile.parse((sent.data as { profile: unknown }).profile)
  })
}

describe('over random commands an acceptor', () => {
  it('keeps its bond by the ledger, replays equal, and matching never knows more than is so', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...verbs), { maxLength: 60 }), (random) => {
        const state = acceptorDecider.initial()
        const events: AcceptorEvent[] = []
        for (const [index, [verb, data]] of [...beginning, ...random].entries()) {
          const asked = {
            id: `c-${index}`,
            actor: verb === 'approve_act' ? 'operator:bob' : 'operator:ann',
            ...command(verb, data, nowMs + index),
          } as AcceptorCommand
          const made = eventsOf(state, asked)
          for (const event of made) acceptorDecider.evolve(state, event)
          events.push(...made)
          assertSound(state, events)
        }
        const again = events.reduce(
          (replayed, event) => acceptorDecider.evolve(replayed, event),
          acceptorDecider.initial(),
        )
        expect(again).toEqual(state)
        const told = profilesOf(events)
        expect(profilesOf(events)).toEqual(told)
        const last = told.findLast((known) => known !== undefined)
        expect(last).toMatchObject({ online: state.online, active: !state.suspended })
        expect(last?.maxOpenMicro).toBe(openCapMicro(state.caps!, securedMicro(state)))
      }),
      { numRuns: 200 },
    )
  })
})
