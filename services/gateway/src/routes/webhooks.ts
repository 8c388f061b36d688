import {
  endpointFilter, idFrom, notifierCommands, type DeliveryRecord, type EndpointRow, type FeedRow, type Page, type Spec,
} from '@stablegate/contracts'
import { z } from 'zod'
import { endpointSecret, endpointSigningKey, publicKeyOf, type MasterKeys } from '@stablegate/contracts/webhook-keys'
import { decidedAtMs } from '../gateway.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, iso, list, listOf, nothing, params, text, time } from '../http/wire.ts'

/** What one owner may have switched on, and have had at all. */
const maxEnabled = 16
const maxEndpoints = 100
const overlapMs = 24 * 3_600_000

const ownerOf = ({ caller }: Call<'merchant' | 'acceptor'>): string =>
  caller.role === 'merchant' ? caller.merchant : caller.acceptor

const endpointAnswer = z.object({
  id: z.string(), object: z.literal('webhook_endpoint'), livemode: z.boolean(), url: z.string(),
  types: z.array(z.string()).describe('Empty: all'), description: z.string(), enabled: z.boolean(),
  disabled_reason: z.string().nullable(), paused_at: time.nullable().describe('Since then it is queued for and not sent to'),
  ed25519: z.boolean(),
  ed25519_public_key: z.string().nullable().describe('whpk_...; of the current secret version'), secret_version: z.int(),
  created_at: time, api_version: z.string().describe('That of whoever made it'),
})
const withSecret = endpointAnswer.extend({ secret: z.string().describe('whsec_...; shown in this answer only') })

/** Null without the key it was made with: then the notifier cannot sign either, and says so. */
const publicKey = (masters: MasterKeys, { id, ed25519, key_id: keyId, secret_version: version }: EndpointRow): string | null =>
  ed25519 && masters.keys[keyId] ? publicKeyOf(endpointSigningKey(masters, keyId, id, version)) : null

const shownEndpoint = (call: Call, row: EndpointRow): object => ({
  id: row.id, object: 'webhook_endpoint', livemode: row.livemode, url: row.url, types: row.types === '' ? [] : row.types.split(','),
  description: row.description, enabled: row.enabled, disabled_reason: row.disabled_reason === '' ? null : row.disabled_reason,
  paused_at: Number(row.paused_at_ms) === 0 ? null : iso(row.paused_at_ms),
  ed25519: row.ed25519, ed25519_public_key: publicKey(call.gateway.settings.webhookKeys, row), secret_version: row.secret_version,
  created_at: iso(row.created_at_ms), api_version: row.api_version,
})

const here = params('endpoint')
const url = z.string().min(8).max(2000)
const roles = ['merchant', 'acceptor'] as const

const act = async <S extends Spec>(call: Call<'merchant' | 'acceptor'>, spec: S, endpoint: string, more: object = {}): Promise<Reply> => {
  const data = { endpoint, owner: ownerOf(call), ...more } as z.input<S['schema']>
  const { events, position } = await call.gateway.send(call, spec, data)
  return { body: { id: endpoint, object: 'webhook_endpoint', events: events.map(({ type }) => type) }, position }
}

const endpointOf = async (call: Call<'merchant' | 'acceptor'>, endpoint: string): Promise<EndpointRow> => {
  const row = await call.gateway.ask<EndpointRow | null>('notifier', 'endpoint', { owner: ownerOf(call), endpoint }, call.after)
  if (!row) throw new Problem('not_found')
  return row
}

/** Throws where one more would be switched on than there may be; one that is already is none more. */
const assertRoomFor = async (call: Call<'merchant' | 'acceptor'>, endpoint: string): Promise<void> => {
  const known = await call.gateway.ask<EndpointRow[]>('notifier', 'endpoints', { owner: ownerOf(call) })
  const others = known.filter(({ id }) => id !== endpoint)
  const isFull = others.filter(({ enabled }) => enabled).length >= maxEnabled || others.length >= maxEndpoints
  if (isFull) throw new Problem('endpoint_limit')
}

const create = post({
  operation: 'createWebhookEndpoint', path: '/v1/webhook_endpoints', tag: 'Webhooks',
  summary: 'Where events are sent, signed as Standard Webhooks', roles, scope: 'develop', status: 201, answer: withSecret,
  body: z.strictObject({
    url,
    types: endpointFilter.default([]).describe('All where none is named. With some the sequence has gaps: the others are in /v1/events'),
    description: text(200).optional(),
    ed25519: z.boolean().default(false).describe('Signs with an Ed25519 key besides'),
  }),
  codes: ['endpoint_url_refused', 'endpoint_limit'],
  handle: async (call) => {
    const { gateway, body, seed, nowMs } = call
    const owner = ownerOf(call)
    const endpoint = idFrom('endpoint', seed)
    await assertRoomFor(call, endpoint)
    const { webhookKeys } = gateway.settings
    const keyId = webhookKeys.current
    const accepted = await gateway.send(call, notifierCommands.createEndpoint, {
      endpoint, owner, livemode: gateway.livemode, url: body.url, types: body.types, ed25519: body.ed25519, keyId, apiVersion: call.version,
      ...(body.description === undefined ? {} : { description: body.description }),
    })
    const row: EndpointRow = {
      owner, previous_until_ms: 0, id: endpoint,
      url: body.url, types: body.types.join(','), description: body.description ?? '', livemode: gateway.livemode,
      enabled: true, disabled_reason: '', paused_at_ms: 0, ed25519: body.ed25519, key_id: keyId, secret_version: 1,
      created_at_ms: decidedAtMs(accepted, nowMs), api_version: call.version,
    }
    return { body: { ...shownEndpoint(call, row), secret: endpointSecret(webhookKeys, keyId, endpoint, 1) }, position: accepted.position }
  },
})

const rotate = post({
  operation: 'rotateWebhookSecret', path: '/v1/webhook_endpoints/:endpoint/rotate_secret', tag: 'Webhooks',
  summary: 'A new secret; for the overlap messages bear the signatures of both, and with none all older ones end at once', roles,
  scope: 'develop', params: here,
  body: z.strictObject({ overlap_seconds: z.int().min(0).max(7 * 86_400).default(overlapMs / 1000) }),
  answer: acted.extend({ secret: z.string() }), codes: ['endpoint_unknown', 'rotation_running'],
  handle: async (call) => {
    const { webhookKeys } = call.gateway.settings
    const keyId = webhookKeys.current
    const { endpoint } = call.params
    const { events, position } = await call.gateway.send(call, notifierCommands.rotateEndpointSecret, {
      endpoint, owner: ownerOf(call), keyId, overlapMs: call.body.overlap_seconds * 1000,
    })
    const rotated = events.find(({ type }) => type === 'endpoint.secret_rotated')?.data as { readonly secretVersion: number } | undefined
    return {
      position,
      body: {
        id: endpoint, object: 'webhook_endpoint', events: events.map(({ type }) => type),
        secret: endpointSecret(webhookKeys, keyId, endpoint, rotated?.secretVersion ?? 1),
      },
    }
  },
})

const change = post({
  operation: 'changeWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint', tag: 'Webhooks',
  summary: 'Changes what is named. The secret and the sequence stay; also what waits already goes to the new URL', roles,
  scope: 'develop', params: here,
  body: z.strictObject({
    url: url.optional(), types: endpointFilter.optional().describe('Of events from now on; empty: all'),
    description: text(200).nullable().optional(),
  }),
  answer: acted.extend({ events: acted.shape.events.describe('Empty where it stood so already') }),
  codes: ['endpoint_unknown', 'endpoint_url_refused'],
  handle: (call) => {
    const { body: { url: to, types, description } } = call
    return act(call, notifierCommands.changeEndpoint, call.params.endpoint, {
      ...(to === undefined ? {} : { url: to }), ...(types === undefined ? {} : { types }),
      ...(description === undefined ? {} : { description: description ?? '' }),
    })
  },
})

const pausing = [
  post({
    operation: 'pauseWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint/pause', tag: 'Webhooks',
    summary: 'Sends nothing there until it is resumed, and goes on queueing: what waits is kept for 30 days', roles, scope: 'develop',
    params: here, body: nothing, answer: acted, codes: ['endpoint_unknown', 'endpoint_disabled', 'endpoint_paused'],
    handle: (call) => act(call, notifierCommands.pauseEndpoint, call.params.endpoint),
  }),
  post({
    operation: 'resumeWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint/resume', tag: 'Webhooks',
    summary: 'Sends what waited, in the order of the sequence, also what came due for another try meanwhile', roles, scope: 'develop',
    params: here, body: nothing, answer: acted, codes: ['endpoint_unknown', 'endpoint_not_paused'],
    handle: (call) => act(call, notifierCommands.resumeEndpoint, call.params.endpoint),
  }),
]

const eventAnswer = z.object({
  id: z.string(), object: z.literal('event'), sequence: z.int(), type: z.string(), subject: z.string(), livemode: z.boolean(),
  created_at: time, api_version: z.string().describe('The form of `data`: yours, or that of the event\'s day where it is older'),
  data: z.record(z.string(), z.unknown()),
})

const deliveryAnswer = z.object({
  event: z.string(), sequence: z.int(), type: z.string(), state: z.enum(['pending', 'delivered', 'failed']), tries: z.int(),
  next_try_at: time.nullable(),
  request: z.object({
    url: z.string().describe('Where the endpoint leads now'),
    body: z.string().describe('The bytes that are signed, the same at every try'),
  }),
  attempts: z.array(z.object({
    at: time, url: z.string().nullable().describe('Where this one went; null for those from before it was noted'),
    duration_ms: z.int(), outcome: z.string(), status: z.int().nullable(), response_head: z.string(), detail: z.string(),
  })),
})
const shownDelivery = (url: string, row: DeliveryRecord): object => ({
  event: row.message, sequence: Number(row.sequence), type: row.type, state: row.state, tries: row.tries,
  next_try_at: row.state === 'pending' ? iso(row.due_at_ms) : null,
  request: { url, body: row.body },
  attempts: row.attempts.map((one) => ({
    at: iso(one.at_ms), url: one.url, duration_ms: one.duration_ms, outcome: one.outcome, status: one.status,
    response_head: one.response_head, detail: one.detail,
  })),
})

const sequence = z.coerce.number().int()

export const webhookRoutes: readonly Route[] = [
  create,
  get({
    operation: 'listWebhookEndpoints', path: '/v1/webhook_endpoints', tag: 'Webhooks', summary: 'Own webhook endpoints', roles,
    answer: listOf(endpointAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<EndpointRow[]>('notifier', 'endpoints', { owner: ownerOf(call) }, call.after)
      return { body: list(rows.map((row) => shownEndpoint(call, row)), false) }
    },
  }),
  get({
    operation: 'getWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint', tag: 'Webhooks', summary: 'One webhook endpoint', roles,
    params: here, answer: endpointAnswer,
    handle: async (call) => ({ body: shownEndpoint(call, await endpointOf(call, call.params.endpoint)) }),
  }),
  rotate,
  change,
  ...pausing,
  post({
    operation: 'disableWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint/disable', tag: 'Webhooks',
    summary: 'Sends and queues nothing more there; what waits goes out when it is enabled. To have it queued, pause it', roles,
    scope: 'develop', params: here, body: nothing, answer: acted,
    codes: ['endpoint_unknown', 'endpoint_disabled'],
    handle: (call) => act(call, notifierCommands.disableEndpoint, call.params.endpoint, { reason: 'owner' }),
  }),
  post({
    operation: 'enableWebhookEndpoint', path: '/v1/webhook_endpoints/:endpoint/enable', tag: 'Webhooks',
    summary: 'Sends again: what is pending, and what comes', roles, scope: 'develop', params: here, body: nothing, answer: acted,
    codes: ['endpoint_unknown', 'endpoint_enabled', 'endpoint_limit'],
    handle: async (call) => {
      await assertRoomFor(call, call.params.endpoint)
      return act(call, notifierCommands.enableEndpoint, call.params.endpoint)
    },
  }),
  get({
    operation: 'listDeliveries', path: '/v1/webhook_endpoints/:endpoint/deliveries', tag: 'Webhooks',
    summary: 'What was sent, how often, and what came back; newest first', roles, params: here,
    query: z.strictObject({
      limit: sequence.min(1).max(100).default(20), before: sequence.min(1).optional().describe('Sequence'),
      state: z.enum(['pending', 'delivered', 'failed']).optional(),
    }),
    answer: listOf(deliveryAnswer),
    handle: async (call) => {
      const { limit, before, state } = call.query
      const { url: to } = await endpointOf(call, call.params.endpoint)
      const { items, hasMore } = await call.gateway.ask<Page<DeliveryRecord>>('notifier', 'deliveries', {
        owner: ownerOf(call), endpoint: call.params.endpoint, limit, ...(before ? { before } : {}), ...(state ? { state } : {}),
      }, call.after)
      return { body: list(items.map((row) => shownDelivery(to, row)), hasMore) }
    },
  }),
  post({
    operation: 'redeliver', path: '/v1/webhook_endpoints/:endpoint/redeliver', tag: 'Webhooks',
    summary: 'Sends a span of the sequence once more, as far as its types are wanted: one event, or a rewind', roles,
    scope: 'develop', params: here,
    body: z.strictObject({ from_sequence: z.int().min(1), to_sequence: z.int().min(1) }), answer: acted,
    codes: ['endpoint_unknown', 'endpoint_disabled', 'span_invalid'],
    handle: (call) => act(call, notifierCommands.redeliver, call.params.endpoint, {
      fromSequence: call.body.from_sequence, toSequence: call.body.to_sequence,
    }),
  }),
  get({
    operation: 'listEvents', path: '/v1/events', tag: 'Webhooks',
    summary: 'The same events as the webhooks, to be pulled: in order, from after a sequence', roles,
    query: z.strictObject({ after: sequence.min(0).default(0), limit: sequence.min(1).max(200).default(50) }),
    answer: listOf(eventAnswer),
    handle: async (call) => {
      const { items, hasMore } = await call.gateway.ask<Page<FeedRow>>(
        'notifier', 'feed', { owner: ownerOf(call), ...call.query }, call.after)
      return {
        body: list(items.map((row) => ({
          id: row.event, object: 'event', sequence: Number(row.sequence), type: row.type, subject: row.subject, livemode: row.livemode,
          created_at: iso(row.at_ms), api_version: row.api_version, data: JSON.parse(row.payload) as unknown,
        })), hasMore),
      }
    },
  }),
]
