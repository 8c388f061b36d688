import type { UserRole } from '@stablegate/contracts'
import type { Pool } from 'pg'
import { freshScopes } from '../http/scopes.ts'
import { rights } from './roles.ts'
import type { Browser } from './sessions.ts'

const idleLimitMs = 30 * 60_000
/** A use is noted this often at most. */
const noteEveryMs = 60_000

/**
 * After how long without a person at it a session ends: of those who can move money or power, in
 * half an hour. Acceptors keep a page open for a shift, waiting for offers, and are asked for a
 * second factor wherever money is at stake.
 */
export const idleMsOf = (role: UserRole): number | undefined => {
  const { role: party, scopes } = rights[role]
  return party !== 'acceptor' && scopes.some((scope) => freshScopes.has(scope)) ? idleLimitMs : undefined
}

/** What a page asks by itself, while nobody touches it, keeps no session awake. */
export const isAttended = ({ headers }: Browser): boolean =>
  headers['x-unattended'] === undefined && !String(headers['accept'] ?? '').includes('text/event-stream')

/** True while somebody used the session within the time; one that slept too long is ended for good. */
export const isAwake = async (
  pool: Pick<Pool, 'query'>, session: string, limitMs: number, use: { readonly nowMs: number; readonly attended: boolean },
): Promise<boolean> => {
  const { nowMs, attended } = use
  const { rows: [known] } = await pool.query<{ used_at_ms: bigint }>('select used_at_ms from session_uses where session = $1', [session])
  const sinceMs = known === undefined ? undefined : nowMs - Number(known.used_at_ms)
  if (sinceMs !== undefined && sinceMs > limitMs) {
    await pool.query('delete from auth_sessions where id = $1', [session])
    return false
  }
  if (sinceMs === undefined || (attended && sinceMs >= noteEveryMs)) {
    await pool.query(
      `insert into session_uses as u (session, used_at_ms) select id, $2 from auth_sessions where id = $1
       on conflict (session) do update set used_at_ms = greatest(u.used_at_ms, excluded.used_at_ms)`, [session, nowMs])
  }
  return true
}
