import { expect, test } from 'vitest'
import { dueOverOutages } from './clocks.ts'
import { awaiting, claimed, pay } from './story.spec-support.ts'

const clock = (setAtMs: number, dueAtMs: number) => ({
  kind: 'pay',
  clockId: 'c',
  setAtMs,
  originalDueAtMs: dueAtMs,
  dueAtMs,
  outages: [],
})
const outage = (id: string, fromMs: number, toMs: number) => ({ id, fromMs, toMs })

test('a clock pauses over the time of outages that passed while it ran', () => {
  expect(dueOverOutages(clock(100, 200), [])).toBe(200)
  expect(dueOverOutages(clock(100, 200), [outage('a', 120, 140)])).toBe(220)
  expect(dueOverOutages(clock(100, 200), [outage('a', 50, 110)])).toBe(210)
  expect(dueOverOutages(clock(100, 200), [outage('a', 0, 100), outage('b', 200, 300)])).toBe(200)
  // An outage in the time that another one added counts too; overlapping ones count once.
  expect(dueOverOutages(clock(100, 200), [outage('a', 150, 190), outage('b', 230, 240)])).toBe(250)
  expect(dueOverOutages(clock(100, 200), [outage('a', 120, 140), outage('b', 130, 150)])).toBe(230)
})

test('a firing with an outage shifts the clock once; the price lock stays', () => {
  const story = awaiting()
  const { dueAtMs } = story.state.clocks['pay']!
  const lockUntilMs = story.state.order?.lockUntilMs
  const dark = outage('out_1', dueAtMs - 5_000, dueAtMs - 1_000)
  story.rings('pay', [dark])
  expect(story.types.at(-1)).toBe('clock_shifted')
  expect(story.state).toMatchObject({ status: 'awaiting_payment', order: { lockUntilMs } })
  expect(story.state.clocks['pay']?.dueAtMs).toBe(dueAtMs + 4_000)
  story.rings('pay', [dark])
  expect(story.state.status).toBe('grace')
})

test('a clock that was stopped fires into nothing', () => {
  const story = awaiting()
  const { clockId, dueAtMs } = story.state.clocks['pay']!
  claimed(story)
  expect(story.send('clock', { key: pay, kind: 'pay', clockId, dueAtMs, outages: [] })).toBe(
    'clock_stale',
  )
})

test('one that was set anew listens only to its new id', () => {
  const story = awaiting().rings('pay')
  const old = story.state.clocks['grace']!
  story.does('extend', { by: { role: 'merchant', merchant: 'mer_1' } })
  expect(
    story.send('clock', {
      key: pay,
      kind: 'grace',
      clockId: old.clockId,
      dueAtMs: old.dueAtMs,
      outages: [],
    }),
  ).toBe('clock_stale')
})
