import { acceptorRejections } from '@stablegate/contracts'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import {
  acceptor,
  accountAdded,
  accountData,
  bonded,
  bondPosted,
  bondRequested,
  command,
  lossRecorded,
  nowMs,
  offline,
  online,
  quoteData,
  quoteSet,
  ready,
  recorded,
  registered,
  suspended,
  usdt,
  verified,
} from './acceptor.spec-support.ts'
import { acceptor as aggregate, acceptorDecider } from './acceptor.ts'
import type { AcceptorEvent } from './state.ts'
import { bondLockMs, tierPolicy } from './tiers.ts'

const spec = specify(acceptorDecider)
const dayMs = 86_400_000

const approve = (proposal: string, actor: string, relatedOwners: readonly string[] = []) => ({
  ...command('approve_act', { proposal, relatedOwners }),
  actor,
})

const digest = 'a'.repeat(64)
const screened = (outcome: 'pass' | 'hold' | 'reject', listDigest = digest): AcceptorEvent => ({
  type: 'acceptor.screened',
  data: { acceptor, outcome, reason: 'by a list', listDigest, by: 'opr_1', atMs: nowMs },
})

describe('onboarding', () => {
  const register = command('register', {
    livemode: false,
    name: 'Ana',
    owner: 'owner-a',
    house: false,
  })

  it('registers once', () => {
    spec.when({ ...register, actor: 'opr_1' }).then(registered())
    spec.given(registered()).when(register).thenRejected('acceptor_exists')
  })
  it('comes before everything but facts of others', () => {
    for (const verb of [
      'verify',
      'suspend',
      'add_account',
      'set_quote',
      'go_online',
      'request_bond',
      'note_bond',
      'take_offline',
    ]) {
      spec.when(command(verb, {})).thenRejected('acceptor_unknown')
    }
    const { atMs: _atMs, ...record } = recorded('settled').data
    spec.when(command('record_order', record)).then(recorded('settled'))
  })
  it('verifies with the caps of a tier, once, and not while suspended', () => {
    spec
      .given(registered())
      .when(command('verify', { tier: 'starter' }))
      .then(verified())
    spec
      .given(registered(), verified())
      .when(command('verify', { tier: 'pro' }))
      .thenRejected('acceptor_already_verified')
    spec
      .given(registered(), suspended)
      .when(command('verify', { tier: 'pro' }))
      .thenRejected('acceptor_suspended')
  })
  it('keeps the one who registered from verifying where money is real', () => {
    const verify = command('verify', { tier: 'starter' })
    const live = [registered({ livemode: true }), screened('pass')]
    spec.given(...live).when({ ...verify, actor: 'opr_1' }).thenRejected('requester_cannot_approve')
    spec.given(...live).when({ ...verify, actor: 'opr_2' }).then(verified())
    spec
      .given(registered())
      .when({ ...verify, actor: 'opr_1' })
      .then(verified())
  })
  it('verifies nobody unscreened where money is real', () => {
    const verify = { ...command('verify', { tier: 'starter' }), actor: 'opr_2' }
    spec.given(registered({ livemode: true })).when(verify).thenRejected('not_screened')
    spec.given(registered()).when(verify).then(verified())
  })
  it('is held or rejected by screening from its first moment, and whenever the lists change', () => {
    const { acceptor: _, ...data } = registered().data as { acceptor: string }
    const screening = (outcome: 'pass' | 'hold' | 'reject', listDigest = digest) =>
      ({ outcome, reason: 'by a list', listDigest })
    const register = (outcome: 'pass' | 'hold') => ({
      ...command('register', { ...data, screening: screening(outcome) }), actor: 'opr_1',
    })
    const held: AcceptorEvent = {
      type: 'acceptor.suspended', data: { acceptor, reason: 'screening_hold', atMs: nowMs },
    }
    spec.given().when(register('pass')).then(registered(), screened('pass'))
    const stopped = [screened('hold'), held]
    spec.given().when(register('hold')).then(registered(), ...stopped)
    spec
      .given(registered(), screened('hold'), held)
      .when(command('verify', { tier: 'starter' }))
      .thenRejected('acceptor_suspended')
    const again = (outcome: 'pass' | 'hold' | 'reject', listDigest = digest) =>
      ({ ...command('record_screening', { screening: screening(outcome, listDigest) }), actor: 'opr_1' })
    spec.given(registered(), screened('hold'), held).when(again('hold')).thenNothing()
    spec.given(registered(), screened('hold'), held).when(again('pass')).then(screened('pass'))
    const later = 'b'.repeat(64)
    const reject = { type: 'acceptor.suspended', data: { acceptor, reason: 'screening_reject', atMs: nowMs } } as const
    spec
      .given(registered(), screened('pass'), verified())
      .when(again('reject', later))
      .then(screened('reject', later), reject)
    spec
      .given(registered(), screened('hold'), held)
      .when(again('reject', later))
      .then(screened('reject', later))
  })
  it('ends a hold by two people, and a rejection never', () => {
    const held: AcceptorEvent = {
      type: 'acceptor.suspended', data: { acceptor, reason: 'screening_hold', atMs: nowMs },
    }
    const reinstate = { ...command('reinstate', { reason: 'r' }), id: 'p-1', actor: 'opr_1' }
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: { acceptor, proposal: 'p-1', act: { kind: 'reinstate', reason: 'r' }, by: 'opr_1', atMs: nowMs },
    }
    const approve = { ...command('approve_act', { proposal: 'p-1' }), actor: 'opr_2' }
    spec.given(registered(), screened('hold'), held).when(reinstate).then(proposed)
    spec.given(registered(), screened('hold'), held, proposed).when({ ...approve, actor: 'opr_1' })
      .thenRejected('requester_cannot_approve')
    spec.given(registered(), screened('hold'), held, proposed).when(approve).then({
      type: 'acceptor.reinstated',
      data: { acceptor, reason: 'r', proposedBy: 'opr_1', approvedBy: 'opr_2', atMs: nowMs },
    })
    spec.given(registered(), screened('reject'), held).when(reinstate).thenRejected('screening_rejected')
    // Between the two people the lists have learned something.
    spec.given(registered(), screened('hold'), held, proposed, screened('reject')).when(approve)
      .thenRejected('screening_rejected')
  })
  it('gives the house tier to the house only', () => {
    spec
      .given(registered())
      .when(command('verify', { tier: 'house' }))
      .thenRejected('tier_for_house_only')
    spec
      .given(registered(), verified())
      .when(command('set_tier', { tier: 'house', reason: 'r' }))
      .thenRejected('tier_for_house_only')
    spec
      .given(registered({ house: true }))
      .when(command('verify', { tier: 'house' }))
      .then(verified('house'))
  })
  it('changes the tier of the verified', () => {
    spec
      .given(registered())
      .when(command('set_tier', { tier: 'pro', reason: 'r' }))
      .thenRejected('acceptor_not_verified')
    spec
      .given(registered(), verified())
      .when(command('set_tier', { tier: 'pro', reason: 'r' }))
      .then({
        type: 'acceptor.tier_set',
        data: {
          acceptor,
          tier: 'pro',
          caps: tierPolicy.pro,
          policyVersion: 1,
          reason: 'r',
          atMs: nowMs,
        },
      })
  })
  it('changes the tier by two people where money is real', () => {
    const live = [registered({ livemode: true }), verified()]
    const ask = { ...command('set_tier', { tier: 'pro', reason: 'r' }), id: 'p-1', actor: 'opr_1' }
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: { acceptor, proposal: 'p-1', act: { kind: 'tier', tier: 'pro', reason: 'r' }, by: 'opr_1', atMs: nowMs },
    }
    const set: AcceptorEvent = {
      type: 'acceptor.tier_set',
      data: { acceptor, tier: 'pro', caps: tierPolicy.pro, policyVersion: 1, reason: 'r', atMs: nowMs },
    }
    spec.given(...live).when(ask).then(proposed)
    spec
      .given(registered({ livemode: true }))
      .when(ask)
      .thenRejected('acceptor_not_verified')
    spec
      .given(...live)
      .when(command('set_tier', { tier: 'house', reason: 'r' }))
      .thenRejected('tier_for_house_only')
    spec
      .given(...live)
      .when(command('set_tier', { tier: 'pro', reason: 'r', relatedOwners: ['owner-a'] }))
      .thenRejected('conflict_of_interest')
    spec
      .given(...live, proposed)
      .when(approve('p-1', 'opr_1'))
      .thenRejected('requester_cannot_approve')
    spec
      .given(...live, proposed)
      .when(approve('p-1', 'opr_2', ['owner-a']))
      .thenRejected('conflict_of_interest')
    spec
      .given(...live, proposed)
      .when(approve('p-1', 'opr_2'))
      .then(set)
    spec
      .given(...live, proposed, set)
      .when(approve('p-1', 'opr_2'))
      .thenRejected('nothing_proposed')
  })
  it('suspends, which takes offline, and reinstates', () => {
    spec
      .given(...ready, online)
      .when(command('suspend', { reason: 'r' }))
      .then(suspended, offline('suspended'))
    spec
      .given(...ready)
      .when(command('suspend', { reason: 'r' }))
      .then(suspended)
    spec
      .given(...ready, suspended)
      .when(command('suspend', { reason: 'r' }))
      .thenNothing()
    const reinstate = { ...command('reinstate', { reason: 'r' }), id: 'p-1', actor: 'operator:ann' }
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: {
        acceptor,
        proposal: 'p-1',
        act: { kind: 'reinstate', reason: 'r' },
        by: 'operator:ann',
        atMs: nowMs,
      },
    }
    const reinstated: AcceptorEvent = {
      type: 'acceptor.reinstated',
      data: {
        acceptor,
        reason: 'r',
        proposedBy: 'operator:ann',
        approvedBy: 'operator:bob',
        atMs: nowMs,
      },
    }
    spec
      .given(...ready, suspended)
      .when(reinstate)
      .then(proposed)
    spec
      .given(...ready, suspended, proposed)
      .when(approve('p-1', 'operator:bob'))
      .then(reinstated)
    spec
      .given(...ready, suspended, proposed, reinstated)
      .when(approve('p-1', 'operator:bob'))
      .thenRejected('nothing_proposed')
    spec
      .given(...ready, suspended)
      .when(command('reinstate', { reason: 'r', relatedOwners: ['owner-a'] }))
      .thenRejected('conflict_of_interest')
    spec
      .given(...ready)
      .when(command('reinstate', { reason: 'r' }))
      .thenNothing()
  })
  it('drops a proposal that anybody says no to who does not run the acceptor, once', () => {
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: { acceptor, proposal: 'p-1', act: { kind: 'reinstate', reason: 'r' }, by: 'operator:ann', atMs: nowMs },
    }
    const rejected = (by: string): AcceptorEvent => ({
      type: 'acceptor.act_rejected',
      data: { acceptor, proposal: 'p-1', kind: 'reinstate', proposedBy: 'operator:ann', rejectedBy: by, reason: 'no', atMs: nowMs },
    })
    const no = (actor: string, relatedOwners: string[] = [], proposal = 'p-1') =>
      ({ ...command('reject_act', { proposal, reason: 'no', relatedOwners }), actor })
    const waiting = [...ready, suspended, proposed]
    spec.given(...waiting).when(no('operator:bob')).then(rejected('operator:bob'))
    spec.given(...waiting).when(no('operator:ann')).then(rejected('operator:ann'))
    spec.given(...waiting).when(no('operator:bob', ['owner-a'])).thenRejected('conflict_of_interest')
    spec.given(...waiting).when(no('operator:bob', [], 'p-2')).thenRejected('nothing_proposed')
    spec.given(...waiting, rejected('operator:bob')).when(no('operator:bob')).thenRejected('nothing_proposed')
    spec.given(...waiting, rejected('operator:bob')).when(approve('p-1', 'operator:bob')).thenRejected('nothing_proposed')
  })
  it('needs another person, who names the very proposal and does not run the acceptor', () => {
    const proposed = (proposal: string, reason: string): AcceptorEvent => ({
      type: 'acceptor.act_proposed',
      data: {
        acceptor,
        proposal,
        act: { kind: 'reinstate', reason },
        by: 'operator:ann',
        atMs: nowMs,
      },
    })
    const waiting = [...ready, suspended, proposed('p-1', 'r')]
    spec
      .given(...waiting)
      .when(approve('p-1', 'operator:ann'))
      .thenRejected('requester_cannot_approve')
    spec
      .given(...waiting)
      .when(approve('p-2', 'operator:bob'))
      .thenRejected('nothing_proposed')
    spec
      .given(...waiting, proposed('p-2', 'other'))
      .when(approve('p-1', 'operator:bob'))
      .thenRejected('nothing_proposed')
    spec
      .given(...waiting)
      .when(approve('p-1', 'operator:bob', ['owner-a']))
      .thenRejected('conflict_of_interest')
  })
  it('names related merchants and payers', () => {
    const related = { merchants: ['mer_1'], payers: ['p'] }
    const event: AcceptorEvent = { type: 'acceptor.related_set', data: { acceptor, ...related } }
    spec.given(registered()).when(command('set_related', related)).then(event)
    spec.given(registered(), event).when(command('set_related', related)).thenNothing()
    // Who sets merchants alone forgets no payer.
    spec
      .given(registered(), event)
      .when(command('set_related', { merchants: [] }))
      .then({ type: 'acceptor.related_set', data: { acceptor, merchants: [], payers: ['p'] } })
  })
  it('relates a payer once, and takes it away again', () => {
    const set = (...payers: string[]): AcceptorEvent => ({
      type: 'acceptor.related_set',
      data: { acceptor, merchants: ['mer_1'], payers },
    })
    const relate = (payer: string, isRelated: boolean) =>
      command('relate_payer', { payer, related: isRelated })
    spec.given(registered(), set('p')).when(relate('q', true)).then(set('p', 'q'))
    spec.given(registered(), set('p')).when(relate('p', true)).thenNothing()
    spec.given(registered(), set('p', 'q')).when(relate('p', false)).then(set('q'))
    spec.given(registered(), set('q')).when(relate('p', false)).thenNothing()
    const full = Array.from({ length: 20 }, (_, index) => `p${index}`)
    spec.given(registered(), set(...full)).when(relate('q', true)).thenRejected('too_many_related')
    spec.given(registered(), set(...full)).when(relate('p0', false)).then(set(...full.slice(1)))
  })
})

describe('payment accounts', () => {
  it('are added once, with limits in order, 50 at most', () => {
    spec.given(registered()).when(command('add_account', accountData)).then(accountAdded)
    spec
      .given(registered(), accountAdded)
      .when(command('add_account', accountData))
      .thenRejected('account_exists')
    spec
      .given(registered())
      .when(command('add_account', { ...accountData, maxPerDayMinor: 1n }))
      .thenRejected('account_limits_unordered')
    spec
      .given(registered())
      .when(command('add_account', { ...accountData, maxPerMonthMinor: 1n }))
      .thenRejected('account_limits_unordered')
    const many = Array.from({ length: 50 }, (_, index): AcceptorEvent => ({
      type: 'payment_account.added',
      data: { ...accountData, account: `pac_${index}`, atMs: nowMs },
    }))
    spec
      .given(registered(), ...many)
      .when(command('add_account', accountData))
      .thenRejected('too_many_accounts')
  })
  it('claim their id and fingerprint in the whole system', () => {
    expect(aggregate.claims?.(accountAdded)).toEqual([
      { stream: 'acceptor.account-pac_a', rejected: 'account_exists' },
      { stream: 'acceptor.fingerprint-f1', rejected: 'account_fingerprint_taken' },
    ])
    expect(aggregate.claims?.(quoteSet)).toEqual([])
  })
  it('change their limits and are switched off and on', () => {
    const { maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor } = accountData
    const limits = { account: 'pac_a', maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor }
    const given = spec.given(registered(), accountAdded)
    given.when(command('set_account_limits', limits)).thenNothing()
    const changed = { ...limits, maxPerOrderMinor: 7n }
    given
      .when(command('set_account_limits', changed))
      .then({ type: 'payment_account.limits_set', data: { acceptor, ...changed } })
    given
      .when(command('set_account_limits', { ...limits, maxPerOrderMinor: 600_000n }))
      .thenRejected('account_limits_unordered')
    const off: AcceptorEvent = {
      type: 'payment_account.disabled',
      data: { acceptor, account: 'pac_a', reason: 'r', atMs: nowMs },
    }
    given.when(command('disable_account', { account: 'pac_a', reason: 'r' })).then(off)
    given.when(command('enable_account', { account: 'pac_a' })).thenNothing()
    const disabled = spec.given(registered(), accountAdded, off)
    disabled.when(command('disable_account', { account: 'pac_a', reason: 'r' })).thenNothing()
    disabled
      .when(command('enable_account', { account: 'pac_a' }))
      .then({ type: 'payment_account.enabled', data: { acceptor, account: 'pac_a', atMs: nowMs } })
    for (const verb of ['set_account_limits', 'disable_account', 'enable_account']) {
      spec
        .given(registered())
        .when(command(verb, { ...limits, reason: 'r' }))
        .thenRejected('account_unknown')
    }
  })
})

describe('quotes', () => {
  it('are set, replaced and removed', () => {
    spec.given(registered()).when(command('set_quote', quoteData)).then(quoteSet)
    spec
      .given(registered(), quoteSet)
      .when(command('set_quote', quoteData, nowMs + 5))
      .then({ ...quoteSet, data: { ...quoteSet.data, setAtMs: nowMs + 5 } } as AcceptorEvent)
    spec
      .given(registered(), quoteSet)
      .when(command('remove_quote', { quote: 'quo_a' }))
      .then({ type: 'quote.removed', data: { acceptor, quote: 'quo_a' } })
    spec
      .given(registered())
      .when(command('remove_quote', { quote: 'quo_a' }))
      .thenRejected('quote_unknown')
    spec
      .given(registered())
      .when(command('set_quote', { ...quoteData, minMinor: 100_001n }))
      .thenRejected('quote_range_empty')
  })
  it('are 50 at most, and any of them can still be replaced then', () => {
    const many = Array.from(
      { length: 50 },
      (_, index) =>
        ({ type: 'quote.set', data: { ...quoteSet.data, quote: `quo_${index}` } }) as AcceptorEvent,
    )
    const full = spec.given(registered(), ...many)
    full.when(command('set_quote', quoteData)).thenRejected('too_many_quotes')
    full
      .when(command('set_quote', { ...quoteData, quote: 'quo_7' }))
      .thenCheck(({ events }) => expect(events).toHaveLength(1))
  })
})

describe('going online', () => {
  const go = command('go_online', {})

  it('needs verification, an account, a quote and the bond, in this order', () => {
    spec
      .given(...ready)
      .when(go)
      .then(online)
    spec
      .given(...ready, online)
      .when(go)
      .thenNothing()
    spec
      .given(...ready, suspended)
      .when(go)
      .thenRejected('acceptor_suspended')
    spec.given(registered()).when(go).thenRejected('acceptor_not_verified')
    spec.given(registered(), verified()).when(go).thenRejected('no_enabled_account')
    const off: AcceptorEvent = {
      type: 'payment_account.disabled',
      data: { acceptor, account: 'pac_a', reason: 'r', atMs: nowMs },
    }
    spec
      .given(registered(), verified(), accountAdded, off)
      .when(go)
      .thenRejected('no_enabled_account')
    spec.given(registered(), verified(), accountAdded).when(go).thenRejected('no_quote')
    spec
      .given(registered(), verified(), accountAdded, quoteSet, ...bonded(49.999999))
      .when(go)
      .thenRejected('bond_below_minimum')
  })
  it('does not count a bond on its way in or out', () => {
    spec
      .given(registered(), verified(), accountAdded, quoteSet, bondRequested(50))
      .when(go)
      .thenRejected('bond_below_minimum')
    const leaving: AcceptorEvent = {
      type: 'bond.refund_requested',
      data: { acceptor, transfer: 'bond:acc_a:2', livemode: false, amountMicro: 1n, atMs: nowMs },
    }
    spec
      .given(...ready, leaving)
      .when(go)
      .thenRejected('bond_below_minimum')
  })
  it('needs no bond of the house', () => {
    spec
      .given(registered({ house: true }), verified('house'), accountAdded, quoteSet)
      .when(go)
      .then(online)
  })
  it('ends by the acceptor, by strikes and by an operator', () => {
    spec
      .given(...ready, online)
      .when(command('go_offline', {}))
      .then(offline('own'))
    spec
      .given(...ready, online)
      .when(command('take_offline', { reason: 'strikes' }))
      .then(offline('strikes'))
    spec
      .given(...ready)
      .when(command('take_offline', { reason: 'strikes' }))
      .thenNothing()
    spec
      .given(...ready)
      .when(command('go_offline', {}))
      .thenNothing()
  })
  it('is apart from auto-accept', () => {
    const event: AcceptorEvent = {
      type: 'acceptor.auto_accept_set',
      data: { acceptor, enabled: true },
    }
    spec
      .given(registered())
      .when(command('set_auto_accept', { enabled: true }))
      .then(event)
    spec
      .given(registered(), event)
      .when(command('set_auto_accept', { enabled: true }))
      .thenNothing()
  })
})

describe('the bond', () => {
  const refund = (amount: number, atMs = nowMs) =>
    command('request_bond_refund', { amountMicro: usdt(amount) }, atMs)
  const refundRequested = (amount: number, number = 2, atMs = nowMs): AcceptorEvent => ({
    type: 'bond.refund_requested',
    data: {
      acceptor,
      transfer: `bond:acc_a:${number}`,
      livemode: false,
      amountMicro: usdt(amount),
      atMs,
    },
  })
  const note = (number: number, refused?: string) =>
    command('note_bond', {
      transfer: `bond:acc_a:${number}`,
      ...(refused === undefined ? {} : { refused }),
    })

  it('is posted when the ledger says so, one movement at a time, each with an id of its own', () => {
    spec
      .given(registered())
      .when(command('request_bond', { amountMicro: usdt(60) }))
      .then(bondRequested(60))
    const waiting = spec.given(registered(), bondRequested(60))
    waiting
      .when(command('request_bond', { amountMicro: usdt(60) }))
      .thenRejected('bond_operation_pending')
    waiting.when(refund(1)).thenRejected('bond_operation_pending')
    waiting.when(note(1)).then(bondPosted(60))
    waiting.when(note(2)).thenNothing()
    waiting
      .when(note(1, 'insufficient_funds'))
      .then({
        type: 'bond.refused',
        data: { acceptor, transfer: 'bond:acc_a:1', reason: 'insufficient_funds', atMs: nowMs },
      })
    spec
      .given(registered(), ...bonded(60))
      .when(note(1))
      .thenNothing()
    spec
      .given(registered(), ...bonded(60))
      .when(command('request_bond', { amountMicro: usdt(40) }))
      .then(bondRequested(40, 2))
    spec
      .given(registered(), ...bonded(60), bondRequested(40, 2))
      .when(note(2))
      .then(bondPosted(40, 2, 100))
  })
  it("gives back what is above 3 % of the tier's open orders at any time", () => {
    const rich = [registered(), verified(), accountAdded, quoteSet, ...bonded(200), online]
    spec
      .given(...rich)
      .when(refund(50))
      .then(refundRequested(50))
    spec
      .given(...rich)
      .when(refund(50.000001))
      .thenRejected('bond_locked')
    spec
      .given(...rich)
      .when(refund(200.000001))
      .thenRejected('bond_insufficient')
    spec
      .given(...rich, suspended)
      .when(refund(1))
      .thenRejected('acceptor_suspended')
  })
  it('gives back the rest thirty days after going offline', () => {
    const left = [...ready, online, offline('own')]
    spec
      .given(...left)
      .when(refund(50, nowMs + bondLockMs - 1))
      .thenRejected('bond_locked')
    spec
      .given(...left)
      .when(refund(50, nowMs + bondLockMs))
      .then(refundRequested(50, 2, nowMs + bondLockMs))
    spec
      .given(...ready)
      .when(refund(50))
      .then(refundRequested(50))
    spec
      .given(...ready, refundRequested(50))
      .when(note(2))
      .then({
        type: 'bond.refunded',
        data: {
          acceptor,
          transfer: 'bond:acc_a:2',
          amountMicro: usdt(50),
          bondMicro: 0n,
          atMs: nowMs,
        },
      })
  })
  it('is slashed for a proven loss and a penalty, and then is too small to stay online', () => {
    const slash = {
      order: 'ord_1',
      lossMicro: usdt(10),
      payTo: 'merchant:mer_1:available',
      penaltyMicro: usdt(5),
      reason: 'verdict',
    }
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: {
        acceptor,
        proposal: 'p-1',
        act: { kind: 'slash', ...slash },
        by: 'operator:ann',
        atMs: nowMs,
      },
    }
    const ordered: AcceptorEvent = {
      type: 'bond.slash_ordered',
      data: {
        acceptor,
        transfer: 'bond:acc_a:2',
        livemode: false,
        ...slash,
        proposedBy: 'operator:ann',
        approvedBy: 'operator:bob',
        atMs: nowMs,
      },
    }
    spec
      .given(...ready, lossRecorded(15), online)
      .when({ ...command('slash_bond', slash), id: 'p-1', actor: 'operator:ann' })
      .then(proposed)
    spec
      .given(...ready, lossRecorded(15), online, proposed)
      .when(approve('p-1', 'operator:bob'))
      .then(ordered)
    spec
      .given(...ready, lossRecorded(15), proposed, bondRequested(1, 2))
      .when(approve('p-1', 'operator:bob'))
      .thenRejected('bond_operation_pending')
    spec
      .given(...ready, lossRecorded(15), proposed, ordered)
      .when(approve('p-1', 'operator:bob'))
      .thenRejected('nothing_proposed')
    spec
      .given(...ready, lossRecorded(15))
      .when(command('slash_bond', { ...slash, relatedOwners: ['owner-a'] }))
      .thenRejected('conflict_of_interest')
    spec
      .given(...ready, lossRecorded(15), bondRequested(1, 2))
      .when(command('slash_bond', slash))
      .thenRejected('bond_operation_pending')
    spec
      .given(...ready, lossRecorded(15))
      .when(command('slash_bond', { ...slash, lossMicro: usdt(45.000001) }))
      .thenRejected('bond_insufficient')
    spec
      .given(...ready, lossRecorded(15))
      .when(command('slash_bond', { ...slash, lossMicro: 0n, penaltyMicro: 0n }))
      .thenRejected('slash_empty')
    spec
      .given(...ready, lossRecorded(15), online, ordered)
      .when(note(2))
      .then(
        {
          type: 'bond.slashed',
          data: {
            acceptor,
            transfer: 'bond:acc_a:2',
            amountMicro: usdt(15),
            bondMicro: usdt(35),
            atMs: nowMs,
          },
        },
        offline('bond'),
      )
  })
  it('is slashed for the proven loss of that very order, no more than it, and once', () => {
    const slash = {
      order: 'ord_1',
      lossMicro: usdt(10),
      payTo: 'merchant:mer_1:available',
      penaltyMicro: usdt(5),
      reason: 'verdict',
    }
    const ask = command('slash_bond', slash)
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: { acceptor, proposal: 'p-1', act: { kind: 'slash', ...slash }, by: 'opr_1', atMs: nowMs },
    }
    const ordered: AcceptorEvent = {
      type: 'bond.slash_ordered',
      data: { acceptor, transfer: 'bond:acc_a:2', livemode: false, ...slash, atMs: nowMs },
    }
    const slashed: AcceptorEvent = {
      type: 'bond.slashed',
      data: { acceptor, transfer: 'bond:acc_a:2', amountMicro: usdt(15), bondMicro: usdt(35), atMs: nowMs },
    }
    const refused: AcceptorEvent = {
      type: 'bond.refused',
      data: { acceptor, transfer: 'bond:acc_a:2', reason: 'account_unknown', atMs: nowMs },
    }
    spec.given(...ready).when(ask).thenRejected('loss_not_recorded')
    spec
      .given(...ready, lossRecorded(15, 'ord_2'))
      .when(ask)
      .thenRejected('loss_not_recorded')
    spec
      .given(...ready, recorded('dispute_lost'))
      .when(ask)
      .thenRejected('loss_not_recorded')
    spec
      .given(...ready, lossRecorded(14.999999))
      .when(ask)
      .thenRejected('slash_exceeds_loss')
    spec
      .given(...ready, lossRecorded(15), ordered, slashed)
      .when(ask)
      .thenRejected('loss_slashed_already')
    // Asked for before losses were on record: what was asked is looked at again.
    spec
      .given(...ready, proposed)
      .when(approve('p-1', 'opr_2'))
      .thenRejected('loss_not_recorded')
    const again = { ...ask, id: 'p-1', actor: 'opr_1' }
    spec
      .given(...ready, lossRecorded(15), ordered, refused)
      .when(again)
      .then(proposed)
  })
})

describe('facts of the order service', () => {
  it('tell of losses in all: what is told twice, or late, changes nothing', () => {
    const { atMs: _atMs, ...data } = lossRecorded(15).data
    const told = command('record_loss', data)
    spec.when(told).then(lossRecorded(15))
    spec.given(lossRecorded(15)).when(told).thenNothing()
    spec.given(lossRecorded(10)).when(told).then(lossRecorded(15))
    spec.given(lossRecorded(20)).when(told).thenNothing()
    spec.given(lossRecorded(20, 'ord_2')).when(told).then(lossRecorded(15))
  })
  const record = (outcome: 'settled' | 'declined' | 'claim_unanswered') => {
    const { atMs: _atMs, ...data } = recorded(outcome).data
    return command('record_order', data)
  }
  it('count once by order and outcome', () => {
    spec
      .given(...ready)
      .when(record('settled'))
      .then(recorded('settled'))
    spec
      .given(...ready, recorded('settled'))
      .when(record('settled'))
      .thenNothing()
    spec
      .given(...ready, recorded('settled'))
      .when(record('declined'))
      .then(recorded('declined'))
  })
  it('take an acceptor offline whose customer waits for an answer', () => {
    spec
      .given(...ready, online)
      .when(record('claim_unanswered'))
      .then(recorded('claim_unanswered'), offline('claim_unanswered'))
    spec
      .given(...ready)
      .when(record('claim_unanswered'))
      .then(recorded('claim_unanswered'))
  })
  it('block a withdrawal until its clock, and only its own clock ends it', () => {
    const untilMs = nowMs + 5 * dayMs
    const block = {
      ...command('block_withdrawal', { order: 'ord_1', amountMicro: usdt(98), untilMs }),
      id: 'c-1',
    }
    const blocked = (clockId: string): AcceptorEvent => ({
      type: 'withdrawal.blocked',
      data: { acceptor, order: 'ord_1', amountMicro: usdt(98), clockId, untilMs },
    })
    const ended: AcceptorEvent = {
      type: 'withdrawal.unblocked',
      data: { acceptor, order: 'ord_1', amountMicro: usdt(98), atMs: nowMs },
    }
    spec.when(block).then(blocked('c-1'))
    spec.given(blocked('c-1')).when(block).thenNothing()
    spec
      .given(blocked('c-1'))
      .when({ ...block, id: 'c-2' })
      .then(blocked('c-2'))
    const fire = (clockId: string, kind = 'block:ord_1') =>
      command('clock', { key: acceptor, kind, clockId, dueAtMs: untilMs, outages: [] })
    spec.given(blocked('c-1')).when(fire('c-1')).then(ended)
    spec.given(blocked('c-1'), blocked('c-2')).when(fire('c-1')).thenNothing()
    spec.given(blocked('c-1')).when(fire('c-1', 'block:ord_2')).thenNothing()
    spec.given(blocked('c-1'), ended).when(fire('c-1')).thenNothing()
    spec
      .given(blocked('c-1'))
      .when(command('release_block', { order: 'ord_1' }))
      .then(ended)
    spec.when(command('release_block', { order: 'ord_1' })).thenNothing()
    expect(aggregate.clocks?.(blocked('c-1'))).toEqual([
      { kind: 'block:ord_1', clockId: 'c-1', dueAtMs: untilMs },
    ])
    expect(aggregate.clocks?.(ended)).toEqual([{ kind: 'block:ord_1', off: true }])
    expect(aggregate.clocks?.(online)).toEqual([])
  })
})

describe('codes', () => {
  it('are all reached; that of a taken fingerprint is given by its claim', () => {
    coversAllRejections(
      acceptorRejections.filter((code) => code !== 'account_fingerprint_taken'),
      spec,
    )
  })
})
