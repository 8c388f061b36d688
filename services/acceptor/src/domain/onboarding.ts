import type { PartyScreening } from '@stablegate/contracts'
import { accept, reject } from '@stablegate/kernel'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import { proposeTier } from './propose.ts'
import type { AcceptorEvent, AcceptorState } from './state.ts'
import { tierPolicy, tierPolicyVersion } from './tiers.ts'

export const register = (
  { data, atMs, actor }: CommandCalled<'register'>,
  state: AcceptorState,
): Outcome =>
  state.registration
    ? reject('acceptor_exists')
    : registered(data, actor, atMs)

const registered = (
  { screening, ...data }: CommandCalled<'register'>['data'],
  actor: string,
  atMs: number,
): Outcome => {
  const event: AcceptorEvent = {
    type: 'acceptor.registered',
    data: { ...data, registeredBy: actor, atMs },
  }
  const none = { suspended: false, online: false }
  return screening
    ? accept(event, ...screened(data.acceptor, screening, none, actor, atMs))
    : accept(event)
}

/**
 * Rule 16: whoever is held or rejected takes no part. Two people end a hold as they end any other
 * suspension; a rejection stands until screening says something else.
 */
const screened = (
  acceptor: string,
  screening: PartyScreening,
  { suspended, online }: Pick<Registered, 'suspended' | 'online'>,
  by: string,
  atMs: number,
): readonly AcceptorEvent[] => {
  const { outcome } = screening
  const told: AcceptorEvent = { type: 'acceptor.screened', data: { acceptor, ...screening, by, atMs } }
  if (outcome === 'pass' || suspended) return [told]
  return [told, ...suspension(acceptor, `screening_${outcome}`, online, atMs)]
}

export const recordScreening = (
  { data: { acceptor, screening }, actor, atMs }: CommandCalled<'record_screening'>,
  state: Registered,
): Outcome => {
  const known = state.screening
  const isSame = known?.outcome === screening.outcome && known.listDigest === screening.listDigest
  return isSame ? accept() : accept(...screened(acceptor, screening, state, actor, atMs))
}

/** Rule 19: where money is real, who registered an acceptor does not verify it. */
export const verify = (
  { data, atMs, actor }: CommandCalled<'verify'>,
  state: Registered,
): Outcome => {
  const { acceptor, tier } = data
  if (state.suspended) return reject('acceptor_suspended')
  if (state.caps) return reject('acceptor_already_verified')
  if (state.registration.livemode && !state.screening) return reject('not_screened')
  if (state.registration.livemode && state.registration.registeredBy === actor)
    return reject('requester_cannot_approve')
  if (tier === 'house' && !state.registration.house) return reject('tier_for_house_only')
  return accept({
    type: 'acceptor.verified',
    data: { acceptor, tier, caps: tierPolicy[tier], policyVersion: tierPolicyVersion, atMs },
  })
}

/** Caps as the policy has them now: a proposal grants those of the day it is approved. */
export const grantTier = (
  { tier, reason }: Pick<CommandCalled<'set_tier'>['data'], 'tier' | 'reason'>,
  { registration: { acceptor } }: Registered,
  atMs: number,
): Outcome =>
  accept({
    type: 'acceptor.tier_set',
    data: {
      acceptor,
      tier,
      caps: tierPolicy[tier],
      policyVersion: tierPolicyVersion,
      reason,
      atMs,
    },
  })

/** Rule 19: where money is real, another tier is more money in one's hands, and takes two people. */
export const setTier = (command: CommandCalled<'set_tier'>, state: Registered): Outcome => {
  const { data, atMs } = command
  if (!state.caps) return reject('acceptor_not_verified')
  if (data.tier === 'house' && !state.registration.house) return reject('tier_for_house_only')
  return state.registration.livemode ? proposeTier(command, state) : grantTier(data, state, atMs)
}

const suspension = (
  acceptor: string,
  reason: string,
  online: boolean,
  atMs: number,
): readonly AcceptorEvent[] => {
  const events: AcceptorEvent[] = [{ type: 'acceptor.suspended', data: { acceptor, reason, atMs } }]
  if (online)
    events.push({ type: 'acceptor.went_offline', data: { acceptor, reason: 'suspended', atMs } })
  return events
}

/**
 * No offers from here on, and withdrawals freeze; orders that were shown are ended by operators
 * (rule 20).
 */
export const suspend = ({ data, atMs }: CommandCalled<'suspend'>, state: Registered): Outcome => {
  if (state.suspended) return accept()
  const { acceptor, reason } = data
  return accept(...suspension(acceptor, reason, state.online, atMs))
}

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((text, index) => text === right[index])

export const maxRelated = 20

export const setRelated = (
  { data: { acceptor, merchants, payers: named } }: CommandCalled<'set_related'>,
  { related }: Registered,
): Outcome => {
  const payers = named ?? [...related.payers]
  return isSame(related.merchants, merchants) && isSame(related.payers, payers)
    ? accept()
    : accept({ type: 'acceptor.related_set', data: { acceptor, merchants, payers } })
}

/** Nobody can read a fingerprint back, so payers are added and taken away one by one. */
export const relatePayer = (
  { data: { acceptor, payer, related: isRelated } }: CommandCalled<'relate_payer'>,
  { related }: Registered,
): Outcome => {
  if (related.payers.includes(payer) === isRelated) return accept()
  const others = related.payers.filter((one) => one !== payer)
  if (isRelated && others.length >= maxRelated) return reject('too_many_related')
  const payers = isRelated ? [...others, payer] : others
  return accept({
    type: 'acceptor.related_set',
    data: { acceptor, merchants: [...related.merchants], payers },
  })
}
