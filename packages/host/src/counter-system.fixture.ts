import { randomUUID } from 'node:crypto'
import type { Answer, Service } from '@stablegate/kernel'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { boot, type BootOptions, type Running } from './boot.ts'
import type { HostStatus } from './host-status.ts'

/** Own servers for one spec file, since two systems on one bus disturb each other. */
export type TestServers = {
  readonly nats: Nats
  readonly databaseUrl: string
  readonly config: Readonly<Record<string, unknown>>
  readonly close: () => Promise<void>
}

export const testServers = async (): Promise<TestServers> => {
  const [nats, databaseUrl] = await Promise.all([launchNats({ own: true }), testDatabase()])
  const config = {
    EVENT_STORE_URL: databaseUrl, DATABASE_URL: databaseUrl, NATS_URL: nats.url,
    LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: process.env['SPEC_LOG'] ?? 'silent',
  }
  return { nats, databaseUrl, config, close: () => nats.stop() }
}

export const bootOn = (
  servers: TestServers, services: readonly Service[], options: Partial<BootOptions> = {},
): Promise<Running> => boot(services, {
  // What is tested here is mostly the bus.
  env: {}, migrate: true, overTheBus: true, ...options, config: { ...servers.config, ...options.config },
})

export const add = (
  running: Running, counter: string, byMicro: bigint,
  { note = 'n', id = randomUUID(), timeoutMs = 20_000 } = {},
): Promise<Answer> =>
  running.commands.send('counter.counter.add', { counter, byMicro, note }, { id, actor: 'spec', timeoutMs })

/** Sends so many additions of one with at most 64 under way; throws unless all are accepted. */
export const addMany = async (running: Running, counters: number, times: number): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < times) {
      const index = next
      next += 1
      const answer = await add(running, `c${index % counters}`, 1n)
      if (answer.status !== 'accepted') throw new Error(`addition ${index}: ${JSON.stringify(answer)}`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(64, times) }, lane))
}

export const totalOf = async (running: Running, counter: string): Promise<bigint> => {
  const asked = await running.queries.ask<{ readonly totalMicro: bigint } | null>(
    'counter', 'total', { counter })
  if (asked.status !== 'answered') throw new Error(`query: ${JSON.stringify(asked)}`)
  return asked.value?.totalMicro ?? 0n
}

export const timesOf = async (running: Running, counter: string): Promise<number> => {
  const asked = await running.queries.ask<number>('echo', 'times', { counter })
  if (asked.status !== 'answered') throw new Error(`query: ${JSON.stringify(asked)}`)
  return asked.value
}

/** Waits until every consumer of the process has worked everything in. */
export const caughtUp = (running: Running): Promise<HostStatus> => waitFor(async () => {
  const status = await running.status()
  return status.consumers.every(({ lag }) => lag === 0) ? status : undefined
}, { deadlineMs: 20_000, what: 'consumers to catch up' })
