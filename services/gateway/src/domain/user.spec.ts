import type { UserChange, UserRole } from '@stablegate/contracts'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, it } from 'vitest'
import { userDecider, userRejections, type UserCommand, type UserEvent } from './user.ts'

const user = 'usr_1'
const first = 'a'.repeat(64)
const second = 'b'.repeat(64)
const link = (linkHash = first): UserChange => ({ kind: 'link', linkHash, expiresAtMs: 1_000 })

type Verb = 'invite' | 'change' | 'approve' | 'disable' | 'join'
const command = (verb: Verb, data: object, atMs = 500): UserCommand =>
  ({ type: `gateway.user.${verb}`, id: 'c', atMs, actor: 'spec', data: { user, ...data } }) as unknown as UserCommand
const event = (type: UserEvent['type'], data: object): UserEvent => ({ type, data: { user, atMs: 500, ...data } }) as unknown as UserEvent

const whom = (role: UserRole, holder: string | null = null, operator: string | null = null) =>
  ({ role, holder, operator, emailHash: first, sealedEmail: 's', by: 'opr_a' })
const invite = (role: UserRole, holder: string | null, by = 'usr_2') =>
  command('invite', { ...whom(role, holder), by, linkHash: first, expiresAtMs: 1_000 })
const change = (wanted: UserChange, more: object = {}) =>
  command('change', { change: wanted, authority: 'operator', by: 'opr_a', reason: 'r', ...more })
const approve = (by: string) => command('approve', { by })
const disable = (more: object = {}) => command('disable', { authority: 'operator', by: 'opr_a', reason: 'r', ...more })
const join = (linkHash = first, atMs = 500) => command('join', { linkHash }, atMs)

const changed = (wanted: UserChange, people: string[], reason = 'r') => event('user.changed', { change: wanted, people, reason })
const proposed = (wanted: UserChange, reason = 'r') => event('user.change_proposed', { change: wanted, by: 'opr_a', reason })
const disabled = event('user.disabled', { by: 'opr_a', reason: 'r' })
const joined = (generation: number) => event('user.joined', { generation })

const viewer = [
  event('user.invited', { ...whom('merchant_viewer', 'mer_1'), by: 'usr_2' }), changed(link(), ['usr_2'], 'invitation'),
] as const
/** Asked for by one of its own. */
const own = { authority: 'mer_1', by: 'usr_2' }
const invitedOperator = [event('user.invited', whom('operator_admin', null, 'opr_c')), proposed(link(), 'invitation')] as const
const operator = [...invitedOperator, changed(link(), ['opr_a', 'opr_b'], 'invitation')] as const

const spec = specify(userDecider)

describe('a user', () => {
  it('of a merchant or acceptor is invited by one person, and the link is open at once', () => {
    spec.given().when(invite('merchant_viewer', 'mer_1')).then(...viewer)
    spec.given(...viewer).when(invite('merchant_viewer', 'mer_1')).thenRejected('user_exists')
    spec.given().when(invite('merchant_viewer', null)).thenRejected('role_of_other_party')
    spec.given().when(invite('merchant_viewer', 'acc_1')).thenRejected('role_of_other_party')
    spec.given().when(invite('acceptor_agent', 'mer_1')).thenRejected('role_of_other_party')
    spec.given().when(invite('auditor', 'mer_1')).thenRejected('role_of_other_party')
  })

  it('of a merchant or acceptor whom an operator lets in, or in again, waits for another operator: one alone becomes nobody', () => {
    const byOperator = [event('user.invited', whom('merchant_owner', 'mer_1')), proposed(link(), 'invitation')] as const
    spec.given().when(invite('merchant_owner', 'mer_1', 'opr_a')).then(...byOperator)
    spec.given(...byOperator).when(join()).thenRejected('invitation_unapproved')
    spec.given(...byOperator).when(approve('opr_a')).thenRejected('requester_cannot_approve')
    const whole = [...byOperator, changed(link(), ['opr_a', 'opr_b'], 'invitation')] as const
    spec.given(...byOperator).when(approve('opr_b')).then(whole[2])
    spec.given(...whole, joined(1)).when(change(link(second))).then(proposed(link(second)))
    spec.given(...whole, joined(1), proposed(link(second))).when(join(second)).thenRejected('invitation_unknown')
    spec.given(...viewer).when(change({ kind: 'role', role: 'merchant_owner' })).then(proposed({ kind: 'role', role: 'merchant_owner' }))
    spec.given(...whole, disabled).when(change({ kind: 'enable' })).then(proposed({ kind: 'enable' }))
    // What its own people do meanwhile counts at once, and ends what waits.
    spec.given(...whole, proposed(link(second))).when(change({ kind: 'role', role: 'merchant_viewer' }, own))
      .then(changed({ kind: 'role', role: 'merchant_viewer' }, ['usr_2']))
    spec.given(...whole, proposed(link(second)), changed({ kind: 'role', role: 'merchant_viewer' }, ['usr_2'])).when(approve('opr_b'))
      .thenRejected('nothing_proposed')
  })

  it('of the operator\'s own waits for a second person, who is neither the first nor the one it is about', () => {
    spec.given().when(command('invite', { ...whom('operator_admin', null, 'opr_c'), linkHash: first,
      expiresAtMs: 1_000 })).then(...invitedOperator)
    spec.given(...invitedOperator).when(join()).thenRejected('invitation_unapproved')
    for (const by of ['opr_a', 'opr_c', user]) spec.given(...invitedOperator).when(approve(by)).thenRejected('requester_cannot_approve')
    spec.given(...invitedOperator).when(approve('opr_b')).then(changed(link(), ['opr_a', 'opr_b'], 'invitation'))
    spec.given(...operator).when(approve('opr_b')).thenRejected('nothing_proposed')
    spec.given(...operator).when(join()).then(joined(1))
  })

  it('joins once by its link, while that is open', () => {
    spec.given(...viewer).when(join()).then(joined(1))
    spec.given(...viewer).when(join(second)).thenRejected('invitation_unknown')
    spec.given().when(join()).thenRejected('invitation_unknown')
    spec.given(...viewer).when(join(first, 1_001)).thenRejected('invitation_expired')
    spec.given(...viewer, joined(1)).when(join()).thenRejected('invitation_used')
    spec.given(...viewer, disabled).when(join()).thenRejected('user_disabled')
    spec.given(...viewer, joined(1), changed(link(second), ['opr_a'])).when(join(second)).then(joined(2))
    spec.given(...viewer, joined(1), changed(link(second), ['opr_a'])).when(join()).thenRejected('invitation_unknown')
  })

  it('keeps its old link until a new one was approved', () => {
    spec.given(...operator, proposed(link(second))).when(join()).then(joined(1))
    spec.given(...operator, proposed(link(second))).when(join(second)).thenRejected('invitation_unknown')
  })

  it('changes its role within its party, by somebody else of the same party or an operator', () => {
    const role = (to: UserRole): UserChange => ({ kind: 'role', role: to })
    spec.given(...viewer).when(change(role('merchant_owner'), { authority: 'mer_1', by: 'usr_2' }))
      .then(changed(role('merchant_owner'), ['usr_2']))
    spec.given(...viewer).when(change(role('merchant_owner'), { authority: 'mer_2', by: 'usr_2' })).thenRejected('user_unknown')
    spec.given(...viewer).when(change(role('merchant_owner'), { authority: 'mer_1', by: user })).thenRejected('not_oneself')
    spec.given(...viewer).when(change(role('operator_admin'))).thenRejected('role_of_other_party')
    spec.given().when(change(role('operator_admin'))).thenRejected('user_unknown')
    spec.given(...operator).when(change(role('auditor'))).then(proposed(role('auditor')))
    spec.given(...operator).when(change(role('auditor'), { by: 'opr_c' })).thenRejected('not_oneself')
    spec.given(...operator, proposed(role('auditor'))).when(approve('usr_2')).then(changed(role('auditor'), ['opr_a', 'usr_2']))
  })

  it('is disabled by one person at once, which ends what was proposed, and enabled like a new one', () => {
    spec.given(...viewer).when(disable()).then(disabled)
    spec.given(...viewer, disabled).when(disable()).thenRejected('user_disabled')
    spec.given(...viewer).when(disable({ by: user })).thenRejected('not_oneself')
    spec.given(...viewer).when(disable({ authority: 'mer_2' })).thenRejected('user_unknown')
    spec.given(...viewer, disabled).when(change(link())).thenRejected('user_disabled')
    spec.given(...viewer).when(change({ kind: 'enable' })).thenRejected('user_not_disabled')
    spec.given(...viewer, disabled).when(change({ kind: 'enable' }, own)).then(changed({ kind: 'enable' }, ['usr_2']))
    spec.given(...invitedOperator, disabled).when(approve('opr_b')).thenRejected('nothing_proposed')
    spec.given(...operator, disabled).when(change({ kind: 'enable' })).then(proposed({ kind: 'enable' }))
    spec.given(...operator, disabled, changed({ kind: 'enable' }, ['opr_a', 'opr_b'])).when(join()).then(joined(1))
  })
  it('reaches every refusal', () => {
    // That two have the same address is found by the claim of its stream, not by the decider.
    coversAllRejections(userRejections.filter((code) => code !== 'email_taken'), spec)
  })
})
