import type { EventStore, Metadata } from '@stablegate/kernel'

/**
 * Streams of test and live mode are disjoint: a process never goes on with a log that was written in
 * the other mode. The last event tells; what was written before modes were kept says nothing.
 */
export const assertMode = async (
  store: Pick<EventStore, 'head' | 'readLog'>, log: string, livemode: boolean,
): Promise<void> => {
  const { position } = await store.head(log)
  if (position === 0) return
  const [last] = await store.readLog(log, position - 1, 1)
  if (last === undefined) return
  const { livemode: written } = JSON.parse(last.metadata) as Pick<Metadata, 'livemode'>
  if (written === undefined || written === livemode) return
  const mode = (isLive: boolean): string => (isLive ? 'live' : 'test')
  throw new Error(`the log of ${log} was written in ${mode(written)} mode, and this process runs in ${mode(livemode)} mode: `
    + 'give each mode an event store and a database of its own (EVENT_STORE_URL, DATABASE_URL, LIVEMODE)')
}
