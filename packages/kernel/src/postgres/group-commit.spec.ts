import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { GroupCommit, defaultGroupLimits, takeBatch } from './group-commit.ts'
import type { GroupLimits } from './group-commit.ts'

type Item = { name: string; keys: string[]; events: number; bytes: number }

const item = (name: string, keys: string, events = 1, bytes = 10): Item =>
  ({ name, keys: keys.split(''), events, bytes })

const take = (queue: readonly Item[], limits: Partial<GroupLimits> = {}): string => {
  const { batch, rest } = takeBatch(queue, { ...defaultGroupLimits, ...limits })
  const names = (items: readonly Item[]): string => items.map(({ name }) => name).join('')
  return `${names(batch)} ${names(rest)}`
}

describe('takeBatch', () => {
  const queue = [item('1', 'a'), item('2', 'ab'), item('3', 'b'), item('4', 'c'), item('5', 'bc')]

  test('takes each key once and lets nobody overtake a waiting item of the same key', () => {
    expect(take(queue)).toBe('14 235')
    expect(take(queue.slice(1))).toBe('24 35')
    expect(take([])).toBe(' ')
  })

  test('ends at the limit of items, events, bytes or scanned items', () => {
    const free = ['a', 'b', 'c', 'd', 'e'].map((key, n) => item(String(n + 1), key))
    expect(take(free, { maxBatchItems: 3 })).toBe('123 45')
    expect(take(free, { maxBatchEvents: 2 })).toBe('12 345')
    expect(take(free, { maxBatchBytes: 49 })).toBe('1234 5')
    expect(take([item('1', 'a'), item('2', 'a'), item('3', 'b')], { maxScannedItems: 2 })).toBe('1 23')
  })

  test('takes one that is larger than a batch alone', () => {
    const large = item('1', 'a', 99)
    expect(take([large, item('2', 'b')], { maxBatchEvents: 5 })).toBe('1 2')
    expect(take([item('2', 'b'), large], { maxBatchEvents: 5 })).toBe('2 1')
  })
})

describe('GroupCommit', () => {
  test('commits what came during a commit as one batch, and tries again first what comes back', async () => {
    const batches: string[] = []
    let isFirst = true
    const group = new GroupCommit<Item>(async (batch) => {
      batches.push(batch.map(({ name }) => name).join(''))
      if (!isFirst) return []
      isFirst = false
      for (const late of [item('3', 'c'), item('4', 'd')]) group.add(late)
      return batch.slice(1)
    }, defaultGroupLimits)
    group.add(item('1', 'a'))
    group.add(item('2', 'b'))
    await group.idle()
    expect(batches).toEqual(['12', '234'])
  })

  describe('with a rest', () => {
    const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
    const open = () => {
      const batches: string[] = []
      const group = new GroupCommit<Item>(async (batch) => {
        batches.push(batch.map(({ name }) => name).join(' '))
        return []
      }, { ...defaultGroupLimits, restMs: 4 })
      /** Each is committed before the next one comes. */
      const addEach = async (from: number, to: number, events = 1): Promise<void> => {
        for (let at = from; at <= to; at += 1) {
          group.add(item(String(at), 'a', events))
          await turn()
          await turn()
        }
      }
      return { batches, group, addEach }
    }
    beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }) })
    afterEach(() => { vi.useRealTimers() })

    test('small batches that follow each other fast grow', async () => {
      const { batches, group, addEach } = open()
      await addEach(1, 16)
      expect(batches).toHaveLength(16)
      group.add(item('17', 'a'))
      await turn()
      for (const key of ['b', 'c']) group.add(item(key, key))
      await turn()
      expect(batches).toHaveLength(17)
      await vi.advanceTimersByTimeAsync(4)
      await turn()
      expect(batches.slice(16)).toEqual(['17', 'b c'])
    })

    test('a rest ends as soon as enough have come', async () => {
      const { batches, group, addEach } = open()
      await addEach(1, 17)
      expect(batches).toHaveLength(17)
      group.add(item('18', 'b', 31))
      await turn()
      expect(batches).toHaveLength(17)
      group.add(item('19', 'c'))
      await turn()
      await turn()
      expect(batches.slice(17)).toEqual(['18 19'])
      expect(vi.getTimerCount()).toBe(0)
    })

    test('nobody rests while enough wait already', async () => {
      const { batches, group, addEach } = open()
      await addEach(1, 16)
      const many = Array.from({ length: 32 }, (_, at) => item(String(18 + at), 'a'))
      for (const one of [item('17', 'a'), ...many]) group.add(one)
      for (let turns = 0; turns < 4; turns += 1) await turn()
      // One key: each is a batch of its own, and small.
      expect(batches.slice(16, 18)).toEqual(['17', '18'])
    })

    test('neither slow nor large ones wait', async () => {
      const { batches, addEach } = open()
      for (let at = 1; at <= 40; at += 1) {
        await addEach(at, at)
        await vi.advanceTimersByTimeAsync(10)
      }
      expect(batches).toHaveLength(40)
      await addEach(41, 80, 32)
      expect(batches).toHaveLength(80)
    })
  })
})
