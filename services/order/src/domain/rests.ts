import type { PaymentStatus } from '@stablegate/contracts'
import type { EscrowState, PaymentState } from './state.ts'

const ends: ReadonlySet<string> = new Set<PaymentStatus>([
  'settled', 'split', 'closed_unpaid', 'closed_refunded', 'expired', 'cancelled',
])
const moving: ReadonlySet<EscrowState> = new Set<EscrowState>(['asked', 'voiding', 'posting'])

/** It has ended and nobody owes it an answer: what comes next comes after hours, if at all. */
export const rests = ({ status, escrows, settlement }: PaymentState): boolean =>
  ends.has(status)
  && !Object.values(escrows).some((escrow) => moving.has(escrow))
  && (settlement?.outgoing.length ?? 0) === 0
