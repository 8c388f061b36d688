import { logEvent } from '@stablegate/contracts'
import { base64, parseSignedCheckpoint } from '@stablegate/proof'
import { z } from 'zod'
import { fromAs, pageList, pagingBy } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { iso, list, listOf, time } from '../http/wire.ts'
import { checkpointAt, sealedLogs, type SealedCheckpoint } from '../proofs/sealed.ts'
import { shownEvent } from './logs.ts'

const log = z.string().regex(/^[a-z][a-z-]{0,30}$/)
const incarnation = z.string().max(60).optional().describe('Of the log; default the newest')
const size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const roles = ['operator', 'accountant', 'auditor'] as const

const checkpointAnswer = z.object({
  object: z.literal('checkpoint'), log: z.string(), incarnation: z.string(),
  size: z.int().describe('How many events it covers'), position: z.int().describe('Of the last of them'),
  root: z.string().describe('Of the Merkle tree (RFC 6962) over them, in base64'),
  signed_by: z.array(z.string()).describe('Names and ids of keys: `<name>+<id>`'),
  text: z.string().describe('The signed note (C2SP tlog-checkpoint): what is verified and worth keeping'),
  published: z.boolean().describe('Whether it has left the database'), at: time,
})

const shownCheckpoint = (row: SealedCheckpoint): object => {
  const parsed = parseSignedCheckpoint(row.text)
  return {
    object: 'checkpoint', log: row.log, incarnation: row.incarnation, size: row.size, position: row.position,
    root: parsed ? base64(parsed.root) : '',
    signed_by: (parsed?.note.signatures ?? []).map(({ name, keyId }) => `${name}+${keyId}`),
    text: row.text, published: row.published, at: iso(row.atMs),
  }
}

const sealedLogAnswer = z.object({
  object: z.literal('sealed_log'), log: z.string(), incarnation: z.string(),
  sealed: z.int().describe('Events in its tree by now'),
  halted: z.object({ code: z.string(), position: z.int(), detail: z.string() }).nullable()
    .describe('What in the log contradicts what was sealed of it: nothing more is signed until it does not'),
  checkpoint: checkpointAnswer,
})

const listRoutes: readonly Route[] = [
  get({
    operation: 'listSealedLogs', path: '/v1/checkpoints', tag: 'Operations', roles,
    summary: 'The newest checkpoint of every log, and the keys that sign',
    answer: z.object({
      object: z.literal('list'), data: z.array(sealedLogAnswer), has_more: z.boolean(),
      keys: z.array(z.object({ key: z.string(), first_used: time }))
        .describe('As this system tells them. Trust a key that you have by another way, or prove nothing'),
    }),
    handle: async (call) => {
      const { logs, keys } = await sealedLogs(call)
      const data = logs.map((row) => ({
        object: 'sealed_log', log: row.log, incarnation: row.incarnation, sealed: row.sealed,
        halted: row.fault === null ? null : JSON.parse(row.fault) as object, checkpoint: shownCheckpoint(row),
      }))
      return {
        body: {
          ...list(data, false), keys: keys.map(({ key, firstUsedAtMs }) => ({ key, first_used: iso(firstUsedAtMs) })),
        },
      }
    },
  }),
  get({
    operation: 'listCheckpoints', path: '/v1/checkpoints/:log', tag: 'Operations', roles,
    summary: 'Checkpoints of a log, the largest first; pages go on after a size',
    params: z.object({ log }),
    query: z.strictObject({ ...pagingBy(size, 'Size'), incarnation }), answer: listOf(checkpointAnswer),
    handle: async (call) => {
      const { limit, incarnation: tree } = call.query
      const rows = await call.gateway.ask<readonly SealedCheckpoint[]>('sealer', 'checkpoints', {
        log: call.params.log, limit: limit + 1, ...fromAs('before', call.query),
        ...(tree === undefined ? {} : { incarnation: tree }),
      })
      return { body: pageList(rows, call.query, shownCheckpoint) }
    },
  }),
  get({
    operation: 'getCheckpoint', path: '/v1/checkpoints/:log/latest', tag: 'Operations', roles,
    summary: 'The newest checkpoint of a log as it was signed, to be kept', params: z.object({ log }),
    answer: z.string().describe('text/plain'),
    handle: async (call) => {
      const { text } = await checkpointAt(call, call.params.log)
      return { body: Buffer.from(text), contentType: 'text/plain; charset=utf-8' }
    },
  }),
]

type Path = { readonly position: number; readonly index: number; readonly path: readonly string[] }

/** The event as the log keeps it now: not what this process remembers of it. */
const eventAt = async (call: Call, name: string, position: number) => {
  const [event] = await call.gateway.host.events.readLog(name, position - 1, 1, 'disk')
  if (event?.position !== position) throw new Problem('not_found')
  return event
}

const proofRoutes: readonly Route[] = [
  get({
    operation: 'proveInclusion', path: '/v1/checkpoints/:log/inclusion', tag: 'Operations', roles: ['operator', 'auditor'],
    summary: 'Proves that an event stands in the tree of a checkpoint', codes: ['not_sealed_yet'], params: z.object({ log }),
    query: z.strictObject({
      position: size.describe('Of the event'), size: size.optional().describe('Of the checkpoint; default the newest'), incarnation,
    }),
    answer: z.object({
      object: z.literal('inclusion_proof'), checkpoint: checkpointAnswer,
      event: logEvent.describe('What its leaf is made of'), index: z.int().describe('Of its leaf, counted from 0'),
      path: z.array(z.string()).describe('Hashes from the leaf to the root, in base64'),
    }),
    handle: async (call) => {
      const checkpoint = await checkpointAt(call, call.params.log, call.query)
      const event = await eventAt(call, call.params.log, call.query.position)
      const [proof] = await call.gateway.ask<readonly Path[]>('sealer', 'inclusion', {
        log: checkpoint.log, incarnation: checkpoint.incarnation, size: checkpoint.size, positions: [event.position],
      })
      if (proof === undefined) throw new Problem('not_sealed_yet', { retryAfterMs: 5_000 })
      return {
        body: {
          object: 'inclusion_proof', checkpoint: shownCheckpoint(checkpoint), event: shownEvent(event),
          index: proof.index, path: proof.path,
        },
      }
    },
  }),
  get({
    operation: 'proveConsistency', path: '/v1/checkpoints/:log/consistency', tag: 'Operations', roles,
    summary: 'Proves that a log only grew between two checkpoints', params: z.object({ log }),
    query: z.strictObject({ older: size, newer: size.optional().describe('Default the newest'), incarnation }),
    answer: z.object({
      object: z.literal('consistency_proof'), older: z.string().describe('The signed note'), newer: z.string(),
      path: z.array(z.string()).describe('Hashes in base64'),
    }),
    handle: async (call) => {
      const { older, newer, incarnation: tree } = call.query
      const of = tree === undefined ? {} : { incarnation: tree }
      const last = await checkpointAt(call, call.params.log, { ...of, size: newer })
      const first = await checkpointAt(call, call.params.log, { incarnation: last.incarnation, size: older })
      if (first.size > last.size) {
        throw new Problem('request_invalid', { errors: [{ pointer: 'query/older', detail: 'must not be larger than newer' }] })
      }
      const path = await call.gateway.ask<readonly string[]>('sealer', 'consistency', {
        log: last.log, incarnation: last.incarnation, older: first.size, size: last.size,
      })
      return { body: { object: 'consistency_proof', older: first.text, newer: last.text, path } }
    },
  }),
]

/** What was signed of the logs: for those who do not take our word for anything. */
export const checkpointRoutes: readonly Route[] = [...listRoutes, ...proofRoutes]
