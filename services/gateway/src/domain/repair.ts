import { repairCommands, repairEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type RepairCommand = CommandOf<typeof repairCommands>
export type RepairEvent = MessagesOf<typeof repairEvents>
type Requested = Extract<RepairEvent, { type: 'repair.requested' }>['data']

export const repairRejections = [
  'repair_exists', 'repair_unknown', 'repair_approved', 'repair_not_approved', 'requester_cannot_approve',
] as const
export type RepairRejection = (typeof repairRejections)[number]

type RepairState = { requested?: Requested; approved: boolean; done: boolean }
type Outcome = Decision<RepairEvent, RepairRejection>

const approved = ({ operator, atMs: _, ...asked }: Requested, second: readonly string[], atMs: number): RepairEvent =>
  ({ type: 'repair.approved', data: { ...asked, operators: [operator, ...second], atMs } })

/** To try again loses nothing, so one person may; what is skipped is lost for ever, so two must (rule 19). */
const request = ({ data, atMs }: Extract<RepairCommand, { type: 'gateway.repair.request' }>, state: RepairState): Outcome => {
  if (state.requested) return reject('repair_exists')
  const requested = { ...data, atMs }
  const first: RepairEvent = { type: 'repair.requested', data: requested }
  return data.act.action === 'retry' ? accept(first, approved(requested, [], atMs)) : accept(first)
}

const decide = (command: RepairCommand, state: RepairState): Outcome => {
  if (command.type === 'gateway.repair.request') return request(command, state)
  const { requested } = state
  if (!requested) return reject('repair_unknown')
  switch (command.type) {
    case 'gateway.repair.approve':
      if (state.approved) return reject('repair_approved')
      if (requested.operator === command.data.operator) return reject('requester_cannot_approve')
      return accept(approved(requested, [command.data.operator], command.atMs))
    case 'gateway.repair.finish':
      if (!state.approved) return reject('repair_not_approved')
      return state.done ? accept() : accept({ type: 'repair.done', data: { ...command.data, atMs: command.atMs } })
    default: return unreachable(command)
  }
}

const evolve = (state: RepairState, event: RepairEvent): RepairState => {
  switch (event.type) {
    case 'repair.requested': return { ...state, requested: event.data }
    case 'repair.approved': return { ...state, approved: true }
    case 'repair.done': return { ...state, done: true }
    default: return unreachable(event)
  }
}

export const repairDecider: Decider<RepairCommand, RepairEvent, RepairState, RepairRejection> = {
  initial: () => ({ approved: false, done: false }), decide, evolve,
}

/** What operators do about parked events: who asked, who said yes, why, and what came of it. */
export const repair: Aggregate<RepairCommand, RepairEvent, RepairState, RepairRejection> = {
  name: 'repair',
  decider: repairDecider,
  commands: Object.values(repairCommands),
  events: Object.values(repairEvents),
  rejections: repairRejections,
  key: (command) => (command as RepairCommand).data.repair,
}
