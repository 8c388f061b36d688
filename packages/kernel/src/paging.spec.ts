import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascending, descending, pageOf, type Way } from './paging.ts'

/** As a database would: what lies beyond the cursor, the nearest first, one more than the page takes. */
const read = (all: readonly number[], { beyond, order }: Way, cursor: number | undefined, limit: number): readonly number[] => all
  .filter((one) => cursor === undefined || (beyond === '<' ? one < cursor : one > cursor))
  .toSorted((a, b) => (order === 'asc' ? a - b : b - a)).slice(0, limit + 1)

describe('pages', () => {
  it.each([['ascending', ascending, 1], ['descending', descending, -1]] as const)('%s: each way they are the slices beside an item', (_, way, sign) => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer(), { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (all, limit) => {
      const list = all.toSorted((a, b) => sign * (a - b))
      expect(pageOf(read(all, way(), undefined, limit), limit)).toEqual({ rows: list.slice(0, limit), hasMore: list.length > limit })
      for (const [at, cursor] of list.entries()) {
        expect(pageOf(read(all, way(), cursor, limit), limit))
          .toEqual({ rows: list.slice(at + 1, at + 1 + limit), hasMore: list.length - at - 1 > limit })
        expect(pageOf(read(all, way(true), cursor, limit), limit, true))
          .toEqual({ rows: list.slice(Math.max(0, at - limit), at), hasMore: at > limit })
      }
    }))
  })
})
