import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { StoredEvent } from '../event-store.ts'
import { LogPages, maxKeptPages } from './log-pages.ts'

const eventAt = (position: number): StoredEvent => ({
  id: `e${position}`, stream: 'l.s', revision: position - 1, log: 'l', position,
  type: 't', version: 1, data: '{}', metadata: '{}',
})

let head = 10
let reads: number[] = []
let failing = false
const pages = (): LogPages => new LogPages(async (_, after, limit) => {
  reads.push(after)
  if (failing) throw new Error('away')
  return Array.from({ length: Math.min(limit, head - after) }, (_none, index) => eventAt(after + index + 1))
})

beforeEach(() => {
  vi.useFakeTimers()
  head = 10
  reads = []
  failing = false
})
afterEach(() => { vi.useRealTimers() })

describe('pages of a log', () => {
  test('are read once for all who ask, at the same time or a little later', async () => {
    const log = pages()
    const [one, other] = await Promise.all([log.get('l', 0, 5), log.get('l', 0, 5)])
    expect(await log.get('l', 0, 5)).toBe(one)
    expect(other).toBe(one)
    expect(reads).toEqual([0])
  })

  test('that were not full are read again: more has come', async () => {
    const log = pages()
    expect(await log.get('l', 6, 5)).toHaveLength(4)
    head = 12
    expect((await log.get('l', 6, 5)).map(({ position }) => position)).toEqual([7, 8, 9, 10, 11])
  })

  test('of another length or log are others', async () => {
    const log = pages()
    await Promise.all([log.get('l', 0, 5), log.get('l', 0, 4), log.get('m', 0, 5)])
    expect(reads).toEqual([0, 0, 0])
  })

  test('that could not be read are read again', async () => {
    const log = pages()
    failing = true
    await expect(Promise.all([log.get('l', 0, 5), log.get('l', 0, 5)])).rejects.toThrow('away')
    failing = false
    expect(await log.get('l', 0, 5)).toHaveLength(5)
  })

  test('are few, and given up when nobody asks any more', async () => {
    const log = pages()
    head = 1_000
    for (let page = 0; page <= maxKeptPages; page += 1) await log.get('l', page * 5, 5)
    await log.get('l', 5, 5)
    expect(reads).toHaveLength(maxKeptPages + 1)
    await log.get('l', 0, 5)
    expect(reads).toHaveLength(maxKeptPages + 2)
    vi.advanceTimersByTime(60_000)
    await log.get('l', 0, 5)
    expect(reads).toHaveLength(maxKeptPages + 3)
  })
})
