import { StoreUnavailable } from '@stablegate/kernel'
import { KurrentDbEventStore } from '@stablegate/kernel/kurrent'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { launchKurrent } from '../kurrent.ts'
import { eventStoreContract } from './event-store.ts'

const server = await launchKurrent()
afterAll(() => server?.stop())

eventStoreContract(
  'KurrentDbEventStore',
  () => KurrentDbEventStore.open({ url: server?.url ?? '' }),
  {
    dense: false,
    uniqueIds: false,
    closes: true,
    skip: server === undefined ? 'no KURRENTDB_URL and no container engine' : undefined,
  },
)

test('a server that does not answer is unavailable', async () => {
  const url = `kurrentdb://127.0.0.1:${await freePort()}?tls=false&maxDiscoverAttempts=1`
  await expect(KurrentDbEventStore.open({ url })).rejects.toThrow(StoreUnavailable)
})
