import { PostgresEventStore, ensureEventStoreSchema } from '@stablegate/kernel/postgres'
import { beforeAll } from 'vitest'
import { testDatabase } from '../test-servers.ts'
import { eventStoreContract } from './event-store.ts'

let url = ''
beforeAll(async () => {
  url = await testDatabase()
  await ensureEventStoreSchema(url)
})

// The store acts as the writer's role by itself: the owner of this URL could do anything.
eventStoreContract('PostgresEventStore', () => PostgresEventStore.open({ url }), {
  dense: true, uniqueIds: true, closes: true,
})
