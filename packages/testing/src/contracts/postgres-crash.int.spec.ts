import { OutcomeUnknown, StoreUnavailable } from '@stablegate/kernel'
import { PostgresEventStore, ensureEventStoreSchema } from '@stablegate/kernel/postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../databases.ts'
import { launchPostgres } from '../postgres.ts'
import { waitFor } from '../wait-for.ts'
import { anAppend, freshLog, readWholeLog } from './event-store-samples.ts'

test('what was answered outlives a SIGKILL of the database, and the store goes on by itself', async () => {
  const server = await launchPostgres({ own: true, name: 'crash-postgres', fsync: true })
  onTestFinished(() => server.stop())
  const url = await createDatabase(server.adminUrl)
  await ensureEventStoreSchema(url)
  const store = await PostgresEventStore.open({ url })
  onTestFinished(() => store.close())
  const log = freshLog()
  const answered: string[] = []
  let isKilled = false
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let count = 0; !isKilled; count += 1) {
      const append = anAppend(log, `s-${writer}-${count}`, 'none')
      try {
        await store.append(append)
        answered.push(...append.streams.flatMap(({ events }) => events.map(({ id }) => id)))
      } catch (error) {
        const isExpected = error instanceof OutcomeUnknown || error instanceof StoreUnavailable
        if (!isExpected) throw error
      }
    }
  })
  await waitFor(() => answered.length > 300)
  await server.kill('SIGKILL')
  isKilled = true
  await server.restart()
  await Promise.all(writers)
  const result = await waitFor(() => store.append(anAppend(log, 'after', 'none')).catch(() => undefined))
  expect(result.status).toBe('appended')
  const stored = await readWholeLog(store, log)
  const ids = new Set(stored.map(({ id }) => id))
  expect(answered.filter((id) => !ids.has(id))).toEqual([])
  expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1))
}, 60_000)
