import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { doubt, messageCopierOf } from './message-copier.ts'
import type { Spec } from './message.ts'
import { published } from './registry.ts'
import { sampleFile } from './sample-files.ts'

const folder = fileURLToPath(new URL('../samples', import.meta.url))

/** As the codec of the kernel decodes it. */
const decoded = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && /(Micro|_micro|Minor|_minor)$/.test(key) && /^-?\d{1,60}$/.test(value)
      ? BigInt(value)
      : value)

const samples = published.map(({ service, kind, spec }) => ({
  spec: spec as Spec,
  text: readFileSync(`${folder}/${sampleFile(service, kind, spec.type, spec.version)}`, 'utf8'),
}))

type Place = Record<PropertyKey, unknown> | unknown[]

const isPlace = (value: unknown): value is Place => typeof value === 'object' && value !== null

/** All there is to see of a value: kinds, prototypes, the order of keys, and what of it is the input's own. */
const told = (value: unknown, own: ReadonlySet<unknown>): unknown => {
  if (Object.is(value, -0)) return '-0'
  if (!isPlace(value)) return typeof value === 'object' ? null : `${typeof value} ${String(value)}`
  const fields = Reflect.ownKeys(value).map((key) => [String(key), told(Reflect.get(value, key), own)])
  return [Object.getPrototypeOf(value) === Object.prototype, Array.isArray(value), own.has(value), Object.isFrozen(value), fields]
}

const placesOf = (value: unknown, found = new Set<Place>()): Set<Place> => {
  if (!isPlace(value) || found.has(value)) return found
  found.add(value)
  for (const key of Object.keys(value)) placesOf(Reflect.get(value, key), found)
  return found
}

const outcome = (parse: (data: unknown) => unknown, data: unknown, own: ReadonlySet<unknown>): unknown => {
  try {
    return { made: told(parse(data), own) }
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message }
  }
}

class Stranger { readonly id = 'x' }

const strangers: readonly (() => unknown)[] = [
  () => Number.NaN, () => -0, () => Infinity, () => 1.5, () => 2 ** 53, () => 0, () => 12, () => -1, () => 1e21,
  () => 0n, () => -1n, () => 7n, () => 10n ** 18n, () => 10n ** 18n + 1n, () => 10n ** 70n,
  () => '', () => 'x', () => ' x ', () => '7', () => 'a'.repeat(200_000), () => 'a'.repeat(121), () => '\0', () => '\ud800',
  () => 'post', () => 'settled', () => 'usdt-tron', () => '2026-01-01T00:00:00Z', () => true, () => false,
  () => null, () => undefined, () => [], () => [undefined], () => Array(3), () => Array(40).fill('x'), () => ({}),
  () => new Stranger(), () => new Date(0), () => new Map(), () => Object('x'), () => Object(5n), () => Symbol('x'),
  () => () => 'x', () => Object.create(null), () => /x/, () => new Proxy({}, {}),
]

type Change = { readonly at: number; readonly how: number; readonly what: number }

const changePlace = (place: Place, { how, what }: Change): void => {
  const keys = Reflect.ownKeys(place).filter((key) => !(Array.isArray(place) && key === 'length'))
  const key = keys[what % Math.max(1, keys.length)] ?? 'none'
  const value = Reflect.get(place, key)
  const stranger = strangers[(what * 7 + how) % strangers.length]?.()
  const put = (name: PropertyKey, field: unknown): void => {
    Reflect.defineProperty(place, name, { value: field, enumerable: true, configurable: true, writable: true })
  }
  switch (how % 12) {
    case 0: Reflect.deleteProperty(place, key); return
    case 1: put(['extra', '__proto__', 'constructor', 'toString', Symbol.iterator, Symbol('x')][what % 6] ?? 'extra', stranger); return
    case 2: Reflect.deleteProperty(place, key); put(key, value); return
    case 3: put(key, undefined); return
    case 4: Reflect.defineProperty(place, key, { get: () => value, enumerable: true, configurable: true }); return
    case 5: Reflect.defineProperty(place, key, { value, enumerable: false, configurable: true }); return
    case 6: Object.freeze(place); return
    // What is asked for stands on the prototype alone.
    case 7: Reflect.deleteProperty(place, key); Reflect.setPrototypeOf(place, { [key]: value }); return
    case 8: Reflect.setPrototypeOf(place, [null, Stranger.prototype, Array.prototype, Object.prototype][what % 4] ?? null); return
    case 9: put(key, isPlace(value) ? new Proxy(value, {}) : stranger); return
    case 10: {
      const alike = strangers.map((one) => one()).filter((one) => typeof one === typeof value)
      put(key, alike[what % Math.max(1, alike.length)])
      return
    }
    default: put(key, stranger)
  }
}

const seen = { copied: 0, doubted: 0 }

describe('the copier of a message', () => {
  it('copies the sample of every message itself, but one whose fields may be null or not there at all', () => {
    const left = samples.filter(({ spec, text }) => {
      const data = decoded(text)
      const own = placesOf(data)
      expect(outcome(spec.parse, data, own)).toEqual(outcome((value) => spec.schema.parse(value), data, own))
      return messageCopierOf(spec.schema)(data) === doubt
    })
    expect(left.map(({ spec }) => spec.type)).toEqual(['gateway.merchant.change_settings'])
  })

  it('whatever a value holds, gives what the schema gives, or the very same error', () => {
    const change = fc.record({ at: fc.nat(500), how: fc.nat(500), what: fc.nat(500) })
    const changes = fc.array(change, { minLength: 1, maxLength: 3 })
    fc.assert(fc.property(fc.constantFrom(...samples), changes, ({ spec, text }, made) => {
      const data = decoded(text)
      for (const one of made) {
        const places = [...placesOf(data)]
        const place = places[one.at % places.length]
        if (place && Object.isExtensible(place)) changePlace(place, one)
      }
      const own = placesOf(data)
      const wanted = outcome((value) => spec.schema.parse(value), data, own)
      expect(outcome(spec.parse, data, own)).toEqual(wanted)
      if (messageCopierOf(spec.schema)(data) === doubt) seen.doubted += 1
      else {
        seen.copied += 1
        expect(wanted).toHaveProperty('made')
      }
    }), { numRuns: 20_000 })
    // Were all doubted, or none, little would have been compared.
    expect(Math.min(seen.copied, seen.doubted)).toBeGreaterThan(3_000)
  }, 120_000)

  it.each([undefined, null, 5n, 'x', [], () => 1, Symbol('x'), new Map(), Object.create(null)])(
    'answers what is no message at all as the schema does: %s', (data) => {
      for (const { spec } of samples) {
        expect(outcome(spec.parse, data, new Set())).toEqual(outcome((value) => spec.schema.parse(value), data, new Set()))
      }
    })

  it('copies what it has checked, also where a field tells something else the second time', () => {
    const copy = messageCopierOf(z.object({ aMicro: z.bigint().min(1n) }))
    const told = [5n, -1n]
    expect(copy({ get aMicro() { return told.shift() } })).toEqual({ aMicro: 5n })
  })

  it('holds amounts, lists and objects to their bounds', () => {
    const schema = z.object({ aMicro: z.bigint().min(1n).max(5n), b: z.array(z.string()).min(1).max(2), c: z.object({ d: z.string().optional() }) })
    const takes = (changes: object): boolean => {
      const value = { aMicro: 1n, b: ['x'], c: {}, ...changes }
      const made = messageCopierOf(schema)(value)
      expect(schema.safeParse(value).success).toBe(made !== doubt)
      return made !== doubt
    }
    expect([{}, { aMicro: 5n }, { b: ['x', 'y'] }, { c: { d: 'x', e: 1 } }].map(takes)).toEqual([true, true, true, true])
    for (const wrong of [{ aMicro: 0n }, { aMicro: 6n }, { aMicro: 1 }, { b: [] }, { b: ['x', 'y', 'z'] }, { b: [1] }, { c: [] }, { c: null }])
      expect(takes(wrong)).toBe(false)
  })

  it('leaves to the schema what it would fill in, change or ask a function about', () => {
    const made = (schema: z.ZodType, value: unknown): unknown => messageCopierOf(schema)(value)
    expect(made(z.object({ a: z.string().default('x') }), {})).toBe(doubt)
    expect(made(z.object({ a: z.string().default('x').optional() }), {})).toBe(doubt)
    expect(made(z.object({ a: z.string().optional() }), { a: undefined })).toBe(doubt)
    expect(made(z.strictObject({ a: z.string() }), { a: 'x', b: 1 })).toBe(doubt)
    expect(made(z.looseObject({ a: z.string() }), { a: 'x', b: 1 })).toEqual({ a: 'x', b: 1 })
    expect(made(z.object({ a: z.string().trim() }), { a: ' x' })).toEqual({ a: 'x' })
    expect(made(z.object({ a: z.coerce.number() }), { a: '7' })).toEqual({ a: 7 })
    expect(made(z.object({ a: z.coerce.bigint() }), { a: '7' })).toEqual({ a: 7n })
    expect(made(z.object({ a: z.bigint().refine((n) => n !== 3n) }), { a: 3n })).toBe(doubt)
    expect(made(z.object({ a: z.string() }).refine(() => false), { a: 'x' })).toBe(doubt)
    expect(made(z.array(z.int()).max(2).refine((all) => all[0] !== 1), [1])).toBe(doubt)
    expect(made(z.boolean().refine((is) => is), false)).toBe(doubt)
    expect(made(z.enum(['a', 'b']).refine((one) => one === 'a'), 'b')).toBe(doubt)
    expect(made(z.string().nullable().refine((one) => one !== null), null)).toBe(doubt)
    expect(made(z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), { b: 'x', c: 1 })).toEqual({ b: 'x' })
  })
})
