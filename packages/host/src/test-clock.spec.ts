import { MemoryEventStore } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { assertMode } from './log-mode.ts'
import type { MachineClock } from './real-clock.ts'
import { followTime, TestClock, testTimeStream } from './test-clock.ts'

const logger = pino({ level: 'silent' })
const day = 86_400_000

/** A machine whose timers never end by themselves. */
const still: MachineClock = {
  now: () => 1_000,
  timer: () => () => undefined,
  sleep: () => new Promise(() => undefined),
}

const append = async (store: MemoryEventStore, stream: string, revision: number, data: unknown, metadata = '{}'): Promise<void> => {
  await store.append({ log: stream.slice(0, stream.indexOf('.')), streams: [{
    stream, expected: revision === 0 ? 'none' : revision - 1,
    events: [{ id: crypto.randomUUID(), type: 'time.advanced', version: 1, data: JSON.stringify(data), metadata }],
  }] })
}

describe('the clock of test mode', () => {
  it('goes forward only', () => {
    const clock = new TestClock(still)
    clock.moveTo(day)
    clock.moveTo(5)
    expect(clock.now()).toBe(1_000 + day)
  })

  it('wakes who sleeps for less than it was moved, and nobody else', async () => {
    const clock = new TestClock(still)
    const ended: string[] = []
    const stop = new AbortController()
    const hour = clock.sleep(3_600_000).then(() => ended.push('hour'))
    const month = clock.sleep(30 * day, stop.signal).then(() => ended.push('month'))
    clock.moveTo(day)
    await hour
    expect(ended).toEqual(['hour'])
    stop.abort()
    await month
    expect(ended).toEqual(['hour', 'month'])
  })

  it('stands where the log says from the first moment on, and follows it', async () => {
    const store = new MemoryEventStore()
    await append(store, testTimeStream, 0, { aheadMs: day })
    const clock = new TestClock(still)
    const follower = await followTime(store, clock, logger)
    expect(clock.aheadMs).toBe(day)
    await append(store, testTimeStream, 1, { aheadMs: 3 * day })
    await waitFor(() => clock.aheadMs === 3 * day, { what: 'the clock to follow' })
    await follower.stop()
  })
})

describe('a log', () => {
  it('is never gone on with in the other mode', async () => {
    const store = new MemoryEventStore()
    await expect(assertMode(store, 'order', true)).resolves.toBeUndefined()
    await append(store, 'order.payment-1', 0, {})
    await expect(assertMode(store, 'order', true)).resolves.toBeUndefined()
    await append(store, 'order.payment-2', 0, {}, '{"livemode":false}')
    await expect(assertMode(store, 'order', true)).rejects.toThrow('written in test mode')
    await expect(assertMode(store, 'order', false)).resolves.toBeUndefined()
  })
})
