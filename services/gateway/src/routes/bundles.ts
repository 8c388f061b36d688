import { addAbortSignal, Readable } from 'node:stream'
import { id } from '@stablegate/contracts'
import type { Claim } from '@stablegate/proof'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Reply, type Route } from '../http/route.ts'
import { endLine, headerLine, provenLines, wholeLog } from '../proofs/bundle-lines.ts'
import { paymentPositions } from '../proofs/payment-positions.ts'
import { reservesProofBefore } from '../proofs/reserves-proof.ts'
import { checkpointAt, type SealedCheckpoint } from '../proofs/sealed.ts'

const bundleType = 'application/x-ndjson'
/** Each reads a whole log: more at once would starve those who pay. */
const maxAtOnce = 2
const longestMs = 15 * 60_000
const maxClaims = 5_000
const claimsAPage = 500

const size = z.coerce.number().int().min(1).optional().describe('Of the checkpoint of the ledger; default the newest')
const answer = z.string().describe('application/x-ndjson: a first line, a line an event, a last line')
const roles = ['operator', 'auditor'] as const

type Posted = { readonly account: string; readonly postedMicro: bigint }

/** What the books say of accounts at a checkpoint: the bundle claims it, the verifier folds it anew. */
const claimsOf = async (call: Call, { position }: SealedCheckpoint, where: object): Promise<readonly Claim[]> => {
  const { ledger } = call.gateway
  const claims: Claim[] = []
  for (let after: string | undefined; claims.length < maxClaims;) {
    const { accounts } = await call.gateway.ask<{ readonly accounts: readonly Posted[] }>(
      'ledger', 'balancesAt', { ledger, position, ...where, limit: claimsAPage, ...(after === undefined ? {} : { after }) },
      { log: 'ledger', position })
    claims.push(...accounts.map(({ account, postedMicro }) => ({ ledger, account, postedMicro: String(postedMicro) })))
    after = accounts.at(-1)?.account
    if (accounts.length < claimsAPage) break
  }
  return claims
}

let open = 0

/** Sends lines as they are read; whoever goes away or waits too long ends it, and so does a failure. */
const streamed = (lines: AsyncGenerator<string>): Reply => {
  if (open >= maxAtOnce) throw new Problem('bundles_busy', { retryAfterMs: 10_000 })
  open += 1
  const stream = addAbortSignal(AbortSignal.timeout(longestMs), Readable.from(lines))
  stream.once('close', () => { open -= 1 })
  return { body: '', stream, contentType: bundleType }
}

// oxlint-disable-next-line func-style -- a generator has no arrow
async function* booksLines(
  call: Call, subject: string, checkpoints: readonly [SealedCheckpoint, ...SealedCheckpoint[]], claims: readonly Claim[],
  more: readonly string[],
): AsyncGenerator<string> {
  yield headerLine(subject, 'ledger', checkpoints, claims)
  const sent = yield* wholeLog(call, checkpoints[0])
  yield* more
  yield endLine(sent + more.length)
}

const books = get({
  operation: 'downloadBooks', path: '/v1/proofs/books', tag: 'Operations', roles,
  summary: 'The whole ledger up to a checkpoint, with the balances that follow from it: for stablegate-verify',
  query: z.strictObject({
    account: z.string().max(90).optional().describe('Claims this balance'),
    owner: z.string().max(60).optional().describe('Claims the balances of this owner; of neither: all balances'), size,
  }),
  answer, codes: ['bundles_busy'],
  handle: async (call) => {
    const { account, owner, size: of } = call.query
    const checkpoint = await checkpointAt(call, 'ledger', { size: of })
    const where = { ...(account === undefined ? {} : { accounts: [account] }), ...(owner === undefined ? {} : { owner }) }
    const claims = await claimsOf(call, checkpoint, where)
    if (claims.length === 0) throw new Problem('not_found')
    return streamed(booksLines(call, account ?? owner ?? 'all balances', [checkpoint], claims, []))
  },
})

const reserves = get({
  operation: 'downloadReserves', path: '/v1/proofs/reserves', tag: 'Operations', roles,
  summary: 'The whole ledger with what is in custody on chain, and the last proof of reserves before its checkpoint',
  query: z.strictObject({ size }), answer, codes: ['bundles_busy'],
  handle: async (call) => {
    const checkpoint = await checkpointAt(call, 'ledger', { size: call.query.size })
    const chain = call.gateway.livemode ? 'tron' : 'sandbox'
    const accounts = ['deposit', 'hot', 'cold', 'frozen', 'doubtful'].map((of) => `custody:${of}:${chain}`)
    const claims = await claimsOf(call, checkpoint, { accounts })
    const proof = await reservesProofBefore(call, chain, checkpoint)
    const more = proof === undefined ? [] : await provenLines(call, proof.checkpoint, [proof.position])
    const checkpoints = [checkpoint, ...(proof === undefined ? [] : [proof.checkpoint])] as const
    return streamed(booksLines(call, `the reserves on ${chain}`, checkpoints as [SealedCheckpoint, ...SealedCheckpoint[]], claims, more))
  },
})

const payment = get({
  operation: 'downloadPaymentProof', path: '/v1/proofs/payments/:payment', tag: 'Operations', roles,
  summary: 'The events of a payment and what it posted in the ledger, each proven under a checkpoint of its log',
  params: z.object({ payment: id('payment') }), answer, codes: ['not_sealed_yet'],
  handle: async (call) => {
    const positions = await paymentPositions(call, call.params.payment)
    const checkpoints = [await checkpointAt(call, 'order')]
    if (positions.ledger.length > 0) checkpoints.push(await checkpointAt(call, 'ledger'))
    const lines: string[] = []
    for (const checkpoint of checkpoints) {
      lines.push(...await provenLines(call, checkpoint, positions[checkpoint.log as 'order' | 'ledger']))
    }
    const body = [headerLine(call.params.payment, null, checkpoints, []), ...lines, endLine(lines.length)].join('')
    return { body: Buffer.from(body), contentType: bundleType }
  },
})

/** What an auditor takes home: everything a balance follows from, and nothing that must be believed. */
export const bundleRoutes: readonly Route[] = [books, reserves, payment]
