import { accept, defineService } from '@stablegate/kernel'
import type { Aggregate, Command, Message } from '@stablegate/kernel'

/** The least a service can be: a command names a tally and leaves one event on its stream. */
type Counted = Message<'counted', { readonly tally: string }>
type Count = Command<'tally.tally.count', Counted['data']>

const parse = (data: unknown): Counted['data'] => {
  const { tally } = data as Counted['data']
  if (typeof tally !== 'string') throw new TypeError('tally is not a string')
  return { tally }
}

const aggregate: Aggregate<Count, Counted, { count: number }, never> = {
  name: 'tally',
  decider: {
    initial: () => ({ count: 0 }),
    decide: ({ data }) => accept({ type: 'counted', data }),
    evolve: (state) => ({ count: state.count + 1 }),
  },
  commands: [{ type: 'tally.tally.count', version: 1, parse }],
  events: [{ type: 'counted', version: 1, parse }],
  rejections: [],
  key: (command) => (command as Count).data.tally,
}

export const tally = defineService({ name: 'tally', aggregates: [aggregate] })
