import { z } from 'zod'

/** Question to the acceptor service, `queries.acceptor.payerStanding` -> `PayerStanding`. */
export const payerStandingQuestion = z.object({ fingerprint: z.string().max(80), atMs: z.number() })

export type PayerStanding = {
  /** Orders of this payer that were settled. */
  readonly settled: number
  /** Until when they may not choose again; not later than now where they may. */
  readonly coolsUntilMs: number
}
