import type { After, HostContext } from '@stablegate/host'
import { decodeMetadata, type StoredEvent } from '@stablegate/kernel'
import { z } from 'zod'
import type { Call } from './route.ts'
import { Problem } from './problem.ts'

/** `?at=`: a moment of the past, as a time or as a position of the log that the answer comes from. */
export const at = z.union([
  z.string().regex(/^\d{1,15}$/).transform((text) => ({ position: Number(text) })),
  z.iso.datetime({ offset: true }).transform((text) => ({ timeMs: Date.parse(text) })),
]).optional().describe('As it was then: an RFC 3339 time, or a position as the header Position names it')

export type At = Exclude<z.output<typeof at>, undefined>

type Log = Pick<HostContext, 'events'>

const inTheFuture = (): Problem =>
  new Problem('request_invalid', { errors: [{ pointer: 'query/at', detail: 'must not lie in the future' }] })

/**
 * The last position of a log that was decided by then. Times in a log may differ by what the clocks
 * of its deciders do; of the events near the moment the order in the log decides.
 */
const positionAt = async ({ events }: Log, log: string, timeMs: number, head: number): Promise<number> => {
  let before = 0
  let after = head + 1
  // Everything up to `before` is old enough, what stands at `after` is not.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    const [event] = await events.readLog(log, middle - 1, 1)
    if (event && event.position < after && decodeMetadata(event).atMs <= timeMs) before = event.position
    else after = middle
  }
  return before
}

/** The moment as a position of the log; a time or a position that is still to come is refused. */
export const pastPosition = async (call: Call, log: string, moment: At): Promise<After> => {
  const { host } = call.gateway
  const head = await host.events.head(log)
  if ('position' in moment) {
    if (moment.position > head.position) throw inTheFuture()
    return { log, position: moment.position }
  }
  if (moment.timeMs > call.nowMs) throw inTheFuture()
  return { log, position: await positionAt(host, log, moment.timeMs, head.position) }
}

const pageEvents = 500

/** All events of a stream up to the moment, in order. */
export const pastOfStream = async (call: Call, stream: string, moment: At): Promise<readonly StoredEvent[]> => {
  if ('timeMs' in moment && moment.timeMs > call.nowMs) throw inTheFuture()
  const past: StoredEvent[] = []
  for (;;) {
    const page = await call.gateway.host.events.readStream(stream, past.length, pageEvents)
    for (const event of page) {
      const isLater = 'position' in moment ? event.position > moment.position : decodeMetadata(event).atMs > moment.timeMs
      if (isLater) return past
      past.push(event)
    }
    if (page.length < pageEvents) return past
  }
}

const wideMs = 86_400_000

/**
 * Positions of a log between which all events of a span of time lie, a day wide on both sides: for
 * an index, where times decide. The answer to a query over them must have seen `to`.
 */
export const positionsAround = async (
  call: Call, log: string, fromMs: number, toMs: number,
): Promise<{ readonly afterPosition: number; readonly seen: After }> => {
  const { host } = call.gateway
  const { position: head } = await host.events.head(log)
  const before = await positionAt(host, log, Math.max(0, fromMs - wideMs), head)
  const until = toMs + wideMs >= call.nowMs ? head : await positionAt(host, log, toMs + wideMs, head)
  return { afterPosition: before, seen: { log, position: until } }
}
