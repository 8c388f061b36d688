import { BrokenInvariant, assertThat } from '../assert.ts'
import type { EventStore, StoredEvent } from '../event-store.ts'
import type {
  AnyProcess, CommandToSend, MessageSpec, Reaction, RecordedEvent, Service,
} from '../service.ts'
import { UnknownVersion, indexSpecs } from './event-codec.ts'
import type { RuntimeLimits } from './limits.ts'
import { ProcessStates } from './process-states.ts'

/** What a reaction and a process have in common: events of a log in, commands out. */
export type CommandSource = {
  /** As in cursors: `reaction:<name>` or `process:<name>`. */
  readonly name: string
  readonly log: string
  readonly from: 'start' | 'now'
  /** The spec of an event of interest. Throws `UnknownVersion` on one that must not be skipped. */
  readonly specOf: (event: StoredEvent) => MessageSpec | undefined
  readonly keyOf: (event: RecordedEvent) => string
  /** Throws `BrokenInvariant` when the event cannot be handled, anything else to try again. */
  readonly commandsOf: (event: RecordedEvent) => Promise<readonly CommandToSend[]>
}

const orBroken = <T>(name: string, event: RecordedEvent, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const where = `${name} at ${event.log}:${event.position}`
    throw new BrokenInvariant(`${where}: ${why}`, { cause: error })
  }
}

export const reactionSource = (reaction: Reaction): CommandSource => {
  const specs = indexSpecs(reaction.events)
  const name = `reaction:${reaction.name}`
  return {
    name,
    log: reaction.log,
    from: reaction.from,
    specOf: (event) => specs.get(event.type),
    keyOf: (event) => orBroken(name, event, () => reaction.keyOf?.(event) ?? event.stream),
    commandsOf: async (event) => orBroken(name, event, () => reaction.react(event)),
  }
}

export const processSource = (
  service: Service, process: AnyProcess, store: EventStore, limits: RuntimeLimits,
): CommandSource => {
  const aggregate = service.aggregates.find(({ name }) => name === process.aggregate)
  assertThat(aggregate, `process ${process.name} follows no aggregate of ${service.name}`)
  const states = new ProcessStates(process, aggregate, store, limits)
  const specs = indexSpecs(aggregate.events)
  const streams = `${service.name}.${aggregate.name}-`
  const name = `process:${process.name}`
  return {
    name,
    log: service.name,
    from: 'start',
    specOf: (event) => {
      if (!event.stream.startsWith(streams)) return undefined
      const spec = specs.get(event.type)
      if (spec !== undefined) return spec
      throw new UnknownVersion(`${event.stream} holds "${event.type}", which nobody here folds`)
    },
    keyOf: (event) => event.stream,
    commandsOf: async (event) => {
      const state = await states.at(event)
      return orBroken(name, event, () => process.react(event, state))
    },
  }
}
