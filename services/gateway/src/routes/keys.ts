import { idFrom, newestApiVersion, keyCommands, keyScope } from '@stablegate/contracts'
import { z } from 'zod'
import { sha256 } from '../crypto/master-key.ts'
import { decidedAtMs } from '../gateway.ts'
import { isAddressOrNetwork } from '../http/address-list.ts'
import { keyPrefix } from '../http/authenticate.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { scopesOfKey } from '../http/scopes.ts'
import { acted, list, listOf, params, text, time } from '../http/wire.ts'
import type { KeyRow } from '../views/keys.ts'

export const keyBody = z.strictObject({
  label: text(80).optional(),
  scopes: z.array(keyScope).min(1).max(6).default(['read', 'write'])
    .describe('`write` is all but reading; operate, develop, keys and money are parts of it'),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  addresses: z.array(z.string().refine(isAddressOrNetwork, 'an address or a network, such as 203.0.113.0/24')).min(1).max(20).optional()
    .describe('Where its requests come from; without, from everywhere'),
})

const keyAnswer = z.object({
  id: z.string(), object: z.literal('key'), livemode: z.boolean(), role: z.string(), holder: z.string(),
  scopes: z.array(keyScope), label: z.string().nullable(), tail: z.string().describe('Last four characters of the secret'),
  revoked: z.boolean(), issued_at: time, expires_at: time.nullable(), addresses: z.array(z.string()),
  last_used_at: time.nullable().describe('To the minute'),
  api_version: z.string().describe('What its requests speak without the header Stablegate-Version'),
})
export const issuedKey = keyAnswer.extend({ secret: z.string().describe('Shown once; only its digest is kept') })

/**
 * The secret is a function of the request: a repeated request shows the same one, and nobody
 * without the gateway's master key can find it.
 */
const issueKey = async (
  call: Call, role: 'merchant' | 'acceptor', holder: string,
  { label, scopes, expires_at: expiresAt, addresses }: z.output<typeof keyBody>,
): Promise<Reply> => {
  const { gateway, seed, nowMs } = call
  const secret = keyPrefix(gateway.livemode) + gateway.master.digest('api-key', holder, seed).toString('base64url')
  const issued = {
    key: idFrom('key', seed), role, holder, livemode: gateway.livemode, scopes: [...new Set(scopes)],
    hash: sha256(secret), tail: secret.slice(-4), apiVersion: newestApiVersion(),
    ...(expiresAt === undefined ? {} : { expiresAtMs: Date.parse(expiresAt) }), ...(addresses ? { addresses } : {}),
  }
  const accepted = await gateway.send(call, keyCommands.issue, { ...issued, ...(label === undefined ? {} : { label }) }, 1)
  // The key is to work when its holder reads of it: its view has seen it, unless that takes very long.
  await gateway.ask('gateway', 'keys', { holder }, accepted.position).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
  })
  return {
    position: accepted.position,
    body: {
      id: issued.key, object: 'key', livemode: issued.livemode, role, holder, scopes: issued.scopes, label: label ?? null,
      tail: issued.tail, revoked: false, issued_at: new Date(decidedAtMs(accepted, nowMs)).toISOString(), secret,
      expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString(), addresses: addresses ?? [], last_used_at: null,
      api_version: issued.apiVersion,
    },
  }
}

/**
 * By an operator, for somebody else: in test mode alone. Where money is real one operator could ask for a
 * merchant's money with it (rule 19); there its own people issue keys, whom two operators let in.
 */
export const issueForOther = async (
  call: Call<'operator', unknown, unknown, z.output<typeof keyBody>>, role: 'merchant' | 'acceptor', holder: string, stream: string,
): Promise<Reply> => {
  if (call.gateway.livemode) throw new Problem('test_mode_only')
  if (!await call.gateway.exists(stream)) throw new Problem('not_found')
  return issueKey(call, role, holder, call.body)
}

const holderOf = (call: Call<'merchant' | 'acceptor'>): { readonly role: 'merchant' | 'acceptor'; readonly holder: string } =>
  call.caller.role === 'merchant'
    ? { role: 'merchant', holder: call.caller.merchant }
    : { role: 'acceptor', holder: call.caller.acceptor }

const shown = (row: KeyRow, lastUsedAtMs: number | undefined): object => ({
  id: row.key, object: 'key', livemode: row.livemode, role: row.role, holder: row.holder, scopes: row.scopes.split(','),
  label: row.label === '' ? null : row.label, tail: row.tail, revoked: row.revoked,
  issued_at: new Date(row.issued_at_ms).toISOString(),
  expires_at: row.expires_at_ms === 0 ? null : new Date(row.expires_at_ms).toISOString(),
  addresses: row.addresses === '' ? [] : row.addresses.split(','),
  last_used_at: lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString(), api_version: row.api_version,
})

export const keyRoutes: readonly Route[] = [
  post({
    operation: 'issueKey', path: '/v1/keys', tag: 'Keys', summary: 'Another key of one\'s own; its secret is shown once',
    roles: ['merchant', 'acceptor'], scope: 'keys', body: keyBody, status: 201, answer: issuedKey,
    handle: (call) => {
      const { role, holder } = holderOf(call)
      // Nobody gives what they do not have; judging is the operator's alone, whatever a key lists.
      const wanted = scopesOfKey(call.body.scopes).filter((scope) => scope !== 'judge')
      if (!wanted.every((scope) => call.caller.scopes.includes(scope))) throw new Problem('scope_missing')
      return issueKey(call, role, holder, call.body)
    },
  }),
  get({
    operation: 'listKeys', path: '/v1/keys', tag: 'Keys', summary: 'Own keys, without their secrets',
    roles: ['merchant', 'acceptor'], answer: listOf(keyAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<KeyRow[]>('gateway', 'keys', { holder: holderOf(call).holder }, call.after)
      const used = await call.gateway.keyUses.lastOf(rows.map(({ key }) => key))
      return { body: list(rows.map((row) => shown(row, used.get(row.key))), false) }
    },
  }),
  post({
    operation: 'revokeKey', path: '/v1/keys/:key/revoke', tag: 'Keys', summary: 'Ends a key within a second',
    roles: ['merchant', 'acceptor'], scope: 'keys', params: params('key'), answer: acted, codes: ['key_unknown', 'key_revoked'],
    handle: async (call) => {
      const { events, position } = await call.gateway.send(call, keyCommands.revoke, {
        key: call.params.key, holder: holderOf(call).holder,
      })
      return { body: { id: call.params.key, object: 'key', events: events.map(({ type }) => type) }, position }
    },
  }),
]
