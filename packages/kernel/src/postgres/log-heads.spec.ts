import { describe, expect, it } from 'vitest'
import { StoreUnavailable, type LogHead } from '../event-store.ts'
import { LogHeads } from './log-heads.ts'

const headAt = (position: number): LogHead => ({ incarnation: 'i', position })

describe('heads of logs', () => {
  it('that are asked for together are read together, each log once', async () => {
    const asked: (readonly string[])[] = []
    const heads = new LogHeads(async (logs) => {
      asked.push(logs)
      return new Map(logs.map((log) => [log, headAt(log.length)]))
    })
    const got = await Promise.all(['a', 'bb', 'a', 'ccc'].map((log) => heads.get(log)))
    expect(got.map(({ position }) => position)).toEqual([1, 2, 1, 3])
    expect(asked).toEqual([['a', 'bb', 'ccc']])
  })

  it('are read after they were asked for, also while others are on their way', async () => {
    let position = 1
    const first = Promise.withResolvers<void>()
    const heads = new LogHeads(async (logs) => {
      const read = new Map(logs.map((log) => [log, headAt(position)]))
      if (position === 1) await first.promise
      return read
    })
    const before = heads.get('a')
    await new Promise((resolve) => setImmediate(resolve))
    position = 2
    const after = heads.get('a')
    expect((await after).position).toBe(2)
    first.resolve()
    expect((await before).position).toBe(1)
  })

  it('fail for those who asked together, and for nobody after them', async () => {
    let down = true
    const heads = new LogHeads(async (logs) => {
      if (down) throw new StoreUnavailable('down')
      return new Map(logs.map((log) => [log, headAt(1)]))
    })
    const asked = await Promise.allSettled([heads.get('a'), heads.get('b')])
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    down = false
    expect((await heads.get('a')).position).toBe(1)
  })
})
