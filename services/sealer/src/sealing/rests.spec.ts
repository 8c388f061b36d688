import { expect, it } from 'vitest'
import { Rests } from './rests.ts'

const awake = new AbortController().signal
const resting = (aRoundMs: number) => {
  const sleeps: number[] = []
  return { sleeps, rests: new Rests(aRoundMs, async (ms) => { sleeps.push(ms) }) }
}

it('rests twice as long as it worked, until the round has rested enough', async () => {
  const { rests, sleeps } = resting(100)
  rests.begin()
  for (const workedMs of [10, 20, 30, 5]) await rests.after(workedMs, awake)
  expect(sleeps).toEqual([20, 40, 40])
  rests.begin()
  await rests.after(1, awake)
  expect(sleeps.at(-1)).toBe(2)
})

it('does not rest when it is told to stop, and ends the rest it is in', async () => {
  const { rests, sleeps } = resting(100)
  rests.begin()
  await rests.after(10, AbortSignal.abort())
  expect(sleeps).toEqual([])
  const real = new Rests(60_000)
  real.begin()
  const stop = new AbortController()
  const rest = real.after(30_000, stop.signal)
  stop.abort()
  await rest
})
