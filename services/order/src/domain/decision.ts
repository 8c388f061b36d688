import type { Decision } from '@stablegate/kernel'
import type { PaymentRejection } from './rejections.ts'
import type { PaymentEvent } from './state.ts'

export type PaymentDecision = Decision<PaymentEvent, PaymentRejection>

/** The first events, then those of a decision that may also be a refusal of the whole. */
export const followedBy = (
  first: readonly PaymentEvent[],
  decision: PaymentDecision,
): PaymentDecision =>
  'rejected' in decision ? decision : { events: [...first, ...decision.events] }
