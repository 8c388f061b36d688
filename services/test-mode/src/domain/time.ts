import { maxTestAheadMs, testTimeCommands, testTimeEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, type Aggregate, type Decision } from '@stablegate/kernel'

export type TimeCommand = CommandOf<typeof testTimeCommands>
export type TimeEvent = MessagesOf<typeof testTimeEvents>
export type TimeState = { readonly aheadMs: number }

export const timeRejections = ['test_clock_too_far'] as const
type TimeRejection = (typeof timeRejections)[number]

const decide = ({ data: { byMs, by }, atMs }: TimeCommand, state: TimeState): Decision<TimeEvent, TimeRejection> => {
  const aheadMs = state.aheadMs + byMs
  if (aheadMs > maxTestAheadMs) return reject('test_clock_too_far')
  return accept({ type: 'time.advanced', data: { byMs, aheadMs, by, atMs } })
}

/** The time of the whole test system: it goes forward, by what people ask, and never back. */
export const time: Aggregate<TimeCommand, TimeEvent, TimeState, TimeRejection> = {
  name: 'time',
  decider: { initial: () => ({ aheadMs: 0 }), decide, evolve: (_, { data: { aheadMs } }) => ({ aheadMs }) },
  commands: Object.values(testTimeCommands),
  events: Object.values(testTimeEvents),
  rejections: timeRejections,
  key: () => 'main',
}
