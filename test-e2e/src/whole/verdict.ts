import { setTimeout as pause } from 'node:timers/promises'
import { allServices, type ProcessSystem } from '../system.ts'
import { unrest } from './books.ts'
import type { Stage } from './stage.ts'
import pg from 'pg'

/** Settles as the work does; throws, with what `stuck` tells, when it takes longer than it may. */
export const inTime = async <T>(
  work: Promise<T>, limitMs: number, what: string, stuck: () => Promise<string>,
): Promise<T> => {
  const ended = new AbortController()
  // Whoever comes too late has nobody who listens.
  work.catch(() => undefined)
  const late = pause(limitMs, undefined, { signal: ended.signal }).then(
    async () => { throw new Error(`${what} took longer than ${limitMs} ms; ${await stuck()}`) },
    () => new Promise<never>(() => undefined))
  try {
    return await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}

const healthOf = async (url: string): Promise<string> => {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    return answer.status === 200 ? 'ready' : await answer.text()
  } catch (error) {
    return `does not answer: ${String(error)}`
  }
}

const restless = async (databaseUrl: string): Promise<readonly string[]> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, statement_timeout: 5_000, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => undefined)
  try {
    return await unrest(pool, allServices)
  } catch (error) {
    return [`the database does not tell: ${String(error)}`]
  } finally {
    await pool.end()
  }
}

const some = (name: string, lines: readonly string[]): string =>
  lines.length === 0 ? `${name}: none` : `${name} (${lines.length}):\n  ${lines.slice(0, 12).join('\n  ')}`

/** What the whole system waits for just now, for the one who reads of a failure. */
export const stuckOf = async (system: ProcessSystem, stage: Stage): Promise<string> => {
  const services = await Promise.all([...system.services].map(async ([name, service]) =>
    `${name} ${service.alive ? 'lives' : 'is dead'}, ${await healthOf(service.url)}, said ${service.output.slice(-2).join('').trim()}`))
  return [
    some('services', services), some('payments awaited', stage.watch.waiting),
    some('requests without a final answer', [...stage.caller.open]),
    some('not at rest', await restless(system.servers.config['DATABASE_URL'] ?? '')),
  ].join('\n')
}
