export { KurrentDbEventStore, mintKurrentIncarnation } from './kurrent-event-store.ts'
export type { KurrentDbEventStoreOptions } from './kurrent-event-store.ts'
