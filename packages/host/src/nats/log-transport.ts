import { Server, type CustomTransportStrategy } from '@nestjs/microservices'
import type { RunningService } from '@stablegate/kernel'
import type { LogFeed } from './log-feed.ts'

type Receiver = Pick<RunningService, 'logs' | 'receive'>

/**
 * JetStream as Nest sees it: a transport whose handlers are the consumers of the service's value.
 * Nothing is acknowledged: cursors say what was read, and the store fills every gap.
 */
export class LogTransport extends Server implements CustomTransportStrategy {
  readonly #feed: LogFeed
  readonly #receivers: readonly Receiver[]
  #ends: readonly (() => void)[] = []

  constructor(feed: LogFeed, receivers: readonly Receiver[]) {
    super()
    this.#feed = feed
    this.#receivers = receivers
  }

  listen(callback: () => void): void {
    this.#ends = this.#receivers.flatMap((receiver) =>
      receiver.logs.map((log) => this.#feed.listen(log, (batch) => receiver.receive(batch))))
    callback()
  }

  close(): void {
    for (const end of this.#ends) end()
    this.#ends = []
  }

  override on(): void {
    // No transport events of its own: the connection's are logged by the host.
  }

  override unwrap<T>(): T {
    return this.#feed as T
  }
}
