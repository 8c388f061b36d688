import { maxSuspects, type Suspect } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import type { SuspectRow } from '../views/suspects.ts'
import { recallSeen, suspectsOf, unsettled, type FirstSeen } from './compare.ts'
import { Suspicions } from './suspicions.ts'

const tellAfterMs = 10
const sum = (cause: string, sinceMs: number): Suspect => ({ cause, sinceMs })
const address = (actualMicro: bigint, sinceMs: number): Suspect => ({ cause: 'sandbox:T', sinceMs, balance: { block: 3, actualMicro } })
const row = ({ cause, sinceMs, balance }: Suspect): SuspectRow => ({
  id: `sandbox|${cause}`, chain: 'sandbox', cause, since_ms: sinceMs, block_number: balance?.block ?? null,
  actual_micro: balance?.actualMicro ?? null,
})

describe('what does not fit', () => {
  it('is told once it has lasted, and of the many that are gone a moment later nothing is', () => {
    const suspicions = new Suspicions(tellAfterMs)
    suspicions.recall([])
    expect(suspicions.news([sum('a', 0)], 9)).toBeUndefined()
    expect(suspicions.news([sum('a', 0), sum('b', 5)], 10)).toEqual({ suspects: [sum('a', 0)], cleared: [] })
    expect(suspicions.recall([row(sum('a', 0)), row(address(4n, 1))])).toEqual([sum('a', 0), address(4n, 1)])
    expect(suspicions.news([sum('a', 0), address(4n, 1)], 20)).toBeUndefined()
    // Another reading of an address is another difference.
    expect(suspicions.news([sum('a', 0), address(5n, 2)], 20)).toEqual({ suspects: [address(5n, 2)], cleared: [] })
  })

  it('is cleared once, however long the view still shows it, and seen anew has a time of its own', () => {
    const suspicions = new Suspicions(tellAfterMs)
    const rows = [row(sum('a', 0))]
    suspicions.recall(rows)
    const news = suspicions.news([], 20)
    expect(news).toEqual({ suspects: [], cleared: ['a'] })
    // Nobody has heard of it yet: it is told again.
    suspicions.recall(rows)
    expect(suspicions.news([], 21)).toEqual(news)
    if (news !== undefined) suspicions.told(news)
    expect(suspicions.recall(rows)).toEqual([])
    expect(suspicions.news([], 22)).toBeUndefined()
    expect(suspicions.recall([row(sum('a', 30))])).toEqual([sum('a', 30)])
  })

  it('is bounded: the oldest are told', () => {
    const suspicions = new Suspicions(tellAfterMs)
    suspicions.recall([row(sum('a', 0))])
    const many = Array.from({ length: maxSuspects + 50 }, (_, index) => sum(`b${index}`, 1_000 - index))
    const told = suspicions.news([sum('a', 0), ...many], 9_000)?.suspects ?? []
    expect(told).toHaveLength(maxSuspects - 1)
    expect(told[0]).toEqual(many.at(-1))
  })

  it('keeps its time over a restart, and over one who stopped looking and begins again', () => {
    const firstSeen: FirstSeen = new Map([['a', 500], ['c', 7]])
    recallSeen(firstSeen, [sum('a', 100), sum('b', 200), sum('c', 9), address(1n, 3)])
    expect(suspectsOf(firstSeen)).toEqual([sum('a', 100), sum('c', 7), sum('b', 200)])
  })
})

it('is named by what came after the last moment at which all was settled', () => {
  const differ = (...micros: bigint[]) => micros.map((micro, index) => ({ reference: `r${index}`, difference_micro: micro }))
  const named = (...micros: bigint[]) => unsettled(differ(...micros)).map(({ reference }) => reference)
  expect(named(-5n)).toEqual(['r0'])
  // The first was written off by the second.
  expect(named(-5n, 5n, -1n)).toEqual(['r2'])
  expect(named(-5n, -2n, 5n, 2n, 3n, -4n)).toEqual(['r4', 'r5'])
  expect(named(-5n, 4n, -1n)).toEqual(['r0', 'r1', 'r2'])
})
