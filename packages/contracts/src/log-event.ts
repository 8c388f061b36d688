import { z } from 'zod'

/** An event as a log keeps it; `data` and `metadata` are canonical JSON, byte for byte. */
export const logEvent = z.object({
  id: z.string(), log: z.string(), position: z.int(), stream: z.string(), revision: z.int(), type: z.string(), version: z.int(),
  data: z.string().describe('Canonical JSON, byte for byte as it is kept: what an auditor hashes'),
  metadata: z.string().describe('Canonical JSON: who, when, by which command and why'),
})
export type LogEvent = z.output<typeof logEvent>

/** Question to the order service, `queries.order.foldedPayment`: the `PaymentRecord` that these events make. */
export const foldedPaymentQuestion = z.strictObject({ events: z.array(logEvent).min(1).max(2_000) })

/** Every log there is; each is its service's own. Not 'sealer': it writes no events. Not 'test-mode': live mode has no such log. */
export const logNames = [
  'acceptor', 'chain-watcher', 'gateway', 'ledger', 'matching', 'notifier', 'order', 'signer', 'treasury',
] as const
