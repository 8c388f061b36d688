import type { FastifyInstance, FastifyRequest } from 'fastify'
import { EventStreams, type OpenStream, type StreamHost } from './event-streams.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import type { Route } from './route.ts'

/** Streams held open by this process; each costs a read at every change. */
export const maxStreams = 1_000
const heartbeatMs = 15_000

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
      fastify.get(`${route.path}/stream`, (request, reply) => this.#streams.serve(route, request, reply,
        (stream, first) => this.#tell(route, request, stream, first)))
    }
  }

  async #tell(route: Route, request: FastifyRequest, { write, signal }: OpenStream, first: Outgoing): Promise<void> {
    const { payment } = request.params as { readonly payment: string }
    let wake = new AbortController()
    let changedAt = 0
    const untail = this.#host.tail('order', ({ events }) => {
      for (const { stream, position } of events) {
        if (stream !== `order.payment-${payment}`) continue
        changedAt = Math.max(changedAt, position)
        wake.abort()
      }
    })
    let shown = ''
    let next: Outgoing = first
    try {
      while (!signal.aborted && next.status === 200) {
        const text = next.body.toString()
        write(text === shown ? ': still here\n\n' : `event: payment\ndata: ${text}\n\n`)
        shown = text
        await this.#host.clock.sleep(heartbeatMs, AbortSignal.any([signal, wake.signal]))
        wake = new AbortController()
        // Who holds the stream was let in by the first answer, and is asked for the key at each one.
        next = await this.#pipeline.run(route, this.#again(request, changedAt))
      }
    } finally {
      untail()
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
