import { describe, expect, it } from 'vitest'
import { encode } from '../codec.ts'
import type { Append, ExpectedRevision, StoredEvent } from '../event-store.ts'
import { MadeEvent } from '../made-event.ts'
import { decodeEvent } from '../runtime/event-codec.ts'
import { LogTail, freshTailEvents, keptTailMs, maxTailBytes, maxTailEvents } from './log-tail.ts'

const event = (id: string, data = '{}') => ({ id, type: 'noted', version: 1, data, metadata: '{}' })

const append = (stream: string, expected: ExpectedRevision, ids: readonly string[]): Append => ({
  log: 'notes', streams: [{ stream, expected, events: ids.map((id) => event(id)) }],
})

const ids = (tail: LogTail, after: number, limit = 100): readonly string[] =>
  tail.after(after, limit).map(({ id }) => id)

describe('tail of a log', () => {
  it('gives events as the store would: position, stream and revision of each', () => {
    const tail = new LogTail()
    tail.add({
      log: 'notes',
      streams: [
        { stream: 'notes.a-1', expected: 4, events: [event('x'), event('y')] },
        { stream: 'notes.b-1', expected: 'none', events: [event('z')] },
      ],
    }, 9)
    expect(tail.after(6, 100)).toEqual([
      { ...event('x'), log: 'notes', stream: 'notes.a-1', revision: 5, position: 7 },
      { ...event('y'), log: 'notes', stream: 'notes.a-1', revision: 6, position: 8 },
      { ...event('z'), log: 'notes', stream: 'notes.b-1', revision: 0, position: 9 },
    ])
  })

  it('need not be read by who has just written it, but by all others and under another spec', () => {
    const spec = { type: 'noted', version: 1, parse: (data: unknown) => data }
    const metadata = {
      atMs: 1, actor: 'spec', commandId: 'c', commandHash: 'h', correlationId: 'c', causationId: 'c',
    }
    const data = { amountMicro: 5n }
    const made = new MadeEvent('m', encode(data), encode(metadata), { spec, data, metadata })
    const tail = new LogTail()
    tail.add({ log: 'notes', streams: [{ stream: 'notes.a-1', expected: 'none', events: [made] }] }, 1)
    const [placed] = tail.after(0, 1)
    if (placed === undefined) throw new Error('the tail is empty')
    const recorded = decodeEvent(spec, placed)
    expect(recorded.data).toBe(data)
    expect(decodeEvent(spec, placed)).toBe(recorded)
    const overTheBus = JSON.parse(JSON.stringify(placed)) as StoredEvent
    expect(decodeEvent(spec, overTheBus)).toEqual(recorded)
    const other = { ...spec, parse: () => 'read' }
    expect(decodeEvent(other, placed).data).toBe('read')
  })

  it('gives what follows a position, up to the limit, and nothing beyond its end', () => {
    const tail = new LogTail()
    tail.add(append('notes.a-1', 'none', ['p1', 'p2', 'p3']), 3)
    expect(ids(tail, 0)).toEqual(['p1', 'p2', 'p3'])
    expect(ids(tail, 1)).toEqual(['p2', 'p3'])
    expect(ids(tail, 1, 1)).toEqual(['p2'])
    expect(ids(tail, 3)).toEqual([])
    expect(ids(tail, 7)).toEqual([])
  })

  it('gives nothing to one who is further behind than it reaches', () => {
    const tail = new LogTail()
    tail.add(append('notes.a-1', 'none', ['p5']), 5)
    expect(ids(tail, 3)).toEqual([])
    expect(ids(tail, 4)).toEqual(['p5'])
  })

  it('begins anew where another writer came between', () => {
    const tail = new LogTail()
    tail.add(append('notes.a-1', 'none', ['p1']), 1)
    tail.add(append('notes.a-2', 'none', ['p3']), 3)
    expect(ids(tail, 0)).toEqual([])
    expect(ids(tail, 2)).toEqual(['p3'])
  })

  it('knows nothing once it has forgotten', () => {
    const tail = new LogTail()
    tail.add(append('notes.a-1', 'none', ['p1']), 1)
    tail.forget()
    expect(ids(tail, 0)).toEqual([])
  })

  it('gives only what is behind the position of an append that lies across it', () => {
    const tail = new LogTail()
    tail.add(append('notes.a-1', 'none', ['p1', 'p2']), 2)
    tail.add(append('notes.a-2', 'none', ['p3', 'p4']), 4)
    expect(ids(tail, 1)).toEqual(['p2', 'p3', 'p4'])
    expect(ids(tail, 1, 2)).toEqual(['p2', 'p3'])
    expect(ids(tail, 2, 1)).toEqual(['p3'])
  })

  it('keeps about as many events as its limit', () => {
    const tail = new LogTail(() => 0)
    const all = maxTailEvents * 5
    for (let position = 1; position <= all; position += 1) {
      tail.add(append(`notes.a-${position}`, 'none', [`p${position}`]), position)
    }
    expect(ids(tail, all - maxTailEvents * 2 - 1)).toEqual([])
    expect(tail.after(all - maxTailEvents, all)).toHaveLength(maxTailEvents)
    expect(ids(tail, all - 1)).toEqual([`p${all}`])
  })

  it('keeps what is old no longer, but always some events', () => {
    let nowMs = 0
    const tail = new LogTail(() => nowMs)
    const add = (position: number): void => tail.add(append(`notes.a-${position}`, 'none', [`p${position}`]), position)
    const old = freshTailEvents * 4
    for (let position = 1; position <= old; position += 1) add(position)
    expect(tail.after(0, old)).toHaveLength(old)
    nowMs += keptTailMs * 2 + 1
    add(old + 1)
    expect(ids(tail, old - freshTailEvents)).toEqual([])
    expect(tail.after(old + 1 - freshTailEvents, old)).toHaveLength(freshTailEvents)
    nowMs += keptTailMs * 100
    for (let position = old + 2; position <= old + freshTailEvents; position += 1) add(position)
    expect(tail.after(old + 1 - freshTailEvents, old)).toHaveLength(freshTailEvents * 2 - 1)
  })

  it('keeps no more bytes than its limit, but always the last append', () => {
    const tail = new LogTail()
    const data = 'x'.repeat(maxTailBytes / 4)
    for (let position = 1; position <= 9; position += 1) {
      const streams = [{ stream: `notes.a-${position}`, expected: 'none', events: [event('e', data)] }]
      tail.add({ log: 'notes', streams } as Append, position)
    }
    expect(tail.after(8, 100)).toHaveLength(1)
    expect(tail.after(4, 100)).toHaveLength(0)
    const large = [{ stream: 'notes.b-1', expected: 'none', events: [event('f', 'x'.repeat(maxTailBytes * 2))] }]
    tail.add({ log: 'notes', streams: large } as Append, 10)
    expect(ids(tail, 9)).toEqual(['f'])
  })
})
