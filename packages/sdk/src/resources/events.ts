import type { ListEventsItem, ListEventsQuery } from '../generated/api.ts'
import { Paged, type Page } from '../http/paged.ts'
import { sleep } from '../http/retry.ts'
import type { ReadOptions, Transport } from '../http/transport.ts'

export type FollowOptions = ReadOptions & {
  /** How often to look for more once all is read. */
  readonly pollMs?: number
}

/** The same events as the webhooks, to be pulled: in order, without gaps, as often as you like. */
export class Events {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** What there is now, from after a sequence. */
  list(query: ListEventsQuery = {}, options?: ReadOptions): Paged<ListEventsItem> {
    return new Paged((last) => this.#transport.get<Page<ListEventsItem>>({
      path: '/v1/events', log: 'notifier', query: { ...query, after: last?.sequence ?? query.after },
    }, options))
  }

  /**
   * What there is and what comes, until the signal or the end of your loop. Keep the `sequence` of
   * the last event that you have dealt with, and begin after it next time.
   */
  async *follow(
    { after = 0, limit }: ListEventsQuery = {}, { pollMs = 2_000, ...options }: FollowOptions = {},
  ): AsyncGenerator<ListEventsItem, void, undefined> {
    let last = after
    for (;;) {
      for await (const event of this.list(limit === undefined ? { after: last } : { after: last, limit }, options)) {
        yield event
        last = event.sequence
      }
      await sleep(pollMs, options.signal)
    }
  }
}
