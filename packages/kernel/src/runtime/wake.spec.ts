import { expect, it } from 'vitest'
import { Wake } from './wake.ts'
import { ManualClock } from './world.spec-support.ts'

const never = new AbortController().signal

it('ends a wait when notified, and the next one when nobody waited', async () => {
  const wake = new Wake()
  const waiting = wake.wait(never)
  wake.notify()
  expect(await waiting).toBe(true)
  wake.notify()
  wake.notify()
  expect(await wake.wait(never)).toBe(true)
  const clock = new ManualClock()
  const idle = wake.wait(never, { clock, delayMs: 10 })
  await clock.advance(10)
  expect(await idle).toBe(false)
})

it('ends a wait when the signal aborts, before or while waiting', async () => {
  const stop = new AbortController()
  const waiting = new Wake().wait(stop.signal)
  stop.abort()
  expect(await waiting).toBe(false)
  expect(await new Wake().wait(stop.signal)).toBe(false)
})
