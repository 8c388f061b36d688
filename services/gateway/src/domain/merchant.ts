import {
  merchantCommands, merchantEvents, type CommandOf, type MerchantSettings, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type MerchantCommand = CommandOf<typeof merchantCommands>
export type MerchantEvent = MessagesOf<typeof merchantEvents>

/** Why a command on a merchant is refused, in the order in which it is looked at. */
export const merchantRejections = [
  'merchant_exists', 'merchant_unknown', 'fees_nonsensical', 'merchant_suspended', 'merchant_not_suspended',
] as const
export type MerchantRejection = (typeof merchantRejections)[number]

type MerchantState = {
  status: 'none' | 'active' | 'suspended'
  feesVersion: number
  settingsVersion: number
  settings: MerchantSettings
}
type Change = Extract<MerchantCommand, { readonly type: 'gateway.merchant.change_settings' }>['data']['change']
type Outcome = Decision<MerchantEvent, MerchantRejection>
type Fees = Extract<MerchantCommand, { readonly type: 'gateway.merchant.set_fees' }>['data']['fees']

/** A commission is paid out of the fee: it can never be more (rule 5). */
const areNonsensical = (fees: Fees): boolean => fees.commissionBps > fees.bps || fees.bps > 2_000

/** What a change leaves: null takes a choice back, what it does not name stays. */
const changed = (settings: MerchantSettings, change: Change): MerchantSettings =>
  Object.fromEntries(Object.entries({ ...settings, ...change }).filter(([, value]) => value !== null && value !== undefined))

const isSame = (one: MerchantSettings, other: MerchantSettings): boolean =>
  Object.keys({ ...one, ...other }).every((name) => one[name as keyof MerchantSettings] === other[name as keyof MerchantSettings])

const create = (
  { data, atMs }: Extract<MerchantCommand, { readonly type: 'gateway.merchant.create' }>, state: MerchantState,
): Outcome => {
  if (state.status !== 'none') return reject('merchant_exists')
  if (areNonsensical(data.fees)) return reject('fees_nonsensical')
  const { merchant, livemode, name, tier, fees, agent } = data
  return accept(
    { type: 'merchant.created', data: { merchant, livemode, name, tier, atMs } },
    { type: 'merchant.fees_set', data: { merchant, version: 1, fees, atMs } },
    { type: 'merchant.policy_set', data: { merchant, tier, ...(agent ? { agent } : {}), atMs } },
  )
}

const decide = (command: MerchantCommand, state: MerchantState): Outcome => {
  if (command.type === 'gateway.merchant.create') return create(command, state)
  if (state.status === 'none') return reject('merchant_unknown')
  const { atMs } = command
  switch (command.type) {
    case 'gateway.merchant.set_fees':
      if (areNonsensical(command.data.fees)) return reject('fees_nonsensical')
      return accept({
        type: 'merchant.fees_set', data: { ...command.data, version: state.feesVersion + 1, atMs },
      })
    case 'gateway.merchant.set_policy':
      return accept({ type: 'merchant.policy_set', data: { ...command.data, atMs } })
    case 'gateway.merchant.change_settings': {
      const settings = changed(state.settings, command.data.change)
      if (isSame(settings, state.settings)) return accept()
      return accept({
        type: 'merchant.settings_changed',
        data: { merchant: command.data.merchant, version: state.settingsVersion + 1, settings, atMs },
      })
    }
    case 'gateway.merchant.suspend':
      if (state.status === 'suspended') return reject('merchant_suspended')
      return accept({ type: 'merchant.suspended', data: { ...command.data, atMs } })
    case 'gateway.merchant.reinstate':
      if (state.status !== 'suspended') return reject('merchant_not_suspended')
      return accept({ type: 'merchant.reinstated', data: { ...command.data, atMs } })
    default: return unreachable(command)
  }
}

const evolve = (state: MerchantState, event: MerchantEvent): MerchantState => {
  switch (event.type) {
    case 'merchant.created':
      state.status = 'active'
      return state
    case 'merchant.fees_set':
      state.feesVersion = event.data.version
      return state
    case 'merchant.policy_set': return state
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
  initial: () => ({ status: 'none', feesVersion: 0, settingsVersion: 0, settings: {} }), decide, evolve,
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
