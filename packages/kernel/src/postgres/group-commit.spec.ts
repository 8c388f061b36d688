import { describe, expect, test } from 'vitest'
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
})
