import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isReadable, jsonReaderOf } from './json-reader.ts'
import type { Spec } from './message.ts'
import { published } from './registry.ts'
import { sampleFile } from './sample-files.ts'

const folder = fileURLToPath(new URL('../samples', import.meta.url))

const samples = published.map(({ service, kind, spec }) => ({
  spec: spec as Spec,
  text: readFileSync(`${folder}/${sampleFile(service, kind, spec.type, spec.version)}`, 'utf8'),
}))

/** As the codec of the kernel decodes it. */
const decoded = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && /(Micro|_micro|Minor|_minor)$/.test(key) && /^-?\d{1,60}$/.test(value)
      ? BigInt(value)
      : value)

/** The order of fields is part of it: what is folded may be written again. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => typeof one === 'bigint' ? `${one}n` : one)

type Read = 'as the schema reads it' | 'left to the schema'

/** What the reader made of a text, which must be what the schema makes of it. */
const readBoth = (spec: Spec, text: string): Read => {
  const json: unknown = JSON.parse(text)
  if (!spec.fromJson(json)) return 'left to the schema'
  const parsed: unknown = spec.parse(decoded(text))
  expect(json).toStrictEqual(parsed)
  expect(written(json)).toBe(written(parsed))
  return 'as the schema reads it'
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const strange = (which: number): Json => structuredClone(strangers[which % strangers.length] ?? null)

const strangers: readonly Json[] = [
  '', 'x', 'mer_1', 'pay_2', '12', '-5', '1e5', '007', '9'.repeat(61), 'a'.repeat(201), '2026-01-01', 'settled', 'alipay',
  0, -1, 1, 1.5, 12_345, 999_999_999, 1e21, 2 ** 53, null, true, false, [], {}, [1], ['x'], [null], { a: 1 }, { feeMicro: '1' },
]

type Change = { readonly at: number; readonly how: number; readonly what: number }

/** Every object and array in it, the root among them. */
const placesOf = (json: Json): (Json[] | { [key: string]: Json })[] =>
  typeof json !== 'object' || json === null ? [] : [json, ...Object.values(json).flatMap(placesOf)]

const changeObject = (place: { [key: string]: Json }, { how, what }: Change): void => {
  const keys = Object.keys(place)
  const key = keys[what % Math.max(1, keys.length)] ?? 'none'
  const value = place[key] ?? null
  switch (how % 10) {
    case 0:
      delete place[key]
      return
    case 1:
      place[`new${what}`] = strange(what)
      return
    case 2:
      // To the end of the fields.
      delete place[key]
      place[key] = value
      return
    case 3:
      delete place[key]
      place[`${key}Micro`] = value
      return
    case 4:
      place[key] = strange(what * 7 + how)
      return
    default: {
      // Of the same kind, as it mostly must be to be taken.
      const alike = strangers.filter((one) => typeof one === typeof value)
      place[key] = structuredClone(alike[what % alike.length] ?? null)
    }
  }
}

const changed = (text: string, changes: readonly Change[]): string => {
  const json = JSON.parse(text) as Json
  for (const change of changes) {
    const places = placesOf(json)
    const place = places[change.at % places.length]
    if (Array.isArray(place)) {
      if (change.how % 3 === 0) place.length = 0
      else place.push(change.how % 3 === 1 ? structuredClone(place[0] ?? 'x') : strange(change.what))
    } else if (place) changeObject(place, change)
  }
  return JSON.stringify(json)
}

const seen = new Map<Read, number>()

describe('the reader of a message', () => {
  it('reads the sample of every message but those of a kind that it leaves to the schema', () => {
    const left = samples.filter(({ spec, text }) => readBoth(spec, text) === 'left to the schema')
    expect(left.map(({ spec }) => spec.type).toSorted()).toEqual([
      'gateway.merchant.change_settings', 'notifier.feed.append', 'outage.recorded', 'webhook.queued',
    ])
    expect(left.some(({ spec }) => isReadable(spec.schema))).toBe(false)
  })

  it('whatever stands in a text, gives what the schema gives or leaves it to the schema', () => {
    const change = fc.record({ at: fc.nat(500), how: fc.nat(500), what: fc.nat(500) })
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 3 }), ({ spec, text }, changes) => {
        const read = readBoth(spec, changed(text, changes))
        seen.set(read, (seen.get(read) ?? 0) + 1)
      }),
      { numRuns: 20_000 },
    )
    // A reader that accepted nothing would be right as well, and one that accepted all would be tested little.
    expect(Math.min(...seen.values())).toBeGreaterThan(2_000)
    expect(seen.size).toBe(2)
  }, 60_000)

  it('leaves to the schema whatever that would change, and kinds that it does not know', () => {
    const reads = (schema: z.ZodType, json: unknown): boolean => jsonReaderOf(schema)(json)
    expect(reads(z.object({ a: z.string().default('x') }), {})).toBe(false)
    expect(reads(z.object({ a: z.string().trim() }), { a: ' x' })).toBe(false)
    expect(reads(z.object({ a: z.string() }).refine(() => false), { a: 'x' })).toBe(false)
    expect(reads(z.object({ a: z.unknown() }), { a: 1 })).toBe(false)
    expect(reads(z.object({ a: z.bigint() }), { a: '1' })).toBe(false)
    expect(reads(z.object({ aMicro: z.string() }), { aMicro: '1' })).toBe(false)
    expect(reads(z.record(z.string(), z.string()), { aMicro: '1' })).toBe(false)
    expect(reads(z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })]), { a: 'x', b: 'y' })).toBe(false)
    expect(reads(z.object({ a: z.string() }), JSON.parse('{"a":"x","__proto__":{}}'))).toBe(false)
    expect(reads(z.record(z.string(), z.string()), JSON.parse('{"__proto__":"x"}'))).toBe(false)
  })

  it('holds numbers and texts to their bounds', () => {
    const schema = z.object({ a: z.int().min(1).max(30), b: z.string().min(2).max(3), c: z.array(z.number()).min(1).max(2) })
    const reads = (json: object): boolean => jsonReaderOf(schema)({ a: 1, b: 'xx', c: [0.5], ...json })
    expect([reads({}), reads({ a: 30 }), reads({ b: 'xxx' }), reads({ c: [1, 2] })]).toEqual([true, true, true, true])
    for (const wrong of [{ a: 0 }, { a: 31 }, { a: 1.5 }, { b: 'x' }, { b: 'xxxx' }, { c: [] }, { c: [1, 2, 3] }, { c: [Infinity] }])
      expect(reads(wrong)).toBe(false)
  })

  it('holds amounts to their bounds', () => {
    const schema = z.object({ aMicro: z.bigint().min(1n).max(5n).optional(), bMinor: z.bigint() })
    const read = (json: object): object | undefined => jsonReaderOf(schema)(json) ? json : undefined
    expect(read({ aMicro: '5', bMinor: '-7' })).toEqual({ aMicro: 5n, bMinor: -7n })
    expect(read({ bMinor: '0' })).toEqual({ bMinor: 0n })
    for (const aMicro of ['0', '6', 'x', 3, null, '1.0', '9'.repeat(61)]) expect(read({ aMicro, bMinor: '1' })).toBeUndefined()
    expect(read({ aMicro: '1' })).toBeUndefined()
  })
})
