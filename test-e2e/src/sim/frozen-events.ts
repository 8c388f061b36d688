import type { Service } from '@stablegate/kernel'

const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/**
 * The service with events that nobody can change: a process decodes an event once, and its state,
 * its views, reactions and processes all hold the same one. Who writes to it throws.
 */
export const withFrozenEvents = (service: Service): Service => ({
  ...service,
  aggregates: service.aggregates.map((aggregate) => ({
    ...aggregate,
    decider: {
      ...aggregate.decider, evolve: (state, event) => aggregate.decider.evolve(state, frozen(event)),
    },
  })),
  views: service.views.map((view) => ({
    ...view, apply: (row, event, key) => view.apply(row, frozen(event), key),
  })),
  reactions: service.reactions.map((reaction) => ({
    ...reaction, react: (event) => reaction.react(frozen(event)),
  })),
  processes: service.processes.map((process) => ({
    ...process,
    evolve: (state, event) => process.evolve(state, frozen(event)),
    react: (event, state) => process.react(frozen(event), state),
  })),
})
