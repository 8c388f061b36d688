import { notWhile, type NotWhile } from './rights.ts'

const general = [
  'payment_exists', 'payment_unknown', 'reference_taken', 'fee_exceeds_amount', 'ledger_mismatch',
  // Who, in this order, before what.
  'session_mismatch', 'not_your_order', 'not_your_payment', 'conflict_of_interest',
  'too_many_choices', 'method_not_offered', 'currency_fixed', 'over_method_limit', 'offer_unknown',
  'paid_in_future', 'bank_reference_missing', 'bank_reference_used', 'money_received', 'already_attested',
  'already_suspended', 'nothing_to_confirm', 'nothing_to_top_up', 'already_topped_up', 'amount_not_upward',
  'not_a_part', 'amount_too_small', 'no_fiat_debt', 'already_acknowledged', 'already_extended',
  'already_flagged', 'not_flagged', 'too_much_evidence', 'evidence_known', 'evidence_closed',
  'nothing_proposed', 'same_person', 'operator_only', 'no_late_case', 'amount_differs', 'window_closed',
  'appeal_open', 'appeal_decided', 'no_appeal', 'nothing_to_grant', 'recall_open', 'no_recall', 'exceeds_settled',
  'transfer_unknown', 'clock_stale',
] as const

export type PaymentRejection = (typeof general)[number] | NotWhile
export const paymentRejections: readonly PaymentRejection[] = [...general, ...notWhile]
