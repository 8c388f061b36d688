/** As much of JSON Schema as the description of the API uses. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))
const union = (parts: readonly string[]): string => [...new Set(parts)].join(' | ')

const objectText = ({ properties = {}, required = [], additionalProperties }: Schema): string => {
  const fields = Object.entries(properties).map(([name, field]) =>
    `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeText(field)}`)
  if (fields.length > 0) return `{ ${fields.join('; ')} }`
  const value = typeof additionalProperties === 'object' ? typeText(additionalProperties) : 'unknown'
  return additionalProperties === false ? 'Empty' : `Readonly<Record<string, ${value}>>`
}

const primitive = (type: string, schema: Schema): string => {
  switch (type) {
    case 'integer': return 'number'
    case 'array': return `readonly (${typeText(schema.items ?? {})})[]`
    case 'object': return objectText(schema)
    default: return type
  }
}

/** The TypeScript of a schema, in one line. */
export const typeText = (schema: Schema): string => {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? ''
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return union(schema.enum.map(literal))
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return union(choices.map(typeText))
  if (schema.type === undefined) return 'unknown'
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  return union(types.map((type) => primitive(type, schema)))
}
