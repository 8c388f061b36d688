import { describe, expect, it } from 'vitest'
import { backOf, beginning, furtherOf, isBeginning, type Place, type Shown } from './place.ts'

/** A list that shows the greatest first, and grows at its beginning. */
class Numbers {
  all: number[] = []
  readonly limit = 3

  grow(count: number): void {
    for (let n = 0; n < count; n += 1) this.all.unshift(this.all.length + 1)
  }

  read(place: Place): { readonly rows: readonly number[]; readonly shown: Shown } {
    const way = place.before === undefined
      ? this.all.filter((one) => place.after === undefined || one < Number(place.after))
      : this.all.filter((one) => one > Number(place.before)).toReversed()
    const page = way.slice(0, this.limit)
    const rows = place.before === undefined ? page : page.toReversed()
    return { rows, shown: { first: rows[0]?.toString(), last: rows.at(-1)?.toString(), hasMore: way.length > this.limit } }
  }
}

describe('through a list page by page', () => {
  it('further and back again nothing is passed over, although the list grows meanwhile', () => {
    const list = new Numbers()
    list.grow(8)
    const seen = new Set<number>()
    const look = (place: Place) => {
      const { rows, shown } = list.read(place)
      for (const row of rows) seen.add(row)
      return { rows, shown }
    }
    let place = beginning
    let { rows, shown } = look(place)
    for (let next = furtherOf(place, shown); next; next = furtherOf(place, shown)) {
      place = next;
      ({ rows, shown } = look(place))
    }
    expect([rows, place.page]).toEqual([[2, 1], 3])
    list.grow(5)
    for (let back = backOf(place, shown, false); back; back = backOf(place, shown, false)) {
      place = back;
      ({ rows, shown } = look(place))
    }
    expect(rows[0]).toBe(13)
    expect(isBeginning(place, shown)).toBe(true)
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 13 }, (_, n) => n + 1))
    // And further again, from a page that was read back.
    const further = furtherOf(place, shown)
    expect(further && list.read(further).rows[0]).toBe((rows.at(-1) ?? 0) - 1)
  })

  it('has no way back from its beginning, and one to the beginning from a page that is empty now', () => {
    const list = new Numbers()
    list.grow(3)
    expect(backOf(beginning, list.read(beginning).shown, false)).toBeUndefined()
    expect(furtherOf(beginning, list.read(beginning).shown)).toBeUndefined()
    const gone: Place = { after: '1', page: 2 }
    expect(backOf(gone, list.read(gone).shown, false)).toEqual(beginning)
  })

  it('goes one way where the list does, and back to what was shown', () => {
    const list = new Numbers()
    list.grow(9)
    const second = furtherOf(beginning, list.read(beginning).shown)
    const third = second && furtherOf(second, list.read(second).shown)
    expect(third?.page).toBe(3)
    expect(third && backOf(third, list.read(third).shown, true)).toBe(second)
    expect(second && backOf(second, list.read(second).shown, true)).toBe(beginning)
  })
})
