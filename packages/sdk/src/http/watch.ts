import { ConnectionError, ServerError, RateLimitedError } from './errors.ts'
import { sleep } from './retry.ts'
import { eventsOf } from './sse.ts'
import type { ReadOptions, Transport } from './transport.ts'

/** The server says something every 15 s; when three of them are missing the connection is dead. */
const silentMs = 45_000
/** Streams end after ten minutes by design; one that ends at once must not be reopened in a tight loop. */
const reopenMs = 1_000
const longestReopenMs = 15_000

export type WatchOptions = Omit<ReadOptions, 'maxRetries'> & {
  /** Told when updates begin to come, and when they stop until the next reconnection. */
  readonly onConnection?: (connection: 'open' | 'lost') => void
}

const mayComeBack = (error: unknown): boolean =>
  error instanceof ConnectionError || error instanceof ServerError || error instanceof RateLimitedError

/**
 * A thing as it is now and again at each change, by Server-Sent Events; reconnects until the caller
 * stops. What did not change is not told twice.
 */
export const watch = async function* <Answer>(
  transport: Transport, path: string, { onConnection, ...options }: WatchOptions = {},
): AsyncGenerator<Answer, void, undefined> {
  const read = { path: `${path}/stream`, log: 'order' }
  let shown = ''
  let failures = 0
  for (;;) {
    options.signal?.throwIfAborted()
    const silence = new AbortController()
    const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal
    let timer = setTimeout(() => silence.abort(), silentMs)
    const alive = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silentMs)
    }
    try {
      // What fails is told at once; the loop is what tries again.
      const stream = await transport.open(read, { ...options, maxRetries: 0, signal })
      failures = 0
      onConnection?.('open')
      for await (const { event, data } of eventsOf(stream, alive)) {
        if (event !== 'payment' || data === shown) continue
        shown = data
        yield JSON.parse(data) as Answer
      }
    } catch (error) {
      options.signal?.throwIfAborted()
      const isBroken = silence.signal.aborted || mayComeBack(error) || error instanceof TypeError
      if (!isBroken) throw error
      failures += 1
      onConnection?.('lost')
    } finally {
      clearTimeout(timer)
      // Frees the connection also when the caller leaves the loop.
      silence.abort()
    }
    await sleep(Math.min(longestReopenMs, reopenMs * 2 ** Math.max(0, failures - 1)), options.signal)
  }
}
