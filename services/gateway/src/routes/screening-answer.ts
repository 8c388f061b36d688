import { partyScreening, type PartyScreening } from '@stablegate/contracts'
import { z } from 'zod'
import { iso, time } from '../http/wire.ts'

/** What screening said of a party; to operators, never to the party. */
export const screeningAnswer = z.object({
  outcome: partyScreening.shape.outcome, reason: z.string(), list_digest: z.string().describe('SHA-256 of the lists it rests on'), at: time,
}).nullable().describe('Null for those from before there was screening')

export const shownScreening = (of: PartyScreening & { readonly atMs: number } | null): object | null =>
  of && { outcome: of.outcome, reason: of.reason, list_digest: of.listDigest, at: iso(of.atMs) }
