import type { StoredEvent } from '@stablegate/kernel'
import type { Call } from '../http/route.ts'
import { Problem } from '../http/problem.ts'

type Line = { readonly id: string; readonly atMs: number; readonly payment: string | null }
type Page = { readonly lines: readonly Line[]; readonly hasMore: boolean }

/** Events of a payment at most, and pages of its merchant's statement in which its postings are looked for. */
const maxEvents = 200
const maxPages = 20
const pageLines = 500

const positionOf = ({ id }: Line): number => Number(id.split('-')[0])

/** Positions of movements of an account or owner that are about the payment, not older than it. */
const postings = async (call: Call, where: object, payment: string | undefined, sinceMs: number): Promise<readonly number[]> => {
  const found: number[] = []
  let before: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const { lines, hasMore } = await call.gateway.ask<Page>('ledger', 'statement', {
      ledger: call.gateway.ledger, ...where, limit: pageLines, ...(before === undefined ? {} : { before }),
    })
    found.push(...lines.filter((line) => payment === undefined || line.payment === payment).map(positionOf))
    before = lines.at(-1)?.id
    if (!hasMore || (lines.at(-1)?.atMs ?? 0) < sinceMs) break
  }
  return found
}

/** Where the payment's story stands in the log of orders, and what it moved in that of the ledger. */
export const paymentPositions = async (
  call: Call, payment: string,
): Promise<{ readonly order: readonly number[]; readonly ledger: readonly number[] }> => {
  const story: readonly StoredEvent[] = await call.gateway.host.events.readStream(`order.payment-${payment}`, 0, maxEvents)
  const [created] = story
  if (created === undefined) throw new Problem('not_found')
  const { merchant } = JSON.parse(created.data) as { readonly merchant?: string }
  const { atMs } = JSON.parse(created.metadata) as { readonly atMs: number }
  const found = [
    ...merchant === undefined ? [] : await postings(call, { owner: merchant }, payment, atMs),
    ...await postings(call, { account: `unapplied:${payment}` }, undefined, atMs),
  ]
  return {
    order: story.map(({ position }) => position),
    ledger: [...new Set(found)].sort((one, other) => one - other).slice(0, maxEvents),
  }
}
