import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../event-store.ts'
import type { MessageSpec } from '../service.ts'
import { decodeData, decodeEvent } from './event-codec.ts'

const stored = (data: string, version = 2): StoredEvent => ({
  id: 'e', stream: 's.a-1', revision: 0, log: 's', position: 1, type: 'thing.happened', version, data, metadata: '{}',
})

type Data = { amountMicro: unknown }

/** Its reader spoils what it is given before it says no to anything but one. */
const spec: MessageSpec = {
  type: 'thing.happened',
  version: 2,
  fromJson: (json) => {
    const data = json as Data
    const isOne = data.amountMicro === '1'
    data.amountMicro = isOne ? 1n : 'spoilt'
    return isOne
  },
  parse: (data) => {
    const { amountMicro } = data as Data
    if (typeof amountMicro !== 'bigint') throw new TypeError('no amount')
    return { amountMicro, by: 'the schema' }
  },
  upcast: { 1: (data: Data) => ({ amountMicro: (data.amountMicro as bigint) + 10n }) },
}

describe('the data of a stored event', () => {
  it('is what the reader of its type says yes to', () => {
    expect(decodeData(spec, stored('{"amountMicro":"1"}'))).toEqual({ amountMicro: 1n })
  })

  it('is what the schema makes of the text where the reader says no, whatever it has done to it', () => {
    expect(decodeData(spec, stored('{"amountMicro":"2"}'))).toEqual({ amountMicro: 2n, by: 'the schema' })
    expect(() => decodeData(spec, stored('{"amountMicro":"x"}'))).toThrow('thing.happened v2 at s:1: no amount')
    expect(() => decodeData(spec, stored('{'))).toThrow(/^thing.happened v2 at s:1: /)
  })

  it('of an older version goes by the upcasts and the schema', () => {
    expect(decodeData(spec, stored('{"amountMicro":"1"}', 1))).toEqual({ amountMicro: 11n, by: 'the schema' })
  })
})

describe('a stored event', () => {
  const metadata = JSON.stringify({
    commandId: 'c', commandHash: 'h', ordinal: 0, correlationId: 'c', causationId: 'c', actor: 'spec', atMs: 1,
  })

  it('is decoded once, and a copy of it that says something else is not taken for it', () => {
    const event = { ...stored('{"amountMicro":"1"}'), metadata }
    const first = decodeEvent(spec, event)
    expect(decodeEvent(spec, event)).toBe(first)
    const copy = { ...event, position: 2, data: '{"amountMicro":"2"}' }
    expect(decodeEvent(spec, copy)).toMatchObject({ position: 2, data: { amountMicro: 2n } })
    expect(decodeEvent(spec, event)).toBe(first)
  })
})
