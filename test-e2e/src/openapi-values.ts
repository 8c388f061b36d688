/** A JSON schema as far as the reference uses it. */
export type Schema = {
  readonly $ref?: string; readonly type?: string | readonly string[]; readonly const?: unknown; readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>; readonly required?: readonly string[]; readonly items?: Schema
  readonly pattern?: string; readonly format?: string; readonly minimum?: number; readonly minItems?: number; readonly minLength?: number
  readonly default?: unknown
}

export type Parameter = {
  readonly $ref?: string; readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly required: boolean;
    readonly schema: Schema
}

export type Operation = {
  readonly method: 'get' | 'post'; readonly path: string; readonly id: string; readonly roles: readonly string[]
  readonly scope: string | undefined; readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined; readonly bodyType: string | undefined
}

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, {
    readonly operationId: string; readonly parameters?: readonly Parameter[]; readonly 'x-roles': readonly string[];
      readonly 'x-scope'?: string
    readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
    readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
  }>>>>
}

/** Every operation of the document that ends by itself: streams do not. */
export const operationsOf = (document: Document): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, one]): Operation[] => {
    const isStream = Object.values(one.responses).some(({ content }) => content?.['text/event-stream'] !== undefined)
    const [bodyType, body] = Object.entries(one.requestBody?.content ?? {})[0] ?? []
    return isStream ? [] : [{
      method: method as 'get' | 'post', path, id: one.operationId, roles: one['x-roles'], scope: one['x-scope'],
      parameters: (one.parameters ?? []).filter(({ $ref }) => $ref === undefined), body: body?.schema, bodyType,
    }]
  }))

/** Texts tried in turn where a pattern is asked. */
const texts = ['12.50', '0', '7.30', 'order', 'reason', 'a'.repeat(43), 'ABCDEFGHIJKLMNOP', '2026-01-01T00:00:00Z',
  'order.payment-pay_1', '123456', 'https://example.com/hook', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'a@example.com', 'f'.repeat(64),
  '#0a7d55']

const textOf = (schema: Schema, ids: Readonly<Record<string, string>>): string => {
  if (schema.format === 'email') return 'somebody@example.com'
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z'
  if (schema.format === 'uri') return 'https://example.com/'
  const prefix = /^\^([a-z]{2,3})_/.exec(schema.pattern ?? '')?.[1]
  if (prefix !== undefined) return ids[prefix] ?? `${prefix}_1`
  if (schema.pattern === undefined) return 'some text that is long'
  const pattern = new RegExp(schema.pattern, 'u')
  return texts.find((text) => pattern.test(text)) ?? 'none'
}

/** A value that the schema takes, with every property. Ids are taken from `ids` by their prefix. */
export const valueOf = (schema: Schema, ids: Readonly<Record<string, string>>): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return valueOf(choice, ids)
  switch (schema.type) {
    case 'object': return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, valueOf(one, ids)]))
    case 'array': return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => valueOf(schema.items ?? {}, ids))
    case 'integer':
    case 'number': return Math.max(1, schema.minimum ?? 1)
    case 'boolean': return true
    case 'null': return null
    default: return textOf(schema, ids)
  }
}

/** What nobody expects, in place of any value of JSON. */
export const hostileValues: readonly unknown[] = [
  null, '', ' ', 'x'.repeat(5_000), -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 1, true, [], {}, [[[]]], { $gt: '' },
  '\'; drop table users; --', '\u0000', '\ud800', '../../../etc/passwd', '𝕏'.repeat(300), '1e3', 'NaN', '-0', '0x10', '%00',
  '{"__proto__":{"x":1}}', '2026-13-45T99:99:99Z', '\u202Eabc', '999999999999999.99999999',
]

/** The same in a path or query, as text that a URL can carry. */
export const hostileTexts: readonly string[] = [
  '', ' ', '%00', '%2e%2e%2f', '..%2f..', '\'', '%ff', '%F0%9F%98%80', 'x'.repeat(300), '-1', '0', '1e9', 'null', '[]',
    '%7B%7D', 'pay_', 'pay_%0a1',
]
