import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { EventStreams, type OpenStream, type StreamHost } from './event-streams.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import type { Route } from './route.ts'

/** Streams held open by this process; each costs a read at every change. */
export const maxStreams = 1_000
const heartbeatMs = 15_000

/** Changes of one payment, from the moment it is listened to. */
type Changes = {
  readonly sawAll: (position: number) => void
  /** Waits for a change, or for the time of a sign of life; answers how far the log must be read. */
  readonly changed: (signal: AbortSignal) => Promise<number>
  readonly end: () => void
}

/**
 * Server-Sent Events beside a route that shows one payment: its answer now, and again at each
 * change. Each is read anew by the route itself, so the same may see the same.
 */
export class LivePayments {
  readonly #pipeline: Pipeline
  readonly #host: StreamHost
  readonly #streams: EventStreams

  constructor(pipeline: Pipeline, host: StreamHost) {
    this.#pipeline = pipeline
    this.#host = host
    this.#streams = new EventStreams(pipeline, host, maxStreams)
  }

  addTo(fastify: FastifyInstance, routes: readonly Route[]): void {
    for (const route of routes.filter(({ live }) => live)) {
      fastify.get(`${route.path}/stream`, (request, reply) => this.#serve(route, request, reply))
    }
  }

  /**
   * What changes is listened to before the first answer is read, and that answer has seen all that
   * was written by then: between the two nothing falls through.
   */
  async #serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { payment } = request.params as { readonly payment: string }
    const changes = this.#changesOf(payment)
    try {
      const { position } = await this.#host.events.head('order')
      changes.sawAll(position)
      return await this.#streams.serve(
        route, request, reply, (stream, first) => this.#tell(route, request, changes, stream, first),
        this.#again(request, position))
    } finally {
      changes.end()
    }
  }

  #changesOf(payment: string): Changes {
    let wake = new AbortController()
    let changedAt = 0
    const end = this.#host.tail('order', ({ events }) => {
      for (const { stream, position } of events) {
        if (stream !== `order.payment-${payment}`) continue
        changedAt = Math.max(changedAt, position)
        wake.abort()
      }
    })
    return {
      end,
      sawAll: (position) => { changedAt = Math.max(changedAt, position) },
      changed: async (signal) => {
        await this.#host.clock.sleep(heartbeatMs, AbortSignal.any([signal, wake.signal]))
        wake = new AbortController()
        return changedAt
      },
    }
  }

  async #tell(
    route: Route, request: FastifyRequest, changes: Changes, { write, signal }: OpenStream, first: Outgoing,
  ): Promise<void> {
    let shown = ''
    let next: Outgoing = first
    while (!signal.aborted && next.status === 200) {
      const text = next.body.toString()
      write(text === shown ? ': still here\n\n' : `event: payment\ndata: ${text}\n\n`)
      shown = text
      // Who holds the stream was let in by the first answer, and is asked for the key at each one.
      next = await this.#pipeline.run(route, this.#again(request, await changes.changed(signal)))
    }
  }

  #again(request: Incoming, position: number): Incoming {
    const readAfter = position === 0 ? {} : { 'read-after': `order:${position}` }
    return {
      headers: { ...request.headers, ...readAfter }, ip: request.ip, url: request.url, params: request.params,
      query: request.query, body: undefined,
    }
  }
}
