import { MemoryEventStore } from '@stablegate/kernel'
import { beforeEach } from 'vitest'
import { eventStoreContract } from './event-store.ts'

let store = new MemoryEventStore()
beforeEach(() => {
  store = new MemoryEventStore()
})

eventStoreContract('MemoryEventStore', async () => store, { dense: true, uniqueIds: true, closes: false })
