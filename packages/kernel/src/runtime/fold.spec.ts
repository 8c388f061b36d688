import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenInvariant } from '../assert.ts'
import type { RecordedEvent, View } from '../service.ts'
import { builtInViews, partsOfStream } from './built-in-views.ts'
import { foldRows, foldSteps, keysToLoad, viewConsumer } from './fold.ts'
import { counter, sums, tally } from './world.spec-support.ts'

const event = (type: string, data: unknown, position: number, stream = 'counter.tally-a'): RecordedEvent => ({
  type, data, id: `e${position}`, log: 'counter', position, stream, revision: position - 1, version: 1,
  metadata: { atMs: position, actor: '', commandId: '', commandHash: '', correlationId: '', causationId: '' },
})

describe('foldRows', () => {
  type Row = { readonly id: string; readonly n: number }
  /** Adds up; a sum of zero has no row. */
  const view: View<Row> = {
    name: 'v', version: 3, events: [], columns: { n: 'integer' },
    keys: ({ data }) => (data as { keys: string[] }).keys,
    apply: (row, { data }, key) => {
      const n = (row?.n ?? 0) + (data as { by: number }).by
      return n === 0 ? undefined : { id: key, n }
    },
  }
  const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 })
  const moves = fc.array(fc.record({ keys, by: fc.integer({ min: -2, max: 2 }) }), { maxLength: 30 })

  it('changes a table the same in one batch as one event at a time', () => {
    fc.assert(fc.property(moves, moves, (before, batch) => {
      const apply = (table: Map<string, Row>, events: readonly RecordedEvent[]): void => {
        const wanted = new Set(keysToLoad(view, events))
        const rows = new Map([...table].filter(([key]) => wanted.has(key)))
        const { upserts, deletes } = foldRows(view, rows, events)
        for (const key of deletes) expect(table.delete(key)).toBe(true)
        for (const [key, row] of upserts) {
          expect(deletes.has(key)).toBe(false)
          table.set(key, row)
        }
      }
      const all = [...before, ...batch].map((data, index) => event('m', data, index + 1))
      const one = new Map<string, Row>()
      for (const single of all) apply(one, [single])
      const whole = new Map<string, Row>()
      apply(whole, all.slice(0, before.length))
      apply(whole, all.slice(before.length))
      expect([...whole].toSorted()).toEqual([...one].toSorted())
    }))
  })

  it('breaks, naming the view and the place, on what the view throws and on a row of another key', () => {
    const wrong: View<Row> = { ...view, apply: () => ({ id: 'z', n: 1 }) }
    const throwing: View<Row> = { ...view, keys: () => { throw new TypeError('oops') } }
    const events = [event('m', { keys: ['a'], by: 1 }, 7)]
    expect(() => foldRows(wrong, new Map(), events)).toThrow(BrokenInvariant)
    expect(() => keysToLoad(throwing, events)).toThrow(/view v at counter:7: oops/)
  })

  it('takes the rows of a view that makes those of an event at once, each once', () => {
    const rowsOf = (at: { readonly data: unknown }): readonly Row[] =>
      (at.data as { keys: string[] }).keys.map((id) => ({ id, n: 1 }))
    const adding: View<Row> = { ...view, appendOnly: true, rows: rowsOf, keys: () => [], apply: () => undefined }
    const made = foldRows(adding, new Map(), [event('m', { keys: ['a', 'b'] }, 1), event('m', { keys: ['c'] }, 2)])
    expect([...made.upserts.values()]).toEqual(['a', 'b', 'c'].map((id) => ({ id, n: 1 })))
    expect(made.deletes.size).toBe(0)
    const twice = [event('m', { keys: ['a'] }, 1), event('m', { keys: ['b', 'a'] }, 2)]
    expect(() => foldRows(adding, new Map(), twice)).toThrow(/view v at counter:2: two events make the row "a"/)
    expect(() => foldRows({ ...adding, appendOnly: false }, new Map(), twice)).toThrow(/rows of v change/)
  })

  it('gives in steps what it gives at once, with a pause behind each step but the last', () => {
    const adding: View<Row> = {
      ...view, appendOnly: true, rows: ({ position }) => [{ id: `${position}`, n: position }], keys: () => [],
    }
    fc.assert(fc.property(moves, fc.integer({ min: 1, max: 8 }), fc.constantFrom(view, adding), (batch, step, of) => {
      const events = batch.map((data, index) => event('m', data, index + 1))
      const rows = new Map([['a', { id: 'a', n: 1 }]])
      const steps = foldSteps(of, rows, events, step)
      let pauses = 0
      let at = steps.next()
      for (; at.done !== true; at = steps.next()) pauses += 1
      expect(at.value).toEqual(foldRows(of, rows, events))
      expect(pauses).toBe(Math.max(0, Math.ceil(batch.length / step) - 1))
    }))
  })

  it('names a view by its version', () => expect(viewConsumer(view)).toBe('view:v_v3'))
})

describe('built-in views', () => {
  const [clocks, outages] = builtInViews(counter())

  it('keep the last change of each clock of a stream and drop the ended ones', () => {
    const timed = event('timed', { clockId: 'k1', dueAtMs: 50 }, 1)
    const rows = clocks && foldRows(clocks, new Map(), [timed]).upserts
    expect([...rows?.values() ?? []]).toEqual([{
      id: 'counter.tally-a|timer', stream: 'counter.tally-a', aggregate: 'tally', key: 'a',
      kind: 'timer', clock_id: 'k1', due_at_ms: 50,
    }])
    const fired = event('fired', { clockId: 'k1' }, 2)
    const gone = clocks && foldRows(clocks, rows ?? new Map(), [fired])
    expect([...gone?.deletes ?? []]).toEqual(['counter.tally-a|timer'])
  })

  it('keep outages', () => {
    const { upserts } = foldRows(outages ?? sums, new Map(), [event('outage', { id: 'o', fromMs: 1, toMs: 2 }, 1)])
    expect([...upserts.values()]).toEqual([{ id: 'o', from_ms: 1, to_ms: 2 }])
  })

  it('are only there where an aggregate needs them, and their names are not to be taken', () => {
    const { clocks: _clocks, outage: _outage, ...plain } = tally
    expect(builtInViews(counter({ aggregates: [plain] }))).toEqual([])
    expect(() => builtInViews(counter({ views: [{ ...sums, name: 'clocks' }] }))).toThrow(/kernel's own/)
  })

  it('read a stream name with dashes and dots in service and key', () => {
    expect(partsOfStream('chain-watcher.chain-tron.main-1'))
      .toEqual({ service: 'chain-watcher', aggregate: 'chain', key: 'tron.main-1' })
    expect(() => partsOfStream('nodash')).toThrow(BrokenInvariant)
  })
})
