import { carry, type Answer } from '@stablegate/kernel'
import type { SendOnce } from './commands.ts'
import type { RequestHandler } from './nats/request-server.ts'
import { commandSubject, querySubject } from './nats/subjects.ts'
import type { AskOnce, QueryAnswer } from './queries.ts'
import type { Telemetry } from './telemetry.ts'

/**
 * What the services of this process answer at the moment, by subject. A request to one of them need
 * not leave the process: it is handled as one from the bus is, and both its body and its answer are
 * copied as the codec would, so that nobody can tell the difference but by the time.
 */
export class LocalRequests {
  readonly #handlers = new Map<string, RequestHandler>()

  open(handlers: ReadonlyMap<string, RequestHandler>): void {
    for (const [subject, handler] of handlers) this.#handlers.set(subject, handler)
  }

  close(handlers: ReadonlyMap<string, RequestHandler>): void {
    for (const subject of handlers.keys()) this.#handlers.delete(subject)
  }

  handlerOf(subject: string): RequestHandler | undefined {
    return this.#handlers.get(subject)
  }
}

/** As over the bus: no answer in time is an error, and the handler goes on regardless. */
const handled = async (handler: RequestHandler, body: unknown, timeoutMs: number): Promise<unknown> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('timeout')), timeoutMs)
  try {
    return carry(await Promise.race([handler(carry(body)), late]))
  } finally {
    clearTimeout(timer)
  }
}

/** Commands to services of this process past the bus, all others over it. */
export const sendLocallyFirst = (
  local: LocalRequests, telemetry: Telemetry, sendOnce: SendOnce,
): SendOnce => (envelope, timeoutMs) => {
  const handler = local.handlerOf(commandSubject(envelope.type))
  if (handler === undefined) return sendOnce(envelope, timeoutMs)
  return telemetry.span(`send ${envelope.type}`, 'client', envelope.traceparent, async (traceparent) => {
    const carried = traceparent === undefined ? envelope : { ...envelope, traceparent }
    return await handled(handler, carried, timeoutMs) as Answer
  })
}

/** Queries likewise. */
export const askLocallyFirst = (local: LocalRequests, askOnce: AskOnce): AskOnce =>
  async (service, name, question, timeoutMs) => {
    const handler = local.handlerOf(querySubject(service, name))
    if (handler === undefined) return askOnce(service, name, question, timeoutMs)
    return await handled(handler, question, timeoutMs) as QueryAnswer
  }
