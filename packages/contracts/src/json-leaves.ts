import type { z } from 'zod'

/** Accepts a value of JSON that the schema returns as it is. */
export type Check = (value: unknown) => boolean

/** The bounds of a bigint, which stands in JSON as text. */
export type Amount = { readonly least: bigint | undefined; readonly most: bigint | undefined }

export type Def = z.core.$ZodTypeDef & Readonly<Record<string, unknown>>
export type CheckDef = z.core.$ZodCheckDef & Readonly<Record<string, unknown>>

export const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as Def

export const checksOf = (def: Def): readonly CheckDef[] =>
  (def.checks ?? []).map((check) => check._zod.def as CheckDef)

/** How the codec writes an amount. */
const amountText = /^-?\d{1,60}$/

/** Asks the schema itself: of a text or number, whose like is seldom or whose rule is a function. */
const asked = (schema: z.core.$ZodType): Check => {
  const { safeParse } = schema as z.ZodType
  return (value) => {
    if (typeof value === 'object') return false
    const result = safeParse(value)
    return result.success && result.data === value
  }
}

const textRule = (def: CheckDef): ((text: string) => boolean) | undefined => {
  switch (def.check) {
    case 'min_length': {
      const least = def['minimum'] as number
      return (text) => text.length >= least
    }
    case 'max_length': {
      const most = def['maximum'] as number
      return (text) => text.length <= most
    }
    case 'string_format': {
      const pattern = def['pattern'] as RegExp | undefined
      if (def['format'] !== 'regex' || !pattern || pattern.global || pattern.sticky) return undefined
      return (text) => pattern.test(text)
    }
    default:
      return undefined
  }
}

export const textCheck = (schema: z.core.$ZodType, def: Def): Check | undefined => {
  if (checksOf(def).some(({ check }) => check === 'overwrite')) return undefined
  if ('check' in def) return asked(schema)
  const rules = checksOf(def).map(textRule)
  if (rules.includes(undefined)) return asked(schema)
  const [first, second, ...more] = rules as ((text: string) => boolean)[]
  if (!first) return (value) => typeof value === 'string'
  if (!second) return (value) => typeof value === 'string' && first(value)
  if (more.length > 0) return asked(schema)
  return (value) => typeof value === 'string' && first(value) && second(value)
}

type Bounds<Value> = { least: Value | undefined; most: Value | undefined }

/** Inclusive bounds; undefined where there are other rules. */
export const boundsOf = <Value>(def: Def): Bounds<Value> | undefined => {
  const bounds: Bounds<Value> = { least: undefined, most: undefined }
  for (const rule of checksOf(def)) {
    if (rule['inclusive'] !== true) return undefined
    if (rule.check === 'greater_than' && bounds.least === undefined) bounds.least = rule['value'] as Value
    else if (rule.check === 'less_than' && bounds.most === undefined) bounds.most = rule['value'] as Value
    else return undefined
  }
  return bounds
}

export const numberCheck = (schema: z.core.$ZodType, def: Def): Check => {
  const bounds = boundsOf<number>(def)
  const isInt = def['format'] === 'safeint'
  if (!bounds || ('check' in def && !isInt)) return asked(schema)
  const { least = -Infinity, most = Infinity } = bounds
  const isWhole: Check = isInt ? Number.isSafeInteger : Number.isFinite
  return (value) => isWhole(value) && (value as number) >= least && (value as number) <= most
}

export const amountOf = (schema: z.core.$ZodType): Amount | undefined => {
  const def = defOf(schema)
  return def.type === 'bigint' && !('check' in def) ? boundsOf<bigint>(def) : undefined
}

/** The amount of a text, undefined where it is none or out of its bounds. */
export const readAmount = (text: unknown, { least, most }: Amount): bigint | undefined => {
  if (typeof text !== 'string' || !amountText.test(text)) return undefined
  const amount = BigInt(text)
  const isWithin = (least === undefined || amount >= least) && (most === undefined || amount <= most)
  return isWithin ? amount : undefined
}
