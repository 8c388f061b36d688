import type { HostContext } from '@stablegate/host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { send } from './api.controller.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** A client comes again by itself; until then its key may have been revoked. */
const longestMs = 10 * 60_000

/** One answer that stays open as Server-Sent Events. */
export type OpenStream = {
  readonly write: (text: string) => void
  /** Aborted when the client has gone, when the process stops, or when it was open long enough. */
  readonly signal: AbortSignal
}

export type StreamHost = Pick<HostContext, 'events' | 'tail' | 'stopping' | 'clock'>

/** Answers that stay open, so many at once in this process: each costs a connection and reads. */
export class EventStreams {
  readonly #pipeline: Pipeline
  readonly #host: StreamHost
  readonly #most: number
  #open = 0

  constructor(pipeline: Pipeline, host: StreamHost, most: number) {
    this.#pipeline = pipeline
    this.#host = host
    this.#most = most
  }

  /** Who may not have the route's answer gets the refusal; all others what `tell` writes, beginning with that answer. */
  async serve(
    route: Route, request: FastifyRequest, reply: FastifyReply,
    tell: (stream: OpenStream, first: Outgoing) => Promise<void>, asked: Incoming = request,
  ): Promise<FastifyReply> {
    const first = await this.#pipeline.run(route, asked)
    if (first.status !== 200) return this.#answer(reply, first)
    if (this.#open >= this.#most) {
      const full = new Problem('temporarily_unavailable', { retryAfterMs: 5_000 })
      return this.#answer(reply, this.#pipeline.failure(full, this.#pipeline.requestId(request)))
    }
    reply.hijack()
    const headers = { ...reply.getHeaders(), ...first.headers, 'content-type': 'text/event-stream; charset=utf-8' }
    reply.raw.writeHead(200, headers as Record<string, string>)
    const ended = new AbortController()
    reply.raw.on('close', () => ended.abort())
    const signal = AbortSignal.any([ended.signal, this.#host.stopping])
    void this.#host.clock.sleep(longestMs, signal).then(() => ended.abort())
    this.#open += 1
    try {
      await tell({ write: (text) => { reply.raw.write(text) }, signal }, first)
    } finally {
      this.#open -= 1
      ended.abort()
      reply.raw.end()
    }
    return reply
  }

  #answer(reply: FastifyReply, answer: Outgoing): FastifyReply {
    send(reply, answer)
    return reply
  }
}
