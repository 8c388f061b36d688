export { ensureEventStoreSchema, mintIncarnation } from './ensure-schema.ts'
export { PostgresEventStore } from './postgres-event-store.ts'
export type { PostgresEventStoreOptions } from './postgres-event-store.ts'
export { readerRole, writerRole } from './schema.ts'
