import {
  merchantCommands, merchantEvents, type CommandOf, type MerchantAct, type MerchantSettings, type MessagesOf,
  type PartyScreening,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type MerchantCommand = CommandOf<typeof merchantCommands>
export type MerchantEvent = MessagesOf<typeof merchantEvents>

/** Why a command on a merchant is refused, in the order in which it is looked at. */
export const merchantRejections = [
  'merchant_exists', 'merchant_unknown', 'fees_nonsensical', 'nothing_offered', 'second_person_needed', 'merchant_suspended',
  'merchant_not_suspended', 'screening_rejected', 'nothing_proposed', 'requester_cannot_approve',
] as const
export type MerchantRejection = (typeof merchantRejections)[number]

/** What waits for a second operator. */
type Proposal = { readonly id: string; readonly act: MerchantAct; readonly by: string }

type MerchantState = {
  livemode: boolean
  status: 'none' | 'active' | 'suspended'
  /** The newest word of screening; none of those from before there was any. */
  screening?: PartyScreening
  feesVersion: number
  settingsVersion: number
  settings: MerchantSettings
  /** One of a kind. */
  readonly proposals: Map<MerchantAct['kind'], Proposal>
}
type Envelope = { readonly id: string; readonly actor: string; readonly atMs: number }
type Change = Extract<MerchantCommand, { readonly type: 'gateway.merchant.change_settings' }>['data']['change']
type Outcome = Decision<MerchantEvent, MerchantRejection>
type Fees = Extract<MerchantCommand, { readonly type: 'gateway.merchant.set_fees' }>['data']['fees']

/** A commission is paid out of the fee: it can never be more (rule 5). */
const areNonsensical = (fees: Fees): boolean => fees.commissionBps > fees.bps || fees.bps > 2_000

/** What a change leaves: null takes a choice back, what it does not name stays. */
const changed = (settings: MerchantSettings, change: Change): MerchantSettings =>
  Object.fromEntries(Object.entries({ ...settings, ...change }).filter(([, value]) => value !== null && value !== undefined))

const isSame = (one: MerchantSettings, other: MerchantSettings): boolean =>
  Object.keys({ ...one, ...other }).every((name) =>
    String(one[name as keyof MerchantSettings]) === String(other[name as keyof MerchantSettings]))

/** Neither acceptors nor the chain: no customer could pay. */
const offersNothing = ({ methods, onChain }: MerchantSettings): boolean => methods?.length === 0 && onChain === false

/**
 * Rule 16: whoever is held or rejected takes no payment. A hold ends as any other suspension does, in
 * live mode by two people; a rejection stands until screening says something else.
 */
const screened = (
  merchant: string, screening: PartyScreening, isSuspended: boolean, { actor, atMs }: Pick<Envelope, 'actor' | 'atMs'>,
): readonly MerchantEvent[] => {
  const { outcome } = screening
  const told: MerchantEvent = { type: 'merchant.screened', data: { merchant, ...screening, by: actor, atMs } }
  return outcome === 'pass' || isSuspended
    ? [told]
    : [told, { type: 'merchant.suspended', data: { merchant, reason: `screening_${outcome}`, atMs } }]
}

const create = (
  { data, actor, atMs }: Extract<MerchantCommand, { readonly type: 'gateway.merchant.create' }>, state: MerchantState,
): Outcome => {
  if (state.status !== 'none') return reject('merchant_exists')
  if (areNonsensical(data.fees)) return reject('fees_nonsensical')
  const { merchant, livemode, name, tier, fees, agent, screening } = data
  // These are asked for once it is there, so that another one approves them.
  if (livemode && (tier !== 'new' || agent)) return reject('second_person_needed')
  return accept(
    { type: 'merchant.created', data: { merchant, livemode, name, tier, atMs } },
    { type: 'merchant.fees_set', data: { merchant, version: 1, fees, atMs } },
    { type: 'merchant.policy_set', data: { merchant, tier, ...(agent ? { agent } : {}), atMs } },
    ...(screening ? screened(merchant, screening, false, { actor, atMs }) : []),
  )
}

/** What an act does now; who may do it was asked before. */
const carryOut = (merchant: string, act: MerchantAct, atMs: number, state: MerchantState): Outcome => {
  switch (act.kind) {
    case 'fees':
      if (areNonsensical(act.fees)) return reject('fees_nonsensical')
      return accept({ type: 'merchant.fees_set', data: { merchant, fees: act.fees, version: state.feesVersion + 1, atMs } })
    case 'policy': {
      const { kind: _, ...policy } = act
      return accept({ type: 'merchant.policy_set', data: { merchant, ...policy, atMs } })
    }
    case 'reinstate':
      if (state.status !== 'suspended') return reject('merchant_not_suspended')
      if (state.screening?.outcome === 'reject') return reject('screening_rejected')
      return accept({ type: 'merchant.reinstated', data: { merchant, reason: act.reason, atMs } })
    default: return unreachable(act)
  }
}

/** Rule 19: where money is real the first person only proposes. */
const ask = ({ id, actor, atMs }: Envelope, merchant: string, act: MerchantAct, state: MerchantState): Outcome => {
  const now = carryOut(merchant, act, atMs, state)
  if ('rejected' in now || !state.livemode) return now
  return accept({ type: 'merchant.act_proposed', data: { merchant, proposal: id, act, by: actor, atMs } })
}

const waiting = (id: string, state: MerchantState): Proposal | undefined =>
  [...state.proposals.values()].find((one) => one.id === id)

const approve = (
  { data, actor, atMs }: Extract<MerchantCommand, { readonly type: 'gateway.merchant.approve_act' }>, state: MerchantState,
): Outcome => {
  const { merchant, proposal: id } = data
  const proposal = waiting(id, state)
  if (!proposal) return reject('nothing_proposed')
  if (proposal.by === actor) return reject('requester_cannot_approve')
  const { act, by } = proposal
  const now = carryOut(merchant, act, atMs, state)
  if ('rejected' in now) return now
  return accept<MerchantEvent>({
    type: 'merchant.act_approved', data: { merchant, proposal: id, kind: act.kind, proposedBy: by, approvedBy: actor, atMs },
  }, ...now.events)
}

/** Nothing was done yet, so one person is enough to say no; who asked may think better of it. */
const rejectAct = (
  { data, actor, atMs }: Extract<MerchantCommand, { readonly type: 'gateway.merchant.reject_act' }>, state: MerchantState,
): Outcome => {
  const proposal = waiting(data.proposal, state)
  if (!proposal) return reject('nothing_proposed')
  const { act, by } = proposal
  return accept({ type: 'merchant.act_rejected', data: { ...data, kind: act.kind, proposedBy: by, rejectedBy: actor, atMs } })
}

const decide = (command: MerchantCommand, state: MerchantState): Outcome => {
  if (command.type === 'gateway.merchant.create') return create(command, state)
  if (state.status === 'none') return reject('merchant_unknown')
  const { atMs } = command
  switch (command.type) {
    case 'gateway.merchant.set_fees': {
      const { merchant, fees } = command.data
      return ask(command, merchant, { kind: 'fees', fees }, state)
    }
    case 'gateway.merchant.set_policy': {
      const { merchant, ...policy } = command.data
      return ask(command, merchant, { kind: 'policy', ...policy }, state)
    }
    case 'gateway.merchant.record_screening': {
      const { merchant, screening } = command.data
      const { screening: known, status } = state
      const isKnown = known?.outcome === screening.outcome && known.listDigest === screening.listDigest
      return isKnown ? accept() : accept(...screened(merchant, screening, status === 'suspended', command))
    }
    case 'gateway.merchant.change_settings': {
      const settings = changed(state.settings, command.data.change)
      if (offersNothing(settings)) return reject('nothing_offered')
      if (isSame(settings, state.settings)) return accept()
      return accept({
        type: 'merchant.settings_changed',
        data: { merchant: command.data.merchant, version: state.settingsVersion + 1, settings, atMs },
      })
    }
    case 'gateway.merchant.suspend':
      if (state.status === 'suspended') return reject('merchant_suspended')
      return accept({ type: 'merchant.suspended', data: { ...command.data, atMs } })
    case 'gateway.merchant.reinstate': {
      const { merchant, reason } = command.data
      return ask(command, merchant, { kind: 'reinstate', reason }, state)
    }
    case 'gateway.merchant.approve_act': return approve(command, state)
    case 'gateway.merchant.reject_act': return rejectAct(command, state)
    default: return unreachable(command)
  }
}

const evolve = (state: MerchantState, event: MerchantEvent): MerchantState => {
  switch (event.type) {
    case 'merchant.created':
      state.status = 'active'
      state.livemode = event.data.livemode
      return state
    case 'merchant.act_proposed': {
      const { proposal, act, by } = event.data
      state.proposals.set(act.kind, { id: proposal, act, by })
      return state
    }
    case 'merchant.act_approved':
    case 'merchant.act_rejected':
      state.proposals.delete(event.data.kind)
      return state
    case 'merchant.fees_set':
      state.feesVersion = event.data.version
      return state
    case 'merchant.policy_set': return state
    case 'merchant.screened':
      state.screening = event.data
      return state
    case 'merchant.settings_changed':
      state.settingsVersion = event.data.version
      state.settings = event.data.settings
      return state
    case 'merchant.suspended':
      state.status = 'suspended'
      return state
    case 'merchant.reinstated':
      state.status = 'active'
      return state
    default: return unreachable(event)
  }
}

const decider: Decider<MerchantCommand, MerchantEvent, MerchantState, MerchantRejection> = {
  initial: () => ({ livemode: false, status: 'none', feesVersion: 0, settingsVersion: 0, settings: {}, proposals: new Map() }),
  decide, evolve,
}

/** A merchant, the terms it trades under (fee schedules by version, tier, agent) and what it chooses itself. */
export const merchant: Aggregate<MerchantCommand, MerchantEvent, MerchantState, MerchantRejection> = {
  name: 'merchant',
  decider,
  commands: Object.values(merchantCommands),
  events: Object.values(merchantEvents),
  rejections: merchantRejections,
  key: (command) => (command as MerchantCommand).data.merchant,
}
