import { decode, type LogBatch } from '@stablegate/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { EventStreams, type OpenStream, type StreamHost } from './event-streams.ts'
import type { Outgoing, Pipeline } from './pipeline.ts'
import type { Route } from './route.ts'

/** Streams held open by this process. */
const maxStreams = 2_000
/** Changes are told together, at most this often, and who listens is asked for the key or session as often as the other. */
const gatherMs = 300
const checkMs = 15_000
/** More at once are told as "this log changed". */
const maxGathered = 50

const logs = ['order', 'ledger', 'acceptor', 'notifier', 'gateway', 'treasury'] as const

/** `position` is how far the log must be read to see the change; a notice of another log does not know. */
export type Change = {
  readonly log: string; readonly type: string; readonly subject: string; readonly position?: number
}

/** Whose changes somebody is told: of one merchant or acceptor, or all. */
export type Listener = { readonly holder: string | null }

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
  const { log, type, stream, data, position } = event
  if (holder === null) return [{ log, type, subject: stream.slice(stream.indexOf('-') + 1), position }]
  if (stream === `notifier.feed-${holder}`) return [noticed(event), { log, type: '', subject: '', position }]
  const names = new RegExp(`${holder}(?![0-9A-Za-z])`)
  return names.test(stream) || names.test(data) ? [{ log, type: '', subject: '', position }] : []
}

/** Changes that wait to be told; each once. */
export class Gathered {
  readonly #changes = new Map<string, Change>()

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      const isMany = this.#changes.size >= maxGathered
      const told = isMany ? { ...change, type: '', subject: '' } : change
      // The later of two alike knows the later position; a batch may come again, so the larger counts.
      const key = `${told.log} ${told.type} ${told.subject}`
      const position = Math.max(told.position ?? 0, this.#changes.get(key)?.position ?? 0)
      this.#changes.set(key, position === 0 ? told : { ...told, position })
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
  readonly #host: StreamHost
  readonly #streams: EventStreams

  constructor(pipeline: Pipeline, host: StreamHost) {
    this.#pipeline = pipeline
    this.#host = host
    this.#streams = new EventStreams(pipeline, host, maxStreams)
  }

  addTo(fastify: FastifyInstance, routes: readonly Route[]): void {
    for (const route of routes.filter(({ stream }) => stream)) {
      fastify.get(route.path, (request, reply) => this.#streams.serve(route, request, reply,
        (stream, first) => this.#tell(route, request, stream, first)))
    }
  }

  async #tell(route: Route, request: FastifyRequest, { write, signal }: OpenStream, first: Outgoing): Promise<void> {
    const listener = JSON.parse(first.body.toString()) as Listener
    const { clock, tail } = this.#host
    const gathered = new Gathered()
    let wake = new AbortController()
    const untails = logs.map((log) => tail(log, ({ events }) => {
      for (const event of events) gathered.add(changesFor(listener, event))
      wake.abort()
    }))
    let checkAtMs = clock.now() + checkMs
    write(': here\n\n')
    try {
      while (!signal.aborted) {
        await clock.sleep(checkMs, AbortSignal.any([signal, wake.signal]))
        if (clock.now() >= checkAtMs) {
          if ((await this.#pipeline.run(route, request)).status !== 200) return
          checkAtMs = clock.now() + checkMs
          write(': still here\n\n')
        }
        wake = new AbortController()
        for (const change of gathered.take()) write(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
        await clock.sleep(gatherMs, signal)
      }
    } finally {
      for (const untail of untails) untail()
    }
  }
}
