import { expect, it } from 'vitest'
import { pooledBytes, useSmallBufferPool } from './buffer-pool.ts'

/** Some bytes of room that the runtime adds to a pool. */
const roomBytes = 256

it('a small buffer that is kept keeps no more than a small pool', () => {
  useSmallBufferPool()
  // What is left of the pool before is used up first.
  let last = Buffer.alloc(0)
  for (let bytes = 0; bytes <= 64 * 1024; bytes += 1_000) last = Buffer.allocUnsafe(1_000)
  expect(last.buffer.byteLength).toBeLessThanOrEqual(pooledBytes + roomBytes)
  expect(Buffer.from('a text').buffer.byteLength).toBeLessThanOrEqual(pooledBytes + roomBytes)
})
