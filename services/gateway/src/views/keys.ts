import { firstApiVersion, keyEvents } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { KeyEvent } from '../domain/key.ts'

/** `id` is the digest of the key's secret: what a caller shows is found at once, and never kept. */
export type KeyRow = {
  readonly id: string
  readonly key: string
  readonly role: string
  readonly holder: string
  readonly livemode: boolean
  readonly scopes: string
  readonly label: string
  readonly tail: string
  readonly revoked: boolean
  /** 0: never. */
  readonly expires_at_ms: number
  /** Joined with commas; empty: from everywhere. */
  readonly addresses: string
  readonly issued_at_ms: number
  readonly api_version: string
}

export const keysView: View<KeyRow> = {
  name: 'keys',
  version: 3,
  events: Object.values(keyEvents),
  columns: {
    key: 'text', role: 'text', holder: 'text', livemode: 'boolean', scopes: 'text', label: 'text', tail: 'text',
    revoked: 'boolean', expires_at_ms: 'bigint', addresses: 'text', issued_at_ms: 'bigint', api_version: 'text',
  },
  indexes: [['holder']],
  keys: (event: RecordedEvent<KeyEvent>) => [event.data.hash],
  apply: (row, event: RecordedEvent<KeyEvent>) => {
    if (event.type === 'key.revoked') return row && { ...row, revoked: true }
    const { hash, key, role, holder, livemode, scopes, label, tail, expiresAtMs, addresses, apiVersion, atMs } = event.data
    return {
      id: hash, key, role, holder, livemode, scopes: scopes.join(','), label: label ?? '', tail, revoked: false,
      expires_at_ms: expiresAtMs ?? 0, addresses: (addresses ?? []).join(','),
      issued_at_ms: atMs, api_version: apiVersion ?? firstApiVersion,
    }
  },
}

type Tables = { readonly keys: KeyRow }
const ofHolder = z.object({ holder: z.string() })

export const keysQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'keys',
  parse: (value) => ofHolder.parse(value),
  answer: (db, { holder }: z.output<typeof ofHolder>) => db.selectFrom('keys').selectAll()
    .where('holder', '=', holder).orderBy('issued_at_ms').orderBy('key').limit(200).execute(),
}
