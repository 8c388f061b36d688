import type { HostContext } from '@stablegate/host'
import { decode, type LogBatch } from '@stablegate/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { send } from './api.controller.ts'
import type { Pipeline } from './pipeline.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** Streams held open by this process. */
const maxStreams = 2_000
/** Changes are told together, at most this often, and who listens is asked for the key or session as often as the other. */
const gatherMs = 300
const checkMs = 15_000
const longestMs = 10 * 60_000
/** More at once are told as "this log changed". */
const maxGathered = 50

const logs = ['order', 'ledger', 'acceptor', 'notifier', 'gateway', 'treasury'] as const

export type Change = { readonly log: string; readonly type: string; readonly subject: string }

/** Whose changes somebody is told: of one merchant or acceptor, or all. */
export type Listener = { readonly holder: string | null }

type Host = Pick<HostContext, 'tail' | 'stopping' | 'clock'>
type Happened = LogBatch['events'][number]

const logOfSubject: Readonly<Record<string, string>> = { po: 'treasury', dst: 'treasury', dep: 'treasury', acc: 'acceptor',
  quo: 'acceptor' }

/** A notice is about something of another log: that is what changed. */
const noticed = ({ data }: Happened): Change => {
  const { type, subject } = decode<{ readonly type: string; readonly subject: string }>(data)
  return { log: logOfSubject[subject.split('_')[0] ?? ''] ?? 'order', type, subject }
}

/**
 * What a party is told of an event. Its own notices are told as they are; of any other event that
 * names it only that its log changed, since the rest may be about somebody else too.
 */
export const changesFor = ({ holder }: Listener, event: Happened): readonly Change[] => {
  const { log, type, stream, data } = event
  if (holder === null) return [{ log, type, subject: stream.slice(stream.indexOf('-') + 1) }]
  if (stream === `notifier.feed-${holder}`) return [noticed(event), { log, type: '', subject: '' }]
  const names = new RegExp(`${holder}(?![0-9A-Za-z])`)
  return names.test(stream) || names.test(data) ? [{ log, type: '', subject: '' }] : []
}

/** Changes that wait to be told; each once. */
export class Gathered {
  readonly #changes = new Map<string, Change>()

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      const isMany = this.#changes.size >= maxGathered
      const told = isMany ? { ...change, type: '', subject: '' } : change
      this.#changes.set(`${told.log} ${told.type} ${told.subject}`, told)
    }
  }

  take(): readonly Change[] {
    const taken = [...this.#changes.values()]
    this.#changes.clear()
    return taken
  }
}

/** Server-Sent Events that tell pages what to read again; the reading asks for rights as always. */
export class LiveChanges {
  readonly #pipeline: Pipeline
  readonly #host: Host
  #open = 0

  constructor(pipeline: Pipeline, host: Host) {
    this.#pipeline = pipeline
    this.#host = host
  }

  addTo(fastify: FastifyInstance, routes: readonly Route[]): void {
    for (const route of routes.filter(({ stream }) => stream)) {
      fastify.get(route.path, (request, reply) => this.#serve(route, request, reply))
    }
  }

  async #serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const first = await this.#pipeline.run(route, request)
    if (first.status !== 200 || this.#open >= maxStreams) {
      send(reply, first.status === 200
        ? this.#pipeline.failure(new Problem('temporarily_unavailable', { retryAfterMs: 5_000 }), this.#pipeline.requestId(request))
        : first)
      return reply
    }
    reply.hijack()
    const headers = { ...reply.getHeaders(), ...first.headers, 'content-type': 'text/event-stream; charset=utf-8' }
    reply.raw.writeHead(200, headers as Record<string, string>)
    this.#open += 1
    try {
      await this.#tell(route, request, reply.raw, JSON.parse(first.body.toString()) as Listener)
    } finally {
      this.#open -= 1
      reply.raw.end()
    }
    return reply
  }

  async #tell(route: Route, request: FastifyRequest, response: ServerResponse, listener: Listener): Promise<void> {
    const { clock, tail, stopping } = this.#host
    const ended = new AbortController()
    response.on('close', () => ended.abort())
    const signal = AbortSignal.any([ended.signal, stopping])
    const gathered = new Gathered()
    let wake = new AbortController()
    const untails = logs.map((log) => tail(log, ({ events }) => {
      for (const event of events) gathered.add(changesFor(listener, event))
      wake.abort()
    }))
    const untilMs = clock.now() + longestMs
    let checkAtMs = clock.now() + checkMs
    response.write(': here\n\n')
    try {
      while (!signal.aborted && clock.now() < untilMs) {
        await clock.sleep(checkMs, AbortSignal.any([signal, wake.signal]))
        if (clock.now() >= checkAtMs) {
          if ((await this.#pipeline.run(route, request)).status !== 200) return
          checkAtMs = clock.now() + checkMs
          response.write(': still here\n\n')
        }
        wake = new AbortController()
        for (const change of gathered.take()) response.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
        await clock.sleep(gatherMs, signal)
      }
    } finally {
      for (const untail of untails) untail()
    }
  }
}
