import type { HostContext } from '@stablegate/host'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { send } from './api.controller.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** Streams held open by this process; each costs a connection and a read at every change. */
export const maxStreams = 1_000
const heartbeatMs = 15_000
/** A client comes again by itself; until then its key may have been revoked. */
const longestMs = 10 * 60_000

type Host = Pick<HostContext, 'tail' | 'stopping' | 'clock'>

/**
 * Server-Sent Events beside a route that shows one payment: its answer now, and again at each
 * change. Each is read anew by the route itself, so the same may see the same.
 */
export class LivePayments {
  readonly #pipeline: Pipeline
  readonly #host: Host
  #open = 0

  constructor(pipeline: Pipeline, host: Host) {
    this.#pipeline = pipeline
    this.#host = host
  }

  addTo(fastify: FastifyInstance, routes: readonly Route[]): void {
    for (const route of routes.filter(({ live }) => live)) {
      fastify.get(`${route.path}/stream`, (request, reply) => this.#serve(route, request, reply))
    }
  }

  async #serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const first = await this.#pipeline.run(route, request)
    if (first.status !== 200 || this.#open >= maxStreams) {
      const isFull = first.status === 200
      send(reply, isFull
        ? this.#pipeline.failure(new Problem('temporarily_unavailable', { retryAfterMs: 5_000 }), this.#pipeline.requestId(request))
        : first)
      return reply
    }
    reply.hijack()
    const headers = { ...reply.getHeaders(), ...first.headers, 'content-type': 'text/event-stream; charset=utf-8' }
    reply.raw.writeHead(200, headers as Record<string, string>)
    this.#open += 1
    try {
      await this.#stream(route, request, reply.raw, first)
    } finally {
      this.#open -= 1
      reply.raw.end()
    }
    return reply
  }

  async #stream(route: Route, request: Incoming, response: ServerResponse, first: Outgoing): Promise<void> {
    const { payment } = request.params as { readonly payment: string }
    const ended = new AbortController()
    response.on('close', () => ended.abort())
    const signal = AbortSignal.any([ended.signal, this.#host.stopping])
    let wake = new AbortController()
    let changedAt = 0
    const untail = this.#host.tail('order', ({ events }) => {
      for (const { stream, position } of events) {
        if (stream !== `order.payment-${payment}`) continue
        changedAt = Math.max(changedAt, position)
        wake.abort()
      }
    })
    const untilMs = this.#host.clock.now() + longestMs
    let shown = ''
    let next: Outgoing = first
    try {
      while (!signal.aborted && this.#host.clock.now() < untilMs && next.status === 200) {
        const text = next.body.toString()
        response.write(text === shown ? ': still here\n\n' : `event: payment\ndata: ${text}\n\n`)
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
