import type { HostContext } from '@stablegate/host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sha256 } from '../crypto/master-key.ts'
import { neighbourhoodOf } from './address-list.ts'
import { send } from './api.controller.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** A client comes again by itself; until then its key may have been revoked. */
const longestMs = 10 * 60_000
/** Bytes that wait for somebody who does not read: more, and the stream ends. */
const maxWaitingBytes = 1024 * 1024
/** One caller may hold this share of the places, or one could take them all. */
const shareOfOne = 10

/** One answer that stays open as Server-Sent Events. */
export type OpenStream = {
  readonly write: (text: string) => void
  /** Aborted when the client has gone, when the process stops, or when it was open long enough. */
  readonly signal: AbortSignal
}

export type StreamHost = Pick<HostContext, 'events' | 'tail' | 'stopping' | 'clock'>

/** Who holds a stream: a key, and of all others their address, since a session's secret can be made up. */
const holderOf = ({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): string => {
  const { authorization } = headers
  return authorization?.startsWith('Bearer sk_') ? sha256(authorization) : neighbourhoodOf(ip)
}

/** Answers that stay open, so many at once in this process: each costs a connection and reads. */
export class EventStreams {
  readonly #pipeline: Pipeline
  readonly #host: StreamHost
  readonly #most: number
  readonly #openOf = new Map<string, number>()
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
    const holder = holderOf(request)
    const full = this.#fullFor(holder)
    if (full) return this.#answer(reply, this.#pipeline.failure(full, this.#pipeline.requestId(request)))
    reply.hijack()
    // Whoever went while the first answer was read is not heard to go any more.
    if (reply.raw.destroyed) return reply
    const headers = { ...reply.getHeaders(), ...first.headers, 'content-type': 'text/event-stream; charset=utf-8' }
    reply.raw.writeHead(200, headers as Record<string, string>)
    const ended = new AbortController()
    reply.raw.on('close', () => ended.abort())
    const signal = AbortSignal.any([ended.signal, this.#host.stopping])
    void this.#host.clock.sleep(longestMs, signal).then(() => ended.abort())
    const write = (text: string): void => {
      reply.raw.write(text)
      if (reply.raw.writableLength > maxWaitingBytes) ended.abort()
    }
    this.#count(holder, 1)
    try {
      await tell({ write, signal }, first)
    } finally {
      this.#count(holder, -1)
      ended.abort()
      // Who reads nothing would never see the end.
      if (reply.raw.writableLength > maxWaitingBytes) reply.raw.destroy()
      else reply.raw.end()
    }
    return reply
  }

  #fullFor(holder: string): Problem | undefined {
    if (this.#open >= this.#most) return new Problem('temporarily_unavailable', { retryAfterMs: 5_000 })
    const own = this.#openOf.get(holder) ?? 0
    return own >= this.#most / shareOfOne ? new Problem('rate_limited', { retryAfterMs: 5_000 }) : undefined
  }

  #count(holder: string, more: 1 | -1): void {
    this.#open += more
    const own = (this.#openOf.get(holder) ?? 0) + more
    if (own === 0) this.#openOf.delete(holder)
    else this.#openOf.set(holder, own)
  }

  #answer(reply: FastifyReply, answer: Outgoing): FastifyReply {
    send(reply, answer)
    return reply
  }
}
