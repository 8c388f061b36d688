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

it('waits its whole time, also where a wait before it was cut short', async () => {
  const clock = new ManualClock()
  const wake = new Wake()
  const waits: boolean[] = []
  const wait = (delayMs: number) => wake.wait(never, { clock, delayMs }).then((woken) => { waits.push(woken) })
  const first = wait(10)
  await clock.advance(6)
  wake.notify()
  await first
  const second = wait(10)
  await clock.advance(9)
  expect(waits).toEqual([true])
  await clock.advance(1)
  await second
  expect(waits).toEqual([true, false])
  const third = wait(100)
  await clock.advance(1)
  wake.notify()
  await third
  const shorter = wait(5)
  await clock.advance(5)
  await shorter
  expect(waits).toEqual([true, false, true, false])
})

it('makes no timer for each of many waits', async () => {
  const clock = new ManualClock()
  let sleeps = 0
  const counted = { now: () => clock.now(), sleep: (...given: Parameters<ManualClock['sleep']>) => {
    sleeps += 1
    return clock.sleep(...given)
  } }
  const wake = new Wake()
  for (let round = 0; round < 50; round += 1) {
    const waiting = wake.wait(never, { clock: counted, delayMs: 1_000 })
    await clock.advance(10)
    wake.notify()
    expect(await waiting).toBe(true)
  }
  expect(sleeps).toBe(1)
})

it('waits no longer than its timer where the clock is set back', async () => {
  const timer = Promise.withResolvers<void>()
  let nowMs = 5_000
  const clock = { now: () => nowMs, sleep: () => timer.promise }
  const waiting = new Wake().wait(never, { clock, delayMs: 10 })
  nowMs -= 3_600
  timer.resolve()
  expect(await waiting).toBe(false)
})

it('waits on until the next beat where it is given one', async () => {
  const clock = new ManualClock()
  await clock.advance(3)
  const ends: number[] = []
  const waits = [0, 40].map(async (laterMs) => {
    await clock.sleep(laterMs)
    await new Wake().wait(never, { clock, delayMs: 30, beatMs: 100 })
    ends.push(clock.now() % 1_000)
  })
  await clock.advance(200)
  await Promise.all(waits)
  expect(ends).toEqual([100, 100])
})
