import { MemoryEventStore, type NewEvent } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import { at, pastOfStream, pastPosition } from './past.ts'
import type { Call } from './route.ts'

const nowMs = Date.UTC(2026, 0, 2)

const eventAt = (atMs: number): NewEvent => ({
  id: crypto.randomUUID(), type: 'happened', version: 1, data: '{}', metadata: JSON.stringify({ atMs }),
})

/** A log whose events were decided at these times. */
const callOver = (times: readonly number[]): Call => {
  const events = new MemoryEventStore('one')
  for (const [number, atMs] of times.entries()) {
    events.appendNow({ log: 'ledger', streams: [
      { stream: 'ledger.book-1', expected: number === 0 ? 'none' : number - 1, events: [eventAt(atMs)] },
    ] })
  }
  return { gateway: { host: { events } }, nowMs } as unknown as Call
}

const moment = (text: string) => {
  const parsed = at.parse(text)
  if (!parsed) throw new Error(text)
  return parsed
}

describe('a moment of the past', () => {
  it('is a time or a position', () => {
    expect(moment('17')).toEqual({ position: 17 })
    expect(moment('2026-01-01T02:00:00+02:00')).toEqual({ timeMs: Date.UTC(2026, 0, 1) })
    for (const text of ['yesterday', '-1', '1.5', '2026-01-01', '1e3', '']) expect(at.safeParse(text).success).toBe(false)
  })

  it('names the last position by then, of a log that knows no better', async () => {
    for (const offsets of [[], [5], [0, 0, 0], [1, 2, 3], [1, 1, 4, 4, 4, 9], Array.from({ length: 70 }, (_, number) => number >> 2)]) {
      const times = offsets.map((offset) => nowMs - 100 + offset)
      for (let after = -1; after <= 20; after += 1) {
        const timeMs = nowMs - 100 + after
        const expected = times.filter((atMs) => atMs <= timeMs).length
        expect(await pastPosition(callOver(times), 'ledger', { timeMs })).toEqual({ log: 'ledger', position: expected })
        expect(await pastOfStream(callOver(times), 'ledger.book-1', { timeMs })).toHaveLength(expected)
      }
    }
  })

  it('takes events of a stream by their position as well', async () => {
    const call = callOver([1, 2, 3])
    expect((await pastOfStream(call, 'ledger.book-1', { position: 2 })).map(({ position }) => position)).toEqual([1, 2])
    expect(await pastOfStream(call, 'ledger.other', { position: 2 })).toEqual([])
    const long = callOver(Array.from({ length: 1_201 }, (_, number) => number))
    expect(await pastOfStream(long, 'ledger.book-1', { position: 1_200 })).toHaveLength(1_200)
  })

  it('does not lie in the future', async () => {
    const call = callOver([1, 2, 3])
    expect(await pastPosition(call, 'ledger', { position: 3 })).toEqual({ log: 'ledger', position: 3 })
    await expect(pastPosition(call, 'ledger', { position: 4 })).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(pastPosition(call, 'ledger', { timeMs: nowMs + 1 })).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(pastOfStream(call, 'ledger.book-1', { timeMs: nowMs + 1 })).rejects.toMatchObject({ code: 'request_invalid' })
  })
})
