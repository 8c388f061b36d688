import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { key, keyRejections, type KeyEvent } from './key.ts'
import { merchant, merchantRejections, type MerchantEvent } from './merchant.ts'
import { policyOf } from './policy.ts'

const spec = specify(merchant.decider)
const id = 'mer_1'
const fees = { bps: 100, fixedMicro: 0n, commissionBps: 20 }
const create = {
  type: 'gateway.merchant.create', data: { merchant: id, livemode: false, name: 'Shop', tier: 'new', fees },
} as const
const created: readonly MerchantEvent[] = [
  { type: 'merchant.created', data: { merchant: id, livemode: false, name: 'Shop', tier: 'new', atMs: specTimeMs } },
  { type: 'merchant.fees_set', data: { merchant: id, version: 1, fees, atMs: specTimeMs } },
  { type: 'merchant.policy_set', data: { merchant: id, tier: 'new', atMs: specTimeMs } },
]
const suspended: MerchantEvent = { type: 'merchant.suspended', data: { merchant: id, reason: 'r', atMs: specTimeMs } }

describe('merchant', () => {
  it('is created once, with its first terms', () => {
    spec.when(create).then(...created)
    spec.given(...created).when(create).thenRejected('merchant_exists')
  })

  it('never pays a commission above its fee', () => {
    const greedy = { ...fees, commissionBps: 101 }
    spec.when({ ...create, data: { ...create.data, fees: greedy } }).thenRejected('fees_nonsensical')
    spec.given(...created).when({ type: 'gateway.merchant.set_fees', data: { merchant: id, fees: greedy } })
      .thenRejected('fees_nonsensical')
  })

  it('counts versions of its fees', () => {
    const next = { bps: 80, fixedMicro: 10_000n, commissionBps: 20 }
    spec.given(...created).when({ type: 'gateway.merchant.set_fees', data: { merchant: id, fees: next } })
      .then({ type: 'merchant.fees_set', data: { merchant: id, version: 2, fees: next, atMs: specTimeMs } })
  })

  it('chooses for itself, by versions: null takes a choice back, the same again is no version', () => {
    const change = (settings: object) =>
      ({ type: 'gateway.merchant.change_settings', data: { merchant: id, change: settings } }) as const
    const set = (version: number, settings: object): MerchantEvent =>
      ({ type: 'merchant.settings_changed', data: { merchant: id, version, settings, atMs: specTimeMs } })
    const first = set(1, { displayName: 'The Shop', maxSpreadBps: 100 })
    spec.when(change({ displayName: 'x' })).thenRejected('merchant_unknown')
    spec.given(...created).when(change({ displayName: 'The Shop', maxSpreadBps: 100 })).then(first)
    spec.given(...created, first).when(change({ colour: '#aabbcc', maxSpreadBps: null }))
      .then(set(2, { displayName: 'The Shop', colour: '#aabbcc' }))
    spec.given(...created, first).when(change({ displayName: 'The Shop', colour: null })).thenNothing()
    const noAcceptors = set(2, { displayName: 'The Shop', maxSpreadBps: 100, methods: [] })
    spec.given(...created, first).when(change({ methods: [] })).then(noAcceptors)
    spec.given(...created, first, noAcceptors).when(change({ methods: [] })).thenNothing()
    spec.given(...created, first, noAcceptors).when(change({ onChain: false })).thenRejected('nothing_offered')
    spec.given(...created, first, noAcceptors).when(change({ onChain: false, methods: ['pix', 'upi'] }))
      .then(set(3, { displayName: 'The Shop', maxSpreadBps: 100, methods: ['pix', 'upi'], onChain: false }))
    // Who is suspended may still say how it is called.
    spec.given(...created, first, suspended).when(change({ displayName: null })).then(set(2, { maxSpreadBps: 100 }))
  })

  it('is suspended and reinstated', () => {
    const suspend = { type: 'gateway.merchant.suspend', data: { merchant: id, reason: 'r' } } as const
    const reinstate = { type: 'gateway.merchant.reinstate', data: { merchant: id, reason: 'r' } } as const
    spec.when(suspend).thenRejected('merchant_unknown')
    spec.given(...created).when(suspend).then(suspended)
    spec.given(...created, suspended).when(suspend).thenRejected('merchant_suspended')
    spec.given(...created).when(reinstate).thenRejected('merchant_not_suspended')
    spec.given(...created, suspended).when(reinstate)
      .then({ type: 'merchant.reinstated', data: { merchant: id, reason: 'r', atMs: specTimeMs } })
    spec.given(...created).when({ type: 'gateway.merchant.set_policy', data: { merchant: id, tier: 'established' } })
      .then({ type: 'merchant.policy_set', data: { merchant: id, tier: 'established', atMs: specTimeMs } })
  })

  it('is held or rejected by screening; a rejection stands until screening says something else', () => {
    const screening = (outcome: 'pass' | 'hold' | 'reject', listDigest = 'a'.repeat(64)) => ({ outcome, reason: 'by a list', listDigest })
    const told = (...of: Parameters<typeof screening>): MerchantEvent =>
      ({ type: 'merchant.screened', data: { merchant: id, ...screening(...of), by: 'operator:ann', atMs: specTimeMs } })
    const stopped = (outcome: string): MerchantEvent =>
      ({ type: 'merchant.suspended', data: { merchant: id, reason: `screening_${outcome}`, atMs: specTimeMs } })
    const opened = (outcome: 'pass' | 'hold') => ({ ...create, data: { ...create.data, screening: screening(outcome) }, actor: 'operator:ann' })
    spec.given().when(opened('pass')).then(...created, told('pass'))
    const heldAtOnce = [told('hold'), stopped('hold')]
    spec.given().when(opened('hold')).then(...created, ...heldAtOnce)
    const again = (...of: Parameters<typeof screening>) =>
      ({ type: 'gateway.merchant.record_screening', data: { merchant: id, screening: screening(...of) }, actor: 'operator:ann' }) as const
    spec.given(...created, told('pass')).when(again('pass')).thenNothing()
    spec.given(...created, told('pass')).when(again('reject', 'b'.repeat(64))).then(told('reject', 'b'.repeat(64)), stopped('reject'))
    const reinstate = { type: 'gateway.merchant.reinstate', data: { merchant: id, reason: 'r' } } as const
    const reinstated: MerchantEvent = { type: 'merchant.reinstated', data: { merchant: id, reason: 'r', atMs: specTimeMs } }
    spec.given(...created, told('reject'), stopped('reject')).when(reinstate).thenRejected('screening_rejected')
    spec.given(...created, told('reject'), stopped('reject'), told('pass')).when(reinstate).then(reinstated)
    spec.given(...created, told('hold'), stopped('hold')).when(reinstate).then(reinstated)
  })

  describe('where money is real', () => {
    const live = created.map((event) => event.type === 'merchant.created' ? { ...event, data: { ...event.data, livemode: true } } : event)
    const by = (operator: string) => ({ actor: `operator:${operator}` })
    const next = { bps: 80, fixedMicro: 0n, commissionBps: 20 }
    const agent = { agent: 'agt_1', shareBps: 10_000 }
    const setFees = { type: 'gateway.merchant.set_fees', data: { merchant: id, fees: next }, id: 'c-1', ...by('ann') } as const
    const setPolicy = {
      type: 'gateway.merchant.set_policy', data: { merchant: id, tier: 'established', agent }, id: 'c-2', ...by('ann'),
    } as const
    const reinstate = { type: 'gateway.merchant.reinstate', data: { merchant: id, reason: 'r' }, id: 'c-3', ...by('ann') } as const
    const proposed = (proposal: string, act: Extract<MerchantEvent, { type: 'merchant.act_proposed' }>['data']['act']): MerchantEvent =>
      ({ type: 'merchant.act_proposed', data: { merchant: id, proposal, act, by: 'operator:ann', atMs: specTimeMs } })
    const approved = (proposal: string, kind: 'fees' | 'policy' | 'reinstate'): MerchantEvent => ({
      type: 'merchant.act_approved',
      data: { merchant: id, proposal, kind, proposedBy: 'operator:ann', approvedBy: 'operator:bob', atMs: specTimeMs },
    })
    const approve = (proposal: string, operator = 'bob') =>
      ({ type: 'gateway.merchant.approve_act', data: { merchant: id, proposal }, ...by(operator) }) as const
    const rejected = (proposal: string, operator: string): MerchantEvent => ({
      type: 'merchant.act_rejected',
      data: { merchant: id, proposal, kind: 'fees', proposedBy: 'operator:ann', rejectedBy: `operator:${operator}`, reason: 'r', atMs: specTimeMs },
    })
    const rejectAct = (proposal: string, operator: string) =>
      ({ type: 'gateway.merchant.reject_act', data: { merchant: id, proposal, reason: 'r' }, ...by(operator) }) as const
    const feesProposed = proposed('c-1', { kind: 'fees', fees: next })

    it('begins new and without an agent', () => {
      const ofLive = { ...create.data, livemode: true }
      spec.when({ ...create, data: ofLive }).then(...live)
      spec.when({ ...create, data: { ...ofLive, tier: 'established' } }).thenRejected('second_person_needed')
      spec.when({ ...create, data: { ...ofLive, agent } }).thenRejected('second_person_needed')
    })

    it('has its terms changed by one person who asks and another who approves', () => {
      const policy = { tier: 'established', agent } as const
      spec.given(...live).when(setFees).then(feesProposed)
      spec.given(...live, feesProposed).when(approve('c-1', 'ann')).thenRejected('requester_cannot_approve')
      spec.given(...live, feesProposed).when(approve('c-1'))
        .then(approved('c-1', 'fees'), { type: 'merchant.fees_set', data: { merchant: id, version: 2, fees: next, atMs: specTimeMs } })
      spec.given(...live).when(setPolicy).then(proposed('c-2', { kind: 'policy', ...policy }))
      spec.given(...live, proposed('c-2', { kind: 'policy', ...policy })).when(approve('c-2'))
        .then(approved('c-2', 'policy'), { type: 'merchant.policy_set', data: { merchant: id, ...policy, atMs: specTimeMs } })
      spec.given(...live, suspended).when(reinstate).then(proposed('c-3', { kind: 'reinstate', reason: 'r' }))
      spec.given(...live, suspended, proposed('c-3', { kind: 'reinstate', reason: 'r' })).when(approve('c-3'))
        .then(approved('c-3', 'reinstate'), { type: 'merchant.reinstated', data: { merchant: id, reason: 'r', atMs: specTimeMs } })
    })

    it('waits no more once anybody said no, and not twice', () => {
      spec.given(...live, feesProposed).when(rejectAct('c-1', 'bob')).then(rejected('c-1', 'bob'))
      spec.given(...live, feesProposed).when(rejectAct('c-1', 'ann')).then(rejected('c-1', 'ann'))
      spec.given(...live, feesProposed, rejected('c-1', 'bob')).when(approve('c-1')).thenRejected('nothing_proposed')
      spec.given(...live, feesProposed, rejected('c-1', 'bob')).when(rejectAct('c-1', 'bob')).thenRejected('nothing_proposed')
      spec.given(...live, feesProposed, approved('c-1', 'fees')).when(rejectAct('c-1', 'bob')).thenRejected('nothing_proposed')
      spec.given(...live, feesProposed, proposed('c-4', { kind: 'fees', fees })).when(rejectAct('c-1', 'bob')).thenRejected('nothing_proposed')
    })

    it('is approved what was proposed last of its kind, once, and if it still makes sense', () => {
      spec.given(...live).when(approve('c-1')).thenRejected('nothing_proposed')
      spec.given(...live, feesProposed, approved('c-1', 'fees')).when(approve('c-1')).thenRejected('nothing_proposed')
      const newer = proposed('c-4', { kind: 'fees', fees })
      spec.given(...live, feesProposed, newer).when(approve('c-1')).thenRejected('nothing_proposed')
      const ask = proposed('c-3', { kind: 'reinstate', reason: 'r' })
      const reinstated: MerchantEvent = { type: 'merchant.reinstated', data: { merchant: id, reason: 'r', atMs: specTimeMs } }
      spec.given(...live, suspended, ask, reinstated).when(approve('c-3')).thenRejected('merchant_not_suspended')
      spec.given(...live).when({ ...setFees, data: { merchant: id, fees: { ...next, commissionBps: 81 } } })
        .thenRejected('fees_nonsensical')
    })

    it('can be stopped by one', () => {
      spec.given(...live).when({ type: 'gateway.merchant.suspend', data: { merchant: id, reason: 'r' } }).then(suspended)
    })
  })

  it('reaches every rejection', () => coversAllRejections(merchantRejections, spec))
})

describe('key', () => {
  const keys = specify(key.decider)
  const data = {
    key: 'key_1', role: 'merchant' as const, holder: id, livemode: false, scopes: ['read' as const], hash: 'a'.repeat(64), tail: 'abcd',
  }
  const issue = { type: 'gateway.key.issue' as const, data }
  const issued: KeyEvent = { type: 'key.issued', data: { ...data, atMs: specTimeMs } }
  const revoked: KeyEvent = { type: 'key.revoked', data: { key: 'key_1', holder: id, hash: data.hash, atMs: specTimeMs } }
  const revoke = (holder: string) => ({ type: 'gateway.key.revoke', data: { key: 'key_1', holder } }) as const

  it('is issued once and revoked by its holder alone', () => {
    keys.when(issue).then(issued)
    keys.given(issued).when(issue).thenRejected('key_exists')
    keys.when(revoke(id)).thenRejected('key_unknown')
    keys.given(issued).when(revoke('mer_2')).thenRejected('key_unknown')
    keys.given(issued).when(revoke(id)).then(revoked)
    keys.given(issued, revoked).when(revoke(id)).thenRejected('key_revoked')
    coversAllRejections(keyRejections, keys)
  })
})

describe('policy of a payment', () => {
  const terms = { tier: 'new', fees: { version: 3, ...fees } } as const
  const dayMs = 86_400_000

  it('holds a new merchant seven days with a tenth in reserve, an established one as long as the rail asks', () => {
    const fresh = policyOf(terms, { excludedOwners: [] })
    expect(fresh).toMatchObject({ reserveBps: 1000, fee: { version: 3, bps: 100 }, commissionBps: 20 })
    expect(Object.values(fresh.methods).every((rail) => (rail?.holdMs ?? 0) >= 7 * dayMs)).toBe(true)
    const old = policyOf({ ...terms, tier: 'established' }, { excludedOwners: [] })
    expect(old.reserveBps).toBe(0)
    expect(old.methods.alipay?.holdMs).toBe(dayMs)
  })

  it('keeps what the merchant had chosen, under the version it was chosen by', () => {
    const chosen = policyOf({
      ...terms, settingsVersion: 4, settings: { maxSpreadBps: 50, underToleranceBps: 0, overToleranceBps: 200 },
    }, { excludedOwners: [] })
    expect(chosen).toMatchObject({ settingsVersion: 4, maxSpreadBps: 50, onChain: { underToleranceBps: 0, overToleranceBps: 200 } })
    const wished = policyOf({ ...terms, settingsVersion: 4, settings: { maxSpreadBps: 50 } }, { excludedOwners: [], maxSpreadBps: 10 })
    expect(wished.maxSpreadBps).toBe(10)
    expect(policyOf(terms, { excludedOwners: [] })).not.toHaveProperty('settingsVersion')
  })

  it('offers the ways to pay that the merchant takes, and no others', () => {
    const policy = policyOf({ ...terms, settingsVersion: 1, settings: { methods: ['pix'], onChain: false } }, { excludedOwners: [] })
    expect([Object.keys(policy.methods), policy.onChain?.offered]).toEqual([['pix'], false])
    expect(policyOf({ ...terms, settings: { methods: [] } }, { excludedOwners: [] }).methods).toEqual({})
    const all = policyOf(terms, { excludedOwners: [] })
    expect([Object.keys(all.methods).length > 5, all.onChain?.offered]).toEqual([true, undefined])
  })

  it('shortens clocks for a test', () => {
    const policy = policyOf(terms, { excludedOwners: [] }, { payMs: 5, holdMs: 7, graceMs: undefined })
    expect(policy.clocks.payMs).toBe(5)
    expect(policy.methods.pix).toMatchObject({ holdMs: 7, graceMs: 30 * 60_000 })
  })
})
