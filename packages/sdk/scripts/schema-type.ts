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
  readonly description?: string
}

const widest = 100
const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))

const union = (parts: readonly string[], indent: string): string => {
  const line = [...new Set(parts)].join(' | ')
  return line.includes('\n') || line.length + indent.length <= widest
    ? line
    : `\n${[...new Set(parts)].map((part) => `${indent}  | ${part}`).join('\n')}`
}

const primitive = (type: string, schema: Schema, indent: string): string => {
  switch (type) {
    case 'string': return 'string'
    case 'integer':
    case 'number': return 'number'
    case 'boolean': return 'boolean'
    case 'null': return 'null'
    case 'array': return `readonly ${parenthesised(typeText(schema.items ?? {}, indent))}[]`
    case 'object': return objectText(schema, indent)
    default: throw new Error(`no TypeScript for the JSON Schema type ${type}`)
  }
}

const parenthesised = (text: string): string => (/^[A-Za-z]+$/.test(text) || text.startsWith('{') ? text : `(${text})`)

const objectText = ({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string => {
  const fields = Object.entries(properties)
  if (fields.length === 0) {
    const value = typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? typeText(additionalProperties, indent)
      : 'unknown'
    return additionalProperties === false ? 'Readonly<Record<string, never>>' : `Readonly<Record<string, ${value}>>`
  }
  const inner = `${indent}  `
  const lines = fields.flatMap(([name, field]) => [
    ...(field.description === undefined ? [] : [`${inner}/** ${field.description} */`]),
    `${inner}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeText(field, inner)}`,
  ])
  return `{\n${lines.join('\n')}\n${indent}}`
}

/** The TypeScript of a schema. Objects of the API may gain fields, so nothing here is exact. */
export const typeText = (schema: Schema, indent = ''): string => {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? ''
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return union(schema.enum.map(literal), indent)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return union(choices.map((each) => typeText(each, indent)), indent)
  if (schema.type === undefined) return 'unknown'
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  return union(types.map((type) => primitive(type, schema, indent)), indent)
}
