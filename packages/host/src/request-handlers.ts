import { BrokenInvariant, type Answer, type Envelope, type RunningService, type Service } from '@stablegate/kernel'
import { z } from 'zod'
import { onTrail } from './logging.ts'
import { latencyBuckets } from './metrics.ts'
import { MalformedBody, type RequestHandler } from './nats/request-server.ts'
import { commandSubject, querySubject } from './nats/subjects.ts'
import type { ProcessParts } from './process-parts.ts'
import type { After, QueryAnswer } from './queries.ts'

const label = z.string().min(1).max(200)
const envelopeSchema = z.object({
  id: label, type: label, data: z.unknown(), actor: label, correlationId: label, causationId: label,
  traceparent: z.string().max(60).optional(),
})
const questionSchema = z.object({
  input: z.unknown(),
  after: z.object({ log: label, position: z.int().min(0) }).optional(),
  correlationId: label.optional(),
})

/** One handler for each command of the service, by its subject. */
export const commandHandlers = (
  parts: ProcessParts, service: Service, running: RunningService,
): ReadonlyMap<string, RequestHandler> => {
  const seconds = parts.metrics.histogram(
    'stablegate_command_seconds', 'Time to decide, append and answer a command',
    latencyBuckets, ['type', 'status'])
  const handle = async (type: string, data: unknown): Promise<Answer> => {
    const parsed = envelopeSchema.safeParse(data)
    if (!parsed.success || parsed.data.type !== type) {
      return { status: 'broken', message: `no envelope of ${type}` }
    }
    const envelope = parsed.data as Envelope
    const trail = { correlationId: envelope.correlationId, commandId: envelope.id }
    return onTrail(trail, () =>
      parts.telemetry.span(`decide ${type}`, 'server', envelope.traceparent, (traceparent) =>
        running.handle(traceparent === undefined ? envelope : { ...envelope, traceparent })))
  }
  const types = service.aggregates.flatMap((aggregate) => [
    ...aggregate.commands.map((command) => command.type),
    ...(aggregate.clocks === undefined ? [] : [`${service.name}.${aggregate.name}.clock`]),
  ])
  return new Map([...new Set(types)].map((type) => [commandSubject(type), async (data) => {
    const startedAtMs = performance.now()
    const answer = await handle(type, data)
    seconds.observe({ type, status: answer.status }, (performance.now() - startedAtMs) / 1000)
    return answer
  }]))
}

/** One handler for each query of the service, by its subject. */
export const queryHandlers = (
  parts: ProcessParts, service: Service, views: unknown,
  reached: (after: After, reads: readonly string[] | undefined) => Promise<boolean>,
): ReadonlyMap<string, RequestHandler> => {
  const seconds = parts.metrics.histogram(
    'stablegate_query_seconds', 'Time to answer a query, waiting for `after` included',
    latencyBuckets, ['query', 'status'])
  const answer = async (
    query: Service['queries'][number], data: unknown,
  ): Promise<QueryAnswer> => {
    if (data instanceof MalformedBody) return { status: 'refused', reason: data.message }
    const question = questionSchema.safeParse(data)
    if (!question.success) return { status: 'refused', reason: 'no question' }
    const { input, after, correlationId } = question.data
    let parsed: unknown
    try {
      parsed = query.parse(input)
    } catch (error) {
      return { status: 'refused', reason: error instanceof Error ? error.message : String(error) }
    }
    if (after !== undefined && !(await reached(after, query.reads))) return { status: 'stale' }
    const value = await onTrail({ correlationId: correlationId ?? 'none' }, () =>
      query.answer(views, parsed as never))
    return { status: 'answered', value }
  }
  return new Map(service.queries.map((query) => [
    querySubject(service.name, query.name),
    async (data) => {
      const startedAtMs = performance.now()
      const given = await answer(query, data).catch((error: unknown): QueryAnswer => {
        parts.logger.error({ err: error, query: query.name, service: service.name }, 'query failed')
        const broken = error instanceof BrokenInvariant
        return { status: 'unavailable', reason: broken ? error.message : 'the query failed' }
      })
      const name = `${service.name}.${query.name}`
      seconds.observe({ query: name, status: given.status }, (performance.now() - startedAtMs) / 1000)
      return given
    },
  ]))
}
