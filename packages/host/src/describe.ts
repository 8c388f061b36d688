import type { MessageSpec, Service } from '@stablegate/kernel'
import { z } from 'zod'
import { commandSubject, logSubject, querySubject } from './nats/subjects.ts'

type Json = Readonly<Record<string, unknown>>

const hasSchema = (value: unknown): value is { readonly schema: z.ZodType } =>
  typeof value === 'object' && value !== null && 'schema' in value && value.schema instanceof z.ZodType

/** Amounts are bigint inside and decimal strings on the wire. */
const jsonSchemaOf = (spec: unknown): Json => {
  if (!hasSchema(spec)) return {}
  const schema = z.toJSONSchema(spec.schema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'bigint') {
        Object.assign(jsonSchema, { type: 'string', pattern: '^-?[0-9]+$', format: 'int-string' })
      }
    },
  })
  const { $schema: _dialect, ...rest } = schema
  return rest as Json
}

const nameOf = (kind: string, text: string): string => `${kind}_${text.replace(/[^\w-]/g, '_')}`
const reference = (kind: string, name: string): Json => ({ $ref: `#/${kind}/${name}` })

type Part = {
  readonly name: string
  readonly address: string
  readonly action: 'send' | 'receive'
  readonly title: string
  readonly messages: readonly {
    readonly key: string
    readonly spec: MessageSpec | unknown
    readonly name: string
    readonly version?: number
  }[]
  readonly reply: boolean
}

const commandParts = (service: Service): readonly Part[] =>
  service.aggregates.flatMap((aggregate) => aggregate.commands.map((spec): Part => ({
    name: nameOf('command', spec.type),
    address: commandSubject(spec.type),
    action: 'receive',
    title: `Decided by ${aggregate.name}; may be rejected with ${aggregate.rejections.join(', ') || 'nothing'}`,
    messages: [{ key: nameOf('command', spec.type), spec, name: spec.type, version: spec.version }],
    reply: true,
  })))

const queryParts = (service: Service): readonly Part[] =>
  service.queries.map((query): Part => ({
    name: nameOf('query', `${service.name}.${query.name}`),
    address: querySubject(service.name, query.name),
    action: 'receive',
    title: `Query ${query.name}`,
    messages: [{ key: nameOf('query', `${service.name}.${query.name}`), spec: query, name: query.name }],
    reply: true,
  }))

const eventPart = (service: Service): readonly Part[] => {
  const specs = new Map(service.aggregates.flatMap(({ events }) =>
    events.map((spec) => [spec.type, spec] as const)))
  if (specs.size === 0) return []
  return [{
    name: nameOf('log', service.name),
    address: logSubject(service.name),
    action: 'send',
    title: `Facts of ${service.name}, in batches; the event store is the truth`,
    messages: [...specs.values()].map((spec) =>
      ({ key: nameOf('event', spec.type), spec, name: spec.type, version: spec.version })),
    reply: false,
  }]
}

/** The AsyncAPI 3 document of a service's commands, queries and events, from its value alone. */
export const describe = (service: Service): Json => {
  const parts = [...commandParts(service), ...queryParts(service), ...eventPart(service)]
  return {
    asyncapi: '3.0.0',
    info: {
      title: service.name,
      version: '1',
      description: 'Amounts (fields ending in Micro or Minor) are decimal strings, times are ms since 1970.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(parts.map((part) => [part.name, {
      address: part.address,
      messages: Object.fromEntries(part.messages.map(({ key }) =>
        [key, reference('components/messages', key)])),
    }])),
    operations: Object.fromEntries(parts.map((part) => [part.name, {
      action: part.action,
      title: part.title,
      channel: reference('channels', part.name),
      messages: part.messages.map(({ key }) => reference(`channels/${part.name}/messages`, key)),
      ...(part.reply ? { reply: { address: { location: '$message.header#/reply-to' } } } : {}),
    }])),
    components: {
      messages: Object.fromEntries(parts.flatMap((part) => part.messages.map((message) =>
        [message.key, {
          name: message.name,
          ...(message.version === undefined ? {} : { 'x-version': message.version }),
          payload: jsonSchemaOf(message.spec),
        }]))),
    },
  }
}
