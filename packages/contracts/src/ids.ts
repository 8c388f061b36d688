import { z } from 'zod'

/** Prefixes of public ids; what follows is 1 to 40 characters of [0-9A-Za-z]. */
export const idPrefixes = {
  merchant: 'mer', acceptor: 'acc', payment: 'pay', order: 'ord', quote: 'quo', account: 'pac',
  agent: 'agt', operator: 'opr', endpoint: 'whe', key: 'key', dispute: 'dsp', evidence: 'evd', outage: 'out',
  repair: 'rep', user: 'usr', deposit: 'dep', payout: 'po', destination: 'dst', refund: 'ref', sweep: 'swp', incident: 'inc',
} as const

export type IdKind = keyof typeof idPrefixes

/** Schema of an id of one kind, for example `pay_3f9k`. */
export const id = (kind: IdKind): z.ZodString =>
  z.string().regex(new RegExp(`^${idPrefixes[kind]}_[0-9A-Za-z]{1,40}$`))

/** Makes an id from a uuid (or any text whose letters and digits identify it). */
export const idFrom = (kind: IdKind, source: string): string =>
  `${idPrefixes[kind]}_${source.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 40)}`

/** The order that tries a payment for the nth time (from 1): an order is a function of both. */
export const orderIdOf = (payment: string, attempt: number): string =>
  `ord_${payment.slice(4, 42)}x${attempt}`.slice(0, 44)

/** The id of the escrow's pending transfer: a stale attempt can never be taken for the present one. */
export const escrowIdOf = (payment: string, attempt: number): string => `escrow:${payment}:${attempt}`
