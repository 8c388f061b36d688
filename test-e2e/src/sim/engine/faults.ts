/** What goes wrong in the simulated world, each by chance and each counted. */
export const faults = [
  'batch_lost',
  'batch_repeated',
  'batch_late',
  'bus_wiped',
  'publish_failed',
  'command_lost',
  'command_repeated',
  'command_late',
  'answer_lost',
  'store_unavailable',
  'outcome_unknown_applied',
  'outcome_unknown_not_applied',
  'crash',
  'twin',
  'clock_jump',
  'slow_consumer',
] as const
export type Fault = (typeof faults)[number]

/** Chances of an operation to go wrong, while faults are on. */
export const chances = {
  batch_lost: 0.05,
  batch_repeated: 0.05,
  batch_late: 0.05,
  publish_failed: 0.03,
  command_lost: 0.015,
  command_repeated: 0.04,
  command_late: 0.03,
  answer_lost: 0.015,
  store_unavailable: 0.025,
  outcome_unknown_applied: 0.025,
  outcome_unknown_not_applied: 0.025,
} as const satisfies Partial<Record<Fault, number>>

export type FaultWatch = (fault: Fault, streams: readonly string[]) => void
