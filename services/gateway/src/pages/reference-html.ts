import type { Schema } from '../http/examples.ts'
import { problemKind } from '../http/problem-catalog.ts'

export type Parameter = {
  readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema; readonly description?: string
}
type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>
export type Operation = {
  readonly operationId: string; readonly tags: readonly string[]; readonly summary: string; readonly description: string
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly description?: string; readonly content?: Content }>>
}
export type Document = {
  readonly info: { readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>; readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, { readonly description: string }>>
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)
/** Words of a description; what stands between backticks is code. */
const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
const json = (value: unknown): string => `<pre tabindex="0">${escaped(JSON.stringify(value, null, 2))}</pre>`

const maxDepth = 5

const named = (document: Document, schema: Schema): Schema =>
  schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}

const typeOf = (schema: Schema): string => {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? ''
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map(typeOf))].join(' | ')
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`
  return schema.format ?? [schema.type ?? 'any'].flat().join(' | ')
}

/** The object of which a field, or each of a list, is made; of several, the first. */
const objectIn = (document: Document, schema: Schema): Schema | undefined => {
  const here = named(document, schema)
  if (here.properties) return here
  const inner = [...here.anyOf ?? [], ...here.oneOf ?? [], ...here.allOf ?? [], ...(here.items ? [here.items] : [])]
  for (const one of inner) {
    const found = objectIn(document, one)
    if (found) return found
  }
  return undefined
}

/** Money is explained once, not at every amount. */
const isOpened = ({ $ref }: Schema): boolean => $ref !== '#/components/schemas/Money'

const fieldsOf = (document: Document, schema: Schema, depth = 0): string => {
  const { properties = {}, required = [] } = objectIn(document, schema) ?? {}
  const rows = Object.entries(properties).map(([name, property]) => {
    const inner = depth < maxDepth && isOpened(property) ? fieldsOf(document, property, depth + 1) : ''
    return `<li><code>${escaped(name)}</code> <i>${escaped(typeOf(property))}</i>${required.includes(name) ? '' : ' (may be left out)'}`
      + `${property.description === undefined ? '' : ` ${prose(property.description)}`}${inner}</li>`
  })
  return rows.length === 0 ? '' : `<ul>${rows.join('')}</ul>`
}

const parametersOf = (document: Document, operation: Operation): string => {
  const rows = operation.parameters.map((one) => ('$ref' in one ? document.components.parameters[one.$ref.split('/').at(-1) ?? ''] : one))
    .flatMap((one) => (one === undefined ? [] : [
      `<tr><td><code>${escaped(one.name)}</code></td><td>${one.in}${one.required ? ', needed' : ''}</td>`
      + `<td><i>${escaped(typeOf(one.schema))}</i> ${prose(one.description ?? '')}</td></tr>`,
    ]))
  return `<h4>Parameters</h4><table>${rows.join('')}</table>`
}

const contentOf = (document: Document, title: string, content: Content | undefined): string => {
  const [type, one] = Object.entries(content ?? {})[0] ?? []
  if (type === undefined || one === undefined) return ''
  const fields = fieldsOf(document, one.schema)
  return `<h4>${title} <small>${escaped(type)}</small></h4>${fields}${one.example === undefined ? '' : json(one.example)}`
}

const codesOf = (document: Document, operation: Operation): string => {
  const codes = Object.values(operation.responses).flatMap(({ $ref = '' }) => {
    const told = document.components.responses[$ref.split('/').at(-1) ?? '']?.description ?? ''
    return [...told.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  })
  const shown = codes.map((code) => `<a href="/v1/docs/errors#${encodeURIComponent(code)}"><code>${escaped(code)}</code></a>`)
  return shown.length === 0 ? '' : `<h4>Refusals</h4><p>${shown.join(' ')}</p>`
}

export const operationHtml = (document: Document, method: string, path: string, operation: Operation): string => {
  const [status, done] = Object.entries(operation.responses).find(([, { $ref }]) => $ref === undefined) ?? []
  return `<section id="${operation.operationId}"><h3><a href="#${operation.operationId}">${escaped(operation.summary)}</a></h3>`
    + `<p class="line"><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></p><p>${prose(operation.description)}</p>`
    + `<details><summary>Form and examples of ${operation.operationId}</summary>${parametersOf(document, operation)}`
    + `${contentOf(document, 'Body', operation.requestBody?.content)}${contentOf(document, `Answer ${status ?? ''}`, done?.content)}`
    + `${codesOf(document, operation)}</details></section>`
}

export const errorsHtml = (codes: readonly string[]): string => {
  const rows = codes.map((code) => {
    const { status, title } = problemKind(code)
    return `<tr id="${escaped(code)}"><td><code>${escaped(code)}</code></td><td>${status}</td><td>${prose(title)}</td></tr>`
  })
  return '<p>Every refusal is <code>application/problem+json</code> with a <code>code</code> that is stable for ever. What is not yours is '
    + '<code>not_found</code>.</p><table><tr><th>code</th><th>status</th><th>what it means</th></tr>' + `${rows.join('')}</table>`
}
