import {
  defaultPayoutPolicy, payeeCommands, payeeEvents, payeeKey, type CommandOf, type MessagesOf, type Payee, type PayoutPolicy,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { decodeAddress } from '@stablegate/tron'

export type PayeeCommand = CommandOf<typeof payeeCommands>
export type PayeeEvent = MessagesOf<typeof payeeEvents>
type CommandNamed<Key extends keyof typeof payeeCommands> =
  Extract<PayeeCommand, { readonly type: (typeof payeeCommands)[Key]['type'] }>

/** Why a command on a payee is refused, in the order in which it is looked at. */
export const payeeRejections = [
  'payout_exists', 'address_invalid', 'destination_known', 'destination_unknown', 'too_many_destinations',
  'policy_nonsensical', 'nothing_proposed', 'same_person',
] as const
export type PayeeRejection = (typeof payeeRejections)[number]
type Outcome = Decision<PayeeEvent, PayeeRejection>

type Proposed = { readonly policy: PayoutPolicy; readonly operator: string; readonly reason: string }

export type PayeeState = {
  policy: PayoutPolicy
  version: number
  proposed?: Proposed | undefined
  frozen: boolean
  /** When each destination was added, by chain and address. */
  readonly destinations: Map<string, number>
  /** Payouts that have not come to their end, each with what it is for. */
  readonly open: Map<string, Payee['kind']>
  /** Rule 3: what of an acceptor's balance must stay, by order. */
  readonly blocks: Map<string, { readonly amountMicro: bigint; readonly untilMs: number }>
  /** What was asked for within the last day or so. */
  readonly recent: Map<string, { readonly atMs: number; readonly amountMicro: bigint }>
}

const dayMs = 86_400_000
const maxDestinations = 200

const place = (chain: string, address: string): string => `${chain}:${address}`

const spentSince = (state: PayeeState, sinceMs: number): bigint =>
  [...state.recent.values()].reduce((sum, { atMs, amountMicro }) => (atMs > sinceMs ? sum + amountMicro : sum), 0n)

/** Why this payout is refused: an expected outcome that its asker learns from an event. */
const refusalOf = ({ data, atMs }: CommandNamed<'requestPayout'>, state: PayeeState): string | undefined => {
  const { policy } = state
  const { payee, chain, to, amountMicro } = data
  if (decodeAddress(to) === undefined) return 'address_invalid'
  if (state.frozen && payee.kind !== 'refund') return 'payee_frozen'
  if (amountMicro > policy.maxMicro) return 'over_payout_limit'
  if (spentSince(state, atMs - dayMs) + amountMicro > policy.maxPerDayMicro) return 'over_daily_limit'
  if (payee.kind === 'refund' || policy.trusted.includes(to)) return undefined
  if (policy.trustedOnly) return 'destination_not_trusted'
  const addedAtMs = state.destinations.get(place(chain, to))
  if (addedAtMs === undefined) return 'destination_unknown'
  return atMs - addedAtMs < policy.newAddressDelayMs ? 'destination_too_new' : undefined
}

const peopleFor = ({ payee, chain, to, amountMicro }: CommandNamed<'requestPayout'>['data'], state: PayeeState, atMs: number): number => {
  const { policy } = state
  const byAmount = policy.approvals.reduce(
    (most, { aboveMicro, people }) => (amountMicro > aboveMicro && people > most ? people : most), 0)
  const addedAtMs = state.destinations.get(place(chain, to))
  const isYoung = payee.kind !== 'refund' && !policy.trusted.includes(to)
    && addedAtMs !== undefined && atMs - addedAtMs < policy.youngAddressMs
  return byAmount + (isYoung ? 1 : 0)
}

const request = (command: CommandNamed<'requestPayout'>, state: PayeeState): Outcome => {
  const { data, atMs } = command
  const { payout, payee, chain, to, amountMicro } = data
  const code = refusalOf(command, state)
  if (code !== undefined) {
    return accept({ type: 'payout.refused', data: { payout, payee, chain, to, amountMicro, code, atMs } })
  }
  const feeMicro = payee.kind === 'refund' ? 0n : state.policy.feeMicro
  return accept({ type: 'payout.requested', data: { ...data, feeMicro, approvals: peopleFor(data, state, atMs), atMs } })
}

const addDestination = ({ data, atMs }: CommandNamed<'addDestination'>, state: PayeeState): Outcome => {
  if (decodeAddress(data.address) === undefined) return reject('address_invalid')
  if (state.destinations.has(place(data.chain, data.address))) return reject('destination_known')
  if (state.destinations.size >= maxDestinations) return reject('too_many_destinations')
  return accept({ type: 'destination.added', data: { ...data, usableAtMs: atMs + state.policy.newAddressDelayMs, atMs } })
}

const isSound = ({ maxMicro, maxPerDayMicro, feeMicro, trusted }: PayoutPolicy): boolean =>
  maxMicro <= maxPerDayMicro && feeMicro <= maxMicro && trusted.every((address) => decodeAddress(address) !== undefined)

/** Why a payout of this payee must not be signed, whatever was said of it before. */
const vetFault = ({ data, atMs }: CommandNamed<'vet'>, { frozen, blocks, open }: PayeeState): string | undefined => {
  if (frozen && open.get(data.payout) !== 'refund') return 'payee_frozen'
  const blockedMicro = [...blocks.values()].reduce((sum, { amountMicro, untilMs }) => (untilMs > atMs ? sum + amountMicro : sum), 0n)
  return (data.freeMicro ?? blockedMicro) < blockedMicro ? 'withdrawal_blocked' : undefined
}

const vet = (command: CommandNamed<'vet'>, state: PayeeState): Outcome => {
  const { party, payout, outcome, code, reason } = command.data
  const of = { party, payout, atMs: command.atMs }
  const fault = outcome === 'pass' ? vetFault(command, state) : undefined
  return accept({
    type: 'payout.vetted',
    data: fault === undefined ? { ...of, outcome, code, reason } : { ...of, outcome: 'reject', code: fault, reason: fault },
  })
}

const decide = (command: PayeeCommand, state: PayeeState): Outcome => {
  const { data, atMs } = command
  switch (command.type) {
    case 'treasury.payee.request_payout': return request(command, state)
    case 'treasury.payee.add_destination': return addDestination(command, state)
    case 'treasury.payee.remove_destination':
      if (!state.destinations.has(place(command.data.chain, command.data.address))) return reject('destination_unknown')
      return accept({ type: 'destination.removed', data: { ...command.data, atMs } })
    case 'treasury.payee.propose_policy':
      if (!isSound(command.data.policy)) return reject('policy_nonsensical')
      return accept({ type: 'payout_policy.proposed', data: { ...command.data, atMs } })
    case 'treasury.payee.approve_policy': {
      const { proposed } = state
      const { party, operator } = command.data
      if (!proposed) return reject('nothing_proposed')
      if (proposed.operator === operator) return reject('same_person')
      const { policy, reason } = proposed
      return accept({
        type: 'payout_policy.set',
        data: { party, policy, reason, operators: [proposed.operator, operator], version: state.version + 1, atMs },
      })
    }
    case 'treasury.payee.freeze':
      if (state.frozen === command.data.frozen) return accept()
      return accept({ type: 'payee.frozen', data: { ...command.data, atMs } })
    case 'treasury.payee.give_back':
      if (!state.recent.has(command.data.payout) && !state.open.has(command.data.payout)) return accept()
      return accept({ type: 'payout.gave_back', data: { ...command.data, atMs } })
    case 'treasury.payee.note_paid':
      if (!state.open.has(command.data.payout)) return accept()
      return accept({ type: 'payout.paid', data: { ...command.data, atMs } })
    case 'treasury.payee.block':
      return accept({ type: 'payee.blocked', data: { ...command.data, atMs } })
    case 'treasury.payee.unblock':
      return state.blocks.has(command.data.order) ? accept({ type: 'payee.unblocked', data: { ...command.data, atMs } }) : accept()
    case 'treasury.payee.vet': return vet(command, state)
    default: return unreachable(data as never)
  }
}

const evolve = (state: PayeeState, event: PayeeEvent): PayeeState => {
  switch (event.type) {
    case 'payout.requested': {
      const { payout, amountMicro, atMs } = event.data
      for (const [id, { atMs: askedAtMs }] of state.recent) if (askedAtMs <= atMs - dayMs) state.recent.delete(id)
      state.recent.set(payout, { atMs, amountMicro })
      state.open.set(payout, event.data.payee.kind)
      return state
    }
    case 'payout.refused': return state
    case 'destination.added':
      state.destinations.set(place(event.data.chain, event.data.address), event.data.atMs)
      return state
    case 'destination.removed':
      state.destinations.delete(place(event.data.chain, event.data.address))
      return state
    case 'payout_policy.proposed':
      state.proposed = event.data
      return state
    case 'payout_policy.set':
      state.policy = event.data.policy
      state.version = event.data.version
      state.proposed = undefined
      return state
    case 'payee.frozen':
      state.frozen = event.data.frozen
      return state
    case 'payout.gave_back':
      state.recent.delete(event.data.payout)
      state.open.delete(event.data.payout)
      return state
    case 'payout.paid':
      state.open.delete(event.data.payout)
      return state
    case 'payee.blocked':
      state.blocks.set(event.data.order, event.data)
      return state
    case 'payee.unblocked':
      state.blocks.delete(event.data.order)
      return state
    case 'payout.vetted': return state
    default: return unreachable(event)
  }
}

export const payeeDecider: Decider<PayeeCommand, PayeeEvent, PayeeState, PayeeRejection> = {
  initial: () => ({ policy: defaultPayoutPolicy, version: 0, frozen: false, destinations: new Map(), open: new Map(),
    blocks: new Map(), recent: new Map() }),
  decide,
  evolve,
}

/** Who is paid: where to, how much a day, and with how many people's yes. */
export const payee: Aggregate<PayeeCommand, PayeeEvent, PayeeState, PayeeRejection> = {
  name: 'payee',
  decider: payeeDecider,
  commands: Object.values(payeeCommands),
  events: Object.values(payeeEvents),
  rejections: payeeRejections,
  key: (command) => {
    const { data } = command as PayeeCommand
    return 'payee' in data ? payeeKey(data.payee as Payee) : data.party
  },
  // Whoever asks, an id is one payout.
  claims: (event) => event.type === 'payout.requested' || event.type === 'payout.refused'
    ? [{ stream: `asked-${event.data.payout}`, rejected: 'payout_exists' }]
    : [],
  knownCommands: 5_000,
}
