import { apiChanges, apiVersionsOf, money, newestApiVersion, publicOrder, publicPayment } from '@stablegate/contracts'
import { z } from 'zod'
import { evidenceTypes } from '../store/evidence.ts'
import { Examples, type Schema } from './examples.ts'
import { scopeOf } from './pipeline.ts'
import { problemKind } from './problem-catalog.ts'
import type { Route, Tag } from './route.ts'
import { freshScopes } from './scopes.ts'
import { acted } from './wire.ts'

type Json = Readonly<Record<string, unknown>>

const tags: Readonly<Record<Tag, string>> = {
  Payments: 'What merchants ask for.', Checkout: 'What the customer does, by link and session.',
  Merchants: 'Merchants and their terms.', Keys: 'API keys.', Acceptors: 'What operators do with acceptors.',
  Acceptor: 'What an acceptor does with itself.', Orders: 'Offers and orders of an acceptor.', Money: 'Balances and statements.',
  Webhooks: 'Events, pushed and pulled.', Operations: 'What only operators do.',
  Session: 'Signing in and out, at the pages.', People: 'Who may sign in, and as what.',
  'Test mode': 'Documented amounts, a wallet and a clock, for those who integrate. Live mode refuses them; see docs/test-mode.md.',
}

/** Schemas that stand once in the document, by these names. */
const named = z.registry<{ id: string }>()
named.add(money, { id: 'Money' })
named.add(publicPayment, { id: 'Payment' })
named.add(publicOrder, { id: 'Order' })
named.add(acted, { id: 'Acted' })

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, $defs: __, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', metadata: named })
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
}

/** The named schemas themselves; one that refers to another does so by its name. */
const components = (): Json => Object.fromEntries(
  [money, publicPayment, publicOrder, acted].map((schema) => {
    const { id = '' } = named.get(schema) ?? {}
    const { $defs } = z.toJSONSchema(z.object({ it: schema }), { io: 'output', metadata: named })
    const { id: _, ...json } = ($defs?.[id] ?? {}) as Json
    return [id, JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json]
  }))

/** What is sent and what is answered, made up but of the very form. */
const sentExamples = new Examples(components() as Readonly<Record<string, Schema>>, false)
const answeredExamples = new Examples(components() as Readonly<Record<string, Schema>>, true)

/** Path parameters and query parameters, one by one. */
const parametersOf = (schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] => {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json & { description?: string }>; required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name, in: where, required: where === 'path' || required.includes(name), schema: property,
    ...(where === 'path' || required.includes(name) ? { example: sentExamples.of(property, name) } : {}),
    ...(property.description === undefined ? {} : { description: property.description }),
  }))
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'The same key and body give the first answer again; another body is refused with 422.',
}
const readAfter: Json = {
  name: 'Read-After', in: 'header', required: false, schema: { type: 'string', pattern: '^[a-z-]+:\\d+$' },
  description: 'Value of a Position header: the answer has seen it.',
}

const apiVersion: Json = {
  name: 'Stablegate-Version', in: 'header', required: false, schema: { type: 'string', enum: apiVersionsOf() },
  description: 'The version of the API that the request speaks; without, that of the key, which is the newest of the day it was issued. '
    + 'The answer says which it was.',
}

const problemSchema: Json = {
  type: 'object', required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' },
    detail: { type: 'string' }, request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { pointer: { type: 'string' }, detail: { type: 'string' } } },
    },
  },
}

const isForSomebody = ({ roles }: Route): boolean => !roles.includes('public') && !roles.includes('session')

/** Codes that any route may answer with. */
const commonCodes = (route: Route): readonly string[] => [
  'request_invalid', 'version_unknown', 'rate_limited', 'temporarily_unavailable', 'internal_error',
  ...(route.roles.includes('public') ? [] : ['key_required', 'key_invalid', 'role_forbidden']),
  ...(route.params ? ['not_found'] : []),
  ...(route.method === 'post' && !route.session ? ['idempotency_key_required', 'idempotency_key_reused', 'request_in_progress'] : []),
  ...(isForSomebody(route) ? ['scope_missing'] : []),
  ...(isForSomebody(route) && route.method === 'post' ? ['csrf_invalid'] : []),
  ...(isForSomebody(route) && freshScopes.has(scopeOf(route)) ? ['second_factor_required', 'second_factor_missing'] : []),
]

const problemsOf = (route: Route): Json => {
  const byStatus = new Map<number, string[]>()
  for (const code of new Set([...route.codes, ...commonCodes(route)])) {
    const { status } = problemKind(code)
    byStatus.set(status, [...byStatus.get(status) ?? [], code])
  }
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) =>
    [String(status), { $ref: `#/components/responses/${responseName(status, codes)}` }]))
}

/** Responses that stand once in the document, by the codes they are about. */
const shared = new Map<string, Json>()

const responseName = (status: number, codes: readonly string[]): string => {
  const sorted = [...codes].sort()
  const name = `${status}_${sorted.join('.').replaceAll(/[<>]/g, '')}`
  shared.set(name, {
    description: sorted.map((code) => `\`${code}\``).join(', '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return name
}

const bodyOf = (route: Route): Json | undefined => {
  if (route.method === 'get') return undefined
  if (route.upload) {
    const file = { schema: { type: 'string', format: 'binary' } }
    return { required: true, content: Object.fromEntries(evidenceTypes.map((type) => [type, file])) }
  }
  if (!route.body) return undefined
  const schema = schemaOf(route.body, 'input')
  return { required: true, content: { 'application/json': { schema, example: sentExamples.of(schema) } } }
}

const securityOf = (route: Route): Json[] => [
  ...(route.roles.includes('public') ? [{}] : []),
  ...(route.roles.includes('session') ? [{ session: [] }] : []),
  ...(route.roles.some((role) => role !== 'public' && role !== 'session') ? [{ key: [] }, { person: [] }] : []),
]

/** Who may call it, in words and for programs. */
const callersOf = (route: Route): Json => {
  const scope = isForSomebody(route) ? scopeOf(route) : undefined
  return {
    description: `For: ${route.roles.join(', ')}.${scope === undefined ? '' : ` Scope: ${scope}.`}`,
    'x-roles': route.roles, ...(scope === undefined ? {} : { 'x-scope': scope }),
  }
}

const operationOf = (route: Route): Json => {
  const body = bodyOf(route)
  const answer = schemaOf(route.answer, 'output')
  return {
    operationId: route.operation, tags: [route.tag], summary: route.summary,
    ...callersOf(route), security: securityOf(route),
    parameters: [
      ...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query'),
      { $ref: '#/components/parameters/Version' },
      ...(route.session ? [] : [{ $ref: `#/components/parameters/${route.method === 'post' ? 'IdempotencyKey' : 'ReadAfter'}` }]),
    ],
    ...(body ? { requestBody: body } : {}),
    responses: {
      [String(route.status)]: {
        description: 'Done', content: { 'application/json': { schema: answer, example: answeredExamples.of(answer) } },
      },
      ...problemsOf(route),
    },
  }
}

/** The Server-Sent Events beside a live route. */
const streamOf = (route: Route, event = 'payment', operationId = `${route.operation}Stream`): Json => {
  const operation = operationOf(route)
  return {
    ...operation, operationId, summary: route.stream ? route.summary : `${route.summary}; again at each change`,
    responses: {
      ...operation['responses'] as Json,
      [String(route.status)]: {
        description: route.stream
          ? 'Events named `change` with `{ log, type, subject }`; `type` and `subject` are empty where much of a log changed'
          : `Events named \`${event}\`, each with the whole answer of the route as JSON in its data`,
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
    },
  }
}

/** The API as OpenAPI 3.1, from the very schemas that requests are parsed with. */
export const openApi = (routes: readonly Route[]): Json => {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-z_]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
    if (route.stream) paths[path] = { get: streamOf(route, 'change', route.operation) }
    if (route.live) paths[`${path}/stream`] = { get: streamOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stablegate', version: newestApiVersion(), description: 'USDT payments through a network of acceptors.',
      'x-changes': apiChanges.map(({ version, description }) => ({ version, description })),
    },
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { Problem: problemSchema, ...components() },
      parameters: { IdempotencyKey: idempotencyKey, ReadAfter: readAfter, Version: apiVersion },
      responses: Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'sk_test_... or sk_live_...' },
        person: { type: 'apiKey', in: 'cookie', name: '__Host-sg.session_token',
          description: 'From signing in; acts bear X-CSRF-Token besides' },
        session: { type: 'http', scheme: 'bearer', description: 'cs_test_... or cs_live_..., from choosing a method' },
      },
    },
  }
}
