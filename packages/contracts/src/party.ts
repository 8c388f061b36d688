import { z } from 'zod'
import { screening } from './treasury.ts'

/** Rule 16: what whoever screens said of a merchant or acceptor, and by which lists. */
export const partyScreening = z.object({
  outcome: screening,
  reason: z.string().min(1).max(200),
  /** SHA-256 of the lists it rests on: the same lists say the same of the same names. */
  listDigest: z.string().regex(/^[0-9a-f]{64}$/),
})
export type PartyScreening = z.output<typeof partyScreening>
