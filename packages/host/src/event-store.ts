import type { EventStore } from '@stablegate/kernel'

const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url)

/** How long small appends that follow each other fast wait for company. */
const restMs = 4

export type OpenEventStoreOptions = {
  /** Seen in the server's list of connections. */
  readonly name?: string
  readonly onBatch?: (logs: readonly string[], items: number) => void
}

/** Opens the event store that the scheme of the URL names; only that adapter is loaded. */
export const openEventStore = async (
  url: string, options: OpenEventStoreOptions = {},
): Promise<EventStore> => {
  if (isPostgres(url)) {
    const { PostgresEventStore } = await import('@stablegate/kernel/postgres')
    return PostgresEventStore.open({ url, limits: { restMs }, ...options })
  }
  const { KurrentDbEventStore } = await import('@stablegate/kernel/kurrent')
  return KurrentDbEventStore.open({ url })
}

/** The restored log is another one than consumers have read. KurrentDB's has no such id of ours. */
export const renewIncarnation = async (ownerUrl: string): Promise<void> => {
  if (!isPostgres(ownerUrl)) throw new Error('--after-restore is for an event store in Postgres')
  const { mintIncarnation } = await import('@stablegate/kernel/postgres')
  await mintIncarnation(ownerUrl)
}

/** Makes or updates the store's schema, roles and grants where the store has any. */
export const prepareEventStore = async (ownerUrl: string): Promise<void> => {
  if (!isPostgres(ownerUrl)) return
  const { ensureEventStoreSchema } = await import('@stablegate/kernel/postgres')
  await ensureEventStoreSchema(ownerUrl)
}
