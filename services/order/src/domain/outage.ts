import {
  outageCommands,
  outageEvents,
  type CommandOf,
  type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, type Aggregate, type Decision } from '@stablegate/kernel'

export type OutageCommand = CommandOf<typeof outageCommands>
export type OutageEvent = MessagesOf<typeof outageEvents>
export type OutageState = {
  readonly proposed?: OutageEvent['data'] & { readonly operator?: string }
  readonly recorded: boolean
}

export const outageRejections = [
  'bad_span',
  'outage_exists',
  'outage_unknown',
  'already_recorded',
  'same_person',
] as const
export type OutageRejection = (typeof outageRejections)[number]

/** Longer is no outage but a closed business; it would also let two people stop every clock for good. */
export const maxOutageMs = 7 * 24 * 3_600_000

const decide = (
  command: OutageCommand,
  { proposed, recorded }: OutageState,
): Decision<OutageEvent, OutageRejection> => {
  switch (command.type) {
    case 'order.outage.propose': {
      const { fromMs, toMs } = command.data
      if (proposed) return reject('outage_exists')
      if (fromMs >= toMs || toMs > command.atMs || toMs - fromMs > maxOutageMs)
        return reject('bad_span')
      return accept({ type: 'outage.proposed', data: command.data })
    }
    case 'order.outage.approve': {
      const { outage, operator } = command.data
      if (!proposed) return reject('outage_unknown')
      if (recorded) return reject('already_recorded')
      if (proposed.operator === operator) return reject('same_person')
      const { fromMs, toMs, reason } = proposed
      const operators = [proposed.operator ?? '', operator]
      return accept({ type: 'outage.recorded', data: { outage, operators, fromMs, toMs, reason } })
    }
  }
}

/** Time during which nobody could act, recorded by two people; every open clock is shifted by it (rule 19). */
export const outage: Aggregate<OutageCommand, OutageEvent, OutageState, OutageRejection> = {
  name: 'outage',
  decider: {
    initial: () => ({ recorded: false }),
    decide,
    evolve: (state, event) =>
      event.type === 'outage.proposed'
        ? { ...state, proposed: event.data }
        : { ...state, recorded: true },
  },
  commands: Object.values(outageCommands),
  events: Object.values(outageEvents),
  rejections: outageRejections,
  key: (command) => (command as OutageCommand).data.outage,
  outage: (event) =>
    event.type === 'outage.recorded'
      ? { id: event.data.outage, fromMs: event.data.fromMs, toMs: event.data.toMs }
      : undefined,
}
