import type { LogBatch } from '@stablegate/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { expect, it } from 'vitest'
import type { StreamHost } from './event-streams.ts'
import { LivePayments } from './live.ts'
import type { Incoming, Outgoing, Pipeline } from './pipeline.ts'
import type { Route } from './route.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** A payment that changes while it is read for the first time, and a clock that never strikes. */
const played = async (change: (tell: (position: number) => void) => void) => {
  const listeners = new Set<(batch: LogBatch) => void>()
  const tell = (position: number): void => {
    const events = [{ stream: 'order.payment-pay_1', position }] as unknown as LogBatch['events']
    for (const listener of listeners) listener({ events } as LogBatch)
  }
  const stopping = new AbortController()
  const host = {
    stopping: stopping.signal, events: { head: () => Promise.resolve({ position: 7, incarnation: 'one' }) },
    tail: (_log: string, listener: (batch: LogBatch) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clock: {
      sleep: (_ms: number, signal: AbortSignal) => signal.aborted
        ? Promise.resolve()
        : new Promise<void>((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }) }),
    },
  } as unknown as StreamHost
  const reads: unknown[] = []
  const pipeline = {
    run: (_route: Route, { headers }: Incoming): Promise<Outgoing> => {
      reads.push(headers['read-after'])
      if (reads.length === 1) change(tell)
      else stopping.abort()
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from(`read ${reads.length}`) } as unknown as Outgoing)
    },
  } as unknown as Pipeline
  let handler: Handler | undefined
  new LivePayments(pipeline, host).addTo(
    { get: (_path: string, given: Handler) => { handler = given } } as unknown as FastifyInstance,
    [{ live: true, path: '/v1/payments/:payment' } as unknown as Route])
  const raw = { writeHead: () => raw, write: () => true, end: () => raw, on: () => raw }
  const reply = { hijack: () => {}, getHeaders: () => ({}), raw } as unknown as FastifyReply
  await handler?.({ params: { payment: 'pay_1' }, headers: {}, ip: '', url: '', query: {} } as unknown as FastifyRequest, reply)
  return { reads, listening: listeners.size }
}

it('what changes while the first answer is read is told at once', async () => {
  const { reads, listening } = await played((tell) => tell(9))
  expect(reads).toEqual(['order:7', 'order:9'])
  expect(listening).toBe(0)
})
