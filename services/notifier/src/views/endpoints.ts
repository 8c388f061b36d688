import { firstApiVersion, notifierEvents, type EndpointRow } from '@stablegate/contracts'
import { unreachable, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { EndpointEvent } from '../domain/endpoint.ts'

const { queued: _, ...endpointEvents } = notifierEvents

const apply = (row: EndpointRow | undefined, event: RecordedEvent<EndpointEvent>): EndpointRow | undefined => {
  if (event.type === 'endpoint.created') {
    const { endpoint, owner, url, types, livemode, ed25519, keyId, secretVersion, atMs, description, apiVersion } = event.data
    return {
      id: endpoint, owner, url, types: types.join(','), description: description ?? '', livemode, enabled: true,
      disabled_reason: '', paused_at_ms: 0, ed25519, key_id: keyId, secret_version: secretVersion, previous_until_ms: 0,
      created_at_ms: atMs, api_version: apiVersion ?? firstApiVersion,
    }
  }
  if (!row) return undefined
  switch (event.type) {
    case 'endpoint.secret_rotated': {
      const { keyId, secretVersion, previousUntilMs } = event.data
      return { ...row, key_id: keyId, secret_version: secretVersion, previous_until_ms: previousUntilMs }
    }
    case 'endpoint.changed': {
      const { url, types, description } = event.data
      return { ...row, url, types: types.join(','), description }
    }
    case 'endpoint.disabled': return { ...row, enabled: false, disabled_reason: event.data.reason, paused_at_ms: 0 }
    case 'endpoint.paused': return { ...row, paused_at_ms: event.data.atMs }
    case 'endpoint.resumed': return { ...row, paused_at_ms: 0 }
    case 'endpoint.enabled': return { ...row, enabled: true, disabled_reason: '' }
    case 'endpoint.redelivery_requested': return row
    default: return unreachable(event)
  }
}

/** Webhook endpoints by owner. */
export const endpointsView: View<EndpointRow> = {
  name: 'endpoints',
  version: 3,
  events: Object.values(endpointEvents),
  columns: {
    owner: 'text', url: 'text', types: 'text', description: 'text', livemode: 'boolean', enabled: 'boolean',
    disabled_reason: 'text', paused_at_ms: 'bigint', ed25519: 'boolean', key_id: 'text', secret_version: 'integer',
    previous_until_ms: 'bigint', created_at_ms: 'bigint', api_version: 'text',
  },
  indexes: [['owner', 'created_at_ms']],
  keys: (event: RecordedEvent<EndpointEvent>) => [event.data.endpoint],
  apply,
}

type Tables = { readonly endpoints: EndpointRow }

const ofOwner = z.object({ owner: z.string(), limit: z.int().min(1).max(100).default(100) })
const one = z.object({ owner: z.string(), endpoint: z.string() })

export const endpointsQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'endpoints',
  parse: (value) => ofOwner.parse(value),
  answer: (db, { owner, limit }: z.output<typeof ofOwner>) => db.selectFrom('endpoints').selectAll()
    .where('owner', '=', owner).orderBy('created_at_ms').orderBy('id').limit(limit).execute(),
}

/** One endpoint of this owner; that of another is as good as none. */
export const endpointQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'endpoint',
  parse: (value) => one.parse(value),
  answer: async (db, { owner, endpoint }: z.output<typeof one>) => await db.selectFrom('endpoints').selectAll()
    .where('id', '=', endpoint).where('owner', '=', owner).executeTakeFirst() ?? null,
}
