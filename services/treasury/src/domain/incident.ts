import { incidentCommands, incidentEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type IncidentCommand = CommandOf<typeof incidentCommands>
export type IncidentEvent = MessagesOf<typeof incidentEvents>
type Opened = Extract<IncidentEvent, { type: 'incident.opened' }>['data']
type Proposed = Extract<IncidentEvent, { type: 'incident.closing_proposed' }>['data']

/** Why a command on an incident is refused, in the order in which it is looked at. */
export const incidentRejections = ['incident_unknown', 'incident_closed', 'nothing_proposed', 'same_person'] as const
export type IncidentRejection = (typeof incidentRejections)[number]

type IncidentState = { opened?: Opened; proposed?: Proposed; closed: boolean }
type Outcome = Decision<IncidentEvent, IncidentRejection>

const closing = (
  opened: Opened, { reason, writeOff }: Pick<Proposed, 'reason' | 'writeOff'>, operators: string[], atMs: number,
): IncidentEvent => ({
  type: 'incident.closed', data: { ...opened, reason, ...(writeOff ? { writeOff } : {}), operators, atMs },
})

const decide = (command: IncidentCommand, { opened, proposed, closed }: IncidentState): Outcome => {
  if (command.type === 'treasury.incident.open') {
    return opened ? accept() : accept({ type: 'incident.opened', data: { ...command.data, atMs: command.atMs } })
  }
  if (!opened) return reject('incident_unknown')
  if (closed) return reject('incident_closed')
  const { operator } = command.data
  switch (command.type) {
    case 'treasury.incident.propose_closing': {
      const { reason, writeOff } = command.data
      // What stops nothing and costs nothing is noted by one person.
      if (opened.stops.length === 0 && !writeOff) return accept(closing(opened, { reason }, [operator], command.atMs))
      return accept({
        type: 'incident.closing_proposed',
        data: { ...opened, operator, reason, ...(writeOff ? { writeOff } : {}), atMs: command.atMs },
      })
    }
    case 'treasury.incident.approve_closing':
      if (!proposed) return reject('nothing_proposed')
      if (proposed.operator === operator) return reject('same_person')
      return accept(closing(opened, proposed, [proposed.operator, operator], command.atMs))
    default: return unreachable(command)
  }
}

const evolve = (state: IncidentState, event: IncidentEvent): IncidentState => {
  switch (event.type) {
    case 'incident.opened': return { ...state, opened: event.data }
    case 'incident.closing_proposed': return { ...state, proposed: event.data }
    case 'incident.closed': return { ...state, closed: true }
    default: return unreachable(event)
  }
}

export const incidentDecider: Decider<IncidentCommand, IncidentEvent, IncidentState, IncidentRejection> = {
  initial: () => ({ closed: false }), decide, evolve,
}

/** Something that must not be: what it stops stays stopped until people have ended it. */
export const incident: Aggregate<IncidentCommand, IncidentEvent, IncidentState, IncidentRejection> = {
  name: 'incident',
  decider: incidentDecider,
  commands: Object.values(incidentCommands),
  events: Object.values(incidentEvents),
  rejections: incidentRejections,
  key: (command) => (command as IncidentCommand).data.incident,
}
