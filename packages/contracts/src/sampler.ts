import { z } from 'zod'

type JsonSchema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly pattern?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly minLength?: number
  readonly bigint?: true
  readonly default?: unknown
}

const textFor = (schema: JsonSchema): string => {
  const pattern = schema.pattern ?? ''
  const id = /^\^([a-z]{2,3})_\[/.exec(pattern)
  if (id) return `${id[1]}_1sample`
  const candidates = ['sample', '7.30', 'payment.settled', 'a'.repeat(64), '0'.repeat(64), 'sample-1', '1', 'QUFBQQ==',
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'TRX',
    'xpub6DCWphzD1URX6NLY4bzJQoNz3Ja14ueGphAz3c7XdzyfR3hbsv4XybKuXVPSGFiASvcugTyiJrQyw5u33izp6rB1W9fgZM4ugKQJQBcEFo8', 'log-0',
      'po_1sample', 'a'.repeat(130), '00000000-0000-4000-8000-000000000000', '#0a7d55', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6tx1']
  const fitting = candidates.find((text) => new RegExp(pattern, 'u').test(text) && text.length >= (schema.minLength ?? 0))
  if (fitting === undefined) throw new RangeError(`no sample text for the pattern ${pattern}`)
  return fitting
}

const valueFor = (schema: JsonSchema): unknown => {
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.bigint) return 1_500_000n
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return valueFor(choice)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, property]) => [key, valueFor(property)]),
      )
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => valueFor(schema.items ?? {}))
    case 'string': return textFor(schema)
    case 'integer':
    case 'number': return Math.max(1, schema.minimum ?? 1)
    case 'boolean': return false
    default: return 'sample'
  }
}

/**
 * A value of a schema with every optional field present, the first of each choice taken. It makes
 * the first sample of a message; samples are then kept as files and never made again.
 */
export const sampleOf = (schema: z.ZodType): unknown =>
  valueFor(
    z.toJSONSchema(schema, {
      unrepresentable: 'any',
      io: 'output',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, { bigint: true })
      },
    }) as JsonSchema,
  )
