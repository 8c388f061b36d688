import {
  notifierCommands, notifierEvents, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { endpointUrlFault } from './endpoint-url.ts'

const commands = {
  create: notifierCommands.createEndpoint,
  rotate: notifierCommands.rotateEndpointSecret,
  change: notifierCommands.changeEndpoint,
  disable: notifierCommands.disableEndpoint,
  enable: notifierCommands.enableEndpoint,
  pause: notifierCommands.pauseEndpoint,
  resume: notifierCommands.resumeEndpoint,
  redeliver: notifierCommands.redeliver,
}
const events = {
  created: notifierEvents.endpointCreated,
  rotated: notifierEvents.endpointSecretRotated,
  changed: notifierEvents.endpointChanged,
  disabled: notifierEvents.endpointDisabled,
  enabled: notifierEvents.endpointEnabled,
  paused: notifierEvents.endpointPaused,
  resumed: notifierEvents.endpointResumed,
  redelivery: notifierEvents.redeliveryRequested,
}

export type EndpointCommand = CommandOf<typeof commands>
export type EndpointEvent = MessagesOf<typeof events>

/** Why a command on an endpoint is refused, in the order in which it is looked at. */
export const endpointRejections = [
  'endpoint_exists', 'endpoint_unknown', 'endpoint_url_refused', 'rotation_running', 'endpoint_disabled',
  'endpoint_enabled', 'endpoint_paused', 'endpoint_not_paused', 'span_invalid',
] as const
export type EndpointRejection = (typeof endpointRejections)[number]

/** Events that one command may deliver again. */
export const maxRedeliveries = 10_000

type EndpointState = {
  owner?: string
  livemode: boolean
  /** Off queues nothing; paused queues and sends nothing. Whoever switches it off ends a pause. */
  stands: 'on' | 'paused' | 'off'
  url: string
  types: readonly string[]
  description: string
  secretVersion: number
  previousUntilMs: number
}
type Outcome = Decision<EndpointEvent, EndpointRejection>
type CommandNamed<Type> = Extract<EndpointCommand, { readonly type: Type }>

const create = (command: CommandNamed<'notifier.endpoint.create'>, state: EndpointState): Outcome => {
  if (state.owner !== undefined) return reject('endpoint_exists')
  if (endpointUrlFault(command.data.url, command.data.livemode)) return reject('endpoint_url_refused')
  return accept({
    type: 'endpoint.created', data: { ...command.data, secretVersion: 1, atMs: command.atMs },
  })
}

const rotate = (command: CommandNamed<'notifier.endpoint.rotate_secret'>, state: EndpointState): Outcome => {
  const { endpoint, owner, keyId, overlapMs } = command.data
  // A third secret beside two would silently end the first, which some receiver may still rely on. Without
  // an overlap both end at once, as whoever lost one of them wants.
  if (command.atMs < state.previousUntilMs && overlapMs > 0) return reject('rotation_running')
  return accept({
    type: 'endpoint.secret_rotated',
    data: {
      endpoint, owner, keyId, secretVersion: state.secretVersion + 1,
      previousUntilMs: command.atMs + overlapMs,
    },
  })
}

const change = (command: CommandNamed<'notifier.endpoint.change'>, state: EndpointState): Outcome => {
  const { endpoint, owner, url = state.url, types = state.types, description = state.description } = command.data
  if (url !== state.url && endpointUrlFault(url, state.livemode)) return reject('endpoint_url_refused')
  const isSame = url === state.url && description === state.description && types.join() === state.types.join()
  if (isSame) return accept()
  return accept({
    type: 'endpoint.changed', data: { endpoint, owner, url, types: [...types], description, atMs: command.atMs },
  })
}

const disable = (command: CommandNamed<'notifier.endpoint.disable'>, state: EndpointState): Outcome => {
  const { endpoint, owner, reason, url } = command.data
  if (state.stands === 'off') return reject('endpoint_disabled')
  // Whoever is gone was asked before the endpoint led elsewhere.
  if (reason === 'gone' && url !== undefined && url !== state.url) return accept()
  return accept({ type: 'endpoint.disabled', data: { endpoint, owner, reason, atMs: command.atMs } })
}

const redeliver = (command: CommandNamed<'notifier.endpoint.redeliver'>, state: EndpointState): Outcome => {
  if (state.stands === 'off') return reject('endpoint_disabled')
  const count = command.data.toSequence - command.data.fromSequence + 1
  if (count < 1 || count > maxRedeliveries) return reject('span_invalid')
  return accept({ type: 'endpoint.redelivery_requested', data: { ...command.data, atMs: command.atMs } })
}

const decide = (command: EndpointCommand, state: EndpointState): Outcome => {
  if (command.type === 'notifier.endpoint.create') return create(command, state)
  // An endpoint of somebody else is as unknown as one that never was.
  if (state.owner !== command.data.owner) return reject('endpoint_unknown')
  const { endpoint, owner } = command.data
  switch (command.type) {
    case 'notifier.endpoint.rotate_secret': return rotate(command, state)
    case 'notifier.endpoint.change': return change(command, state)
    case 'notifier.endpoint.disable': return disable(command, state)
    case 'notifier.endpoint.enable':
      if (state.stands !== 'off') return reject('endpoint_enabled')
      return accept({ type: 'endpoint.enabled', data: { endpoint, owner, atMs: command.atMs } })
    case 'notifier.endpoint.pause':
      // Nothing is queued for it: a pause would promise what is not kept.
      if (state.stands === 'off') return reject('endpoint_disabled')
      if (state.stands === 'paused') return reject('endpoint_paused')
      return accept({ type: 'endpoint.paused', data: { endpoint, owner, atMs: command.atMs } })
    case 'notifier.endpoint.resume':
      if (state.stands !== 'paused') return reject('endpoint_not_paused')
      return accept({ type: 'endpoint.resumed', data: { endpoint, owner, atMs: command.atMs } })
    case 'notifier.endpoint.redeliver': return redeliver(command, state)
    default: return unreachable(command)
  }
}

const evolve = (state: EndpointState, event: EndpointEvent): EndpointState => {
  switch (event.type) {
    case 'endpoint.created':
      state.owner = event.data.owner
      state.livemode = event.data.livemode
      state.stands = 'on'
      state.url = event.data.url
      state.types = event.data.types
      state.description = event.data.description ?? ''
      state.secretVersion = event.data.secretVersion
      return state
    case 'endpoint.secret_rotated':
      state.secretVersion = event.data.secretVersion
      state.previousUntilMs = event.data.previousUntilMs
      return state
    case 'endpoint.changed':
      state.url = event.data.url
      state.types = event.data.types
      state.description = event.data.description
      return state
    case 'endpoint.disabled':
      state.stands = 'off'
      return state
    case 'endpoint.paused':
      state.stands = 'paused'
      return state
    case 'endpoint.enabled':
    case 'endpoint.resumed':
      state.stands = 'on'
      return state
    case 'endpoint.redelivery_requested': return state
    default: return unreachable(event)
  }
}

const decider: Decider<EndpointCommand, EndpointEvent, EndpointState, EndpointRejection> = {
  initial: () => ({
    livemode: true, stands: 'off', url: '', types: [], description: '', secretVersion: 0, previousUntilMs: 0,
  }),
  decide, evolve,
}

/** A webhook endpoint: where, which events, whether it is sent to, and which version of its secret signs. */
export const endpoint: Aggregate<EndpointCommand, EndpointEvent, EndpointState, EndpointRejection> = {
  name: 'endpoint',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: endpointRejections,
  key: (command) => (command as EndpointCommand).data.endpoint,
}
