// Generated from docs/reference by `pnpm --filter @stablegate/sdk generate`; do not change by hand.

/** The version of the API that these types are of. */
export const apiVersion = '2026-11-24'

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly request_id: string
  readonly errors?: readonly {
    readonly pointer?: string
    readonly detail?: string
  }[]
}

export type Money = {
  readonly amount: string
  readonly currency: string
}

export type Payment = {
  readonly id: string
  readonly object: 'payment'
  readonly livemode: boolean
  readonly merchant: string
  readonly reference: string
  readonly status:
    | 'pending'
    | 'matching'
    | 'awaiting_customer'
    | 'confirming'
    | 'settled'
    | 'expired'
    | 'unresolved'
    | 'resolved'
    | 'cancelled'
    | 'refunded'
  readonly context:
    | 'underpaid' | 'overpaid' | 'paid_late' | 'wrong_asset' | 'screened' | 'disputed' | 'reversed'
    | null
  readonly axes: {
    readonly settlement: 'open' | 'settled' | 'closed'
    readonly amount: 'none' | 'under' | 'exact' | 'over'
    readonly time: 'in_time' | 'late'
    readonly assurance: 'none' | 'observed' | 'solid' | 'orphaned' | 'held'
  }
  readonly amount: Money
  readonly description: string | null
  readonly return_url: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly created_at: string
  readonly expires_at: string
  readonly order: {
    readonly id: string
    readonly attempt: number
    readonly state:
      | 'open'
      | 'requested'
      | 'onchain_offered'
      | 'awaiting_transfer'
      | 'confirming_transfer'
      | 'offered'
      | 'awaiting_payment'
      | 'grace'
      | 'claimed'
      | 'amount_query'
      | 'fiat_refund_due'
      | 'disputed'
      | 'settling'
      | 'settled'
      | 'split'
      | 'closed_unpaid'
      | 'closed_refunded'
      | 'late_case'
      | 'expired'
      | 'cancelled'
    readonly method: string
    readonly usdt: Money
    readonly fiat: Money
    readonly price: string
    readonly received: Money | null
    readonly pay_before: string | null
  } | null
  readonly on_chain: {
    readonly status:
      | 'preparing'
      | 'waiting'
      | 'part_paid'
      | 'confirming'
      | 'paid'
      | 'expired'
      | 'unresolved'
      | 'resolved'
    readonly network: 'tron' | 'sandbox'
    readonly token: 'USDT'
    readonly address: string | null
    readonly amount: Money
    readonly price: string | null
    readonly expires_at: string
    readonly missing: Money
    readonly unapplied: Money
    readonly applied: Money
    readonly observed: readonly {
      readonly txid: string
      readonly amount: Money
      readonly from: string
      readonly stage: 'observed' | 'orphaned' | 'solid' | 'booked' | 'passed' | 'held' | 'rejected' | 'revoked'
      readonly block: number
      readonly at: string
    }[]
    readonly wrong_assets: readonly {
      readonly txid: string
      readonly asset: string
      readonly amount_units: string
      readonly at: string
    }[]
  } | null
  readonly deadline_at: string | null
  readonly settlement: {
    readonly gross: Money
    readonly fee: Money
    readonly net: Money
    readonly reserve: Money
    readonly settled_at: string
    readonly available_at: string
    readonly released: boolean
    readonly recalled: Money
    readonly refunded: Money
  } | null
}

export type Acted = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
}

/** Asks for a payment. The customer goes on at /v1/checkout/{id} */
export type CreatePaymentBody = {
  readonly reference: string
  readonly amount: {
    readonly amount: string
    readonly currency:
      | 'USDT'
      | 'CNY'
      | 'USD'
      | 'EUR'
      | 'GBP'
      | 'HKD'
      | 'INR'
      | 'BRL'
      | 'TRY'
      | 'NGN'
      | 'VND'
      | 'JPY'
      | 'KRW'
      | 'AED'
      | 'THB'
  }
  readonly description?: string
  readonly return_url?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly max_spread_bps?: number
  readonly min_usdt?: {
    readonly amount: string
    readonly currency: 'USDT'
  }
  readonly test_clocks?: {
    readonly expiry?: number
    readonly match?: number
    readonly offer?: number
    readonly pay?: number
    readonly remind?: number
    readonly silent?: number
    readonly answer?: number
    readonly query?: number
    readonly refund?: number
    readonly evidence?: number
    readonly verdict?: number
    readonly case?: number
    readonly appeal?: number
    readonly reserve?: number
    readonly transfer?: number
    readonly refund_address?: number
    readonly hold?: number
    readonly reversal_window?: number
    readonly grace?: number
  }
}

export type ListPaymentsQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly status?:
    | 'pending'
    | 'matching'
    | 'awaiting_customer'
    | 'confirming'
    | 'settled'
    | 'expired'
    | 'unresolved'
    | 'resolved'
    | 'cancelled'
    | 'refunded'
  readonly reference?: string
  readonly merchant?: string
}

export type GetPaymentTimelineItem = {
  readonly id: string
  readonly at: string
  readonly type: string
  readonly actor: string
  readonly position: number
  readonly data: Readonly<Record<string, unknown>>
}

/** Cancels a payment for which nobody was told to pay yet */
export type CancelPaymentBody = {
  readonly reason?: string
}

/** Money came after the order was closed: take it, send it back, or deny that it came */
export type DecideLateBody = {
  readonly outcome: 'accept' | 'refund' | 'deny'
  readonly received?: {
    readonly amount: string
    readonly currency:
      | 'CNY'
      | 'USD'
      | 'EUR'
      | 'GBP'
      | 'HKD'
      | 'INR'
      | 'BRL'
      | 'TRY'
      | 'NGN'
      | 'VND'
      | 'JPY'
      | 'KRW'
      | 'AED'
      | 'THB'
  }
  readonly reason: string
}

/** Marks a payment for review: nothing is released meanwhile */
export type FlagBody = {
  readonly reason: string
}

export type GetCheckoutAnswer = {
  readonly id: string
  readonly object: 'checkout'
  readonly livemode: boolean
  readonly status: string
  readonly state: string
  readonly paid_to: string
  readonly brand: {
    readonly name: string | null
    readonly colour: string | null
  }
  readonly amount: Money
  readonly description: string | null
  readonly return_url: string | null
  readonly expires_at: string
  readonly deadline_at: string | null
  readonly yours: boolean
  readonly unserved: string | null
  readonly order: {
    readonly id: string
    readonly method: string
    readonly fiat: Money
    readonly usdt: Money
    readonly price: string
    readonly pay_before: string | null
    readonly received: Money | null
  } | null
  readonly instructions: {
    readonly method: string
    readonly amount: Money
    readonly details: Readonly<Record<string, string>>
    readonly warning: string
  } | null
  readonly may_choose_on_chain: boolean
  readonly on_chain: {
    readonly status:
      | 'preparing'
      | 'waiting'
      | 'part_paid'
      | 'confirming'
      | 'paid'
      | 'expired'
      | 'unresolved'
      | 'resolved'
    readonly network: 'tron' | 'sandbox'
    readonly token: 'USDT'
    readonly address: string | null
    readonly amount: Money
    readonly price: string | null
    readonly expires_at: string
    readonly missing: Money
    readonly unapplied: Money
    readonly applied: Money
    readonly observed: readonly {
      readonly txid: string
      readonly amount: Money
      readonly from: string
      readonly stage: 'observed' | 'orphaned' | 'solid' | 'booked' | 'passed' | 'held' | 'rejected' | 'revoked'
      readonly block: number
      readonly at: string
    }[]
    readonly wrong_assets: readonly {
      readonly txid: string
      readonly asset: string
      readonly amount_units: string
      readonly at: string
    }[]
  } | null
  readonly refunds: readonly {
    readonly id: string
    readonly object: 'refund'
    readonly livemode: boolean
    readonly payment: string
    readonly merchant: string
    readonly status: 'awaiting_address' | 'sending' | 'paid' | 'closed'
    readonly source: 'available' | 'unapplied'
    readonly amount: Money
    readonly reason: string
    readonly network: 'tron' | 'sandbox'
    readonly address: string | null
    readonly txid: string | null
    readonly note: string | null
    readonly created_at: string
    readonly address_before: string | null
  }[]
}

export type ListOptionsItem = {
  readonly currency:
    | 'CNY'
    | 'USD'
    | 'EUR'
    | 'GBP'
    | 'HKD'
    | 'INR'
    | 'BRL'
    | 'TRY'
    | 'NGN'
    | 'VND'
    | 'JPY'
    | 'KRW'
    | 'AED'
    | 'THB'
  readonly method:
    | 'bank_transfer'
    | 'alipay'
    | 'wechat'
    | 'sepa_instant'
    | 'faster_payments'
    | 'upi'
    | 'pix'
    | 'fast_bank'
  readonly price: string
  readonly reference: string
  readonly fiat: Money
  readonly usdt: Money
  readonly acceptors: number
}

/** Chooses currency and method. Answers the session secret that every further act bears */
export type ChooseBody = {
  readonly currency:
    | 'CNY'
    | 'USD'
    | 'EUR'
    | 'GBP'
    | 'HKD'
    | 'INR'
    | 'BRL'
    | 'TRY'
    | 'NGN'
    | 'VND'
    | 'JPY'
    | 'KRW'
    | 'AED'
    | 'THB'
  readonly method:
    | 'bank_transfer'
    | 'alipay'
    | 'wechat'
    | 'sepa_instant'
    | 'faster_payments'
    | 'upi'
    | 'pix'
    | 'fast_bank'
  readonly payer: {
    readonly name: string
    readonly account_tail: string
  }
}

export type ChooseAnswer = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
  readonly session_secret: string | null
}

/** "I paid": with the reference of the bank */
export type ClaimBody = {
  readonly bank_reference: string
  readonly paid_at?: string
  readonly amount?: {
    readonly amount: string
    readonly currency:
      | 'CNY'
      | 'USD'
      | 'EUR'
      | 'GBP'
      | 'HKD'
      | 'INR'
      | 'BRL'
      | 'TRY'
      | 'NGN'
      | 'VND'
      | 'JPY'
      | 'KRW'
      | 'AED'
      | 'THB'
  }
}

/** "I paid", after the order was closed */
export type ClaimLateBody = {
  readonly bank_reference: string
  readonly paid_at?: string
}

/** Answers an acceptor who received another amount */
export type AnswerAmountBody = {
  readonly answer: 'agree' | 'top_up' | 'ask_refund' | 'contest'
}

/** Appeals against how it was settled */
export type AppealBody = {
  readonly reason: string
}

export type AddEvidenceAsCustomerQuery = {
  readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
  readonly bank_proof?: 'true' | 'false'
}

export type AddEvidenceAsCustomerAnswer = {
  readonly id: string
  readonly object: 'evidence'
  readonly digest: string
  readonly size_bytes: number
  readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
  readonly events: readonly string[]
}

/** Gives money back: settled money, or what came on chain and was applied to nothing. The customer says where to */
export type CreateRefundBody = {
  readonly amount: {
    readonly amount: string
    readonly currency: 'USDT'
  }
  readonly source?: 'available' | 'unapplied'
  readonly reason: string
}

export type ListRefundsQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly payment?: string
  readonly status?: 'awaiting_address' | 'sending' | 'paid' | 'closed'
  readonly merchant?: string
}

export type ListRefundsItem = {
  readonly id: string
  readonly object: 'refund'
  readonly livemode: boolean
  readonly payment: string
  readonly merchant: string
  readonly status: 'awaiting_address' | 'sending' | 'paid' | 'closed'
  readonly source: 'available' | 'unapplied'
  readonly amount: Money
  readonly reason: string
  readonly network: 'tron' | 'sandbox'
  readonly address: string | null
  readonly txid: string | null
  readonly note: string | null
  readonly created_at: string
  readonly address_before: string | null
}

export type GetRefundAnswer = {
  readonly id: string
  readonly object: 'refund'
  readonly livemode: boolean
  readonly payment: string
  readonly merchant: string
  readonly status: 'awaiting_address' | 'sending' | 'paid' | 'closed'
  readonly source: 'available' | 'unapplied'
  readonly amount: Money
  readonly reason: string
  readonly network: 'tron' | 'sandbox'
  readonly address: string | null
  readonly txid: string | null
  readonly note: string | null
  readonly created_at: string
  readonly address_before: string | null
}

/** Makes a link for a customer who lost the session: it opens once, a newer one ends it. Send it only to the customer */
export type CreateRefundLinkBody = Readonly<Record<string, never>>

export type CreateRefundLinkAnswer = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
  readonly secret: string
  readonly path: string
}

/** Opens the link of a refund. Answers the session secret that says where it goes; the session before has no say any more */
export type ClaimRefundBody = {
  readonly secret: string
}

export type ClaimRefundAnswer = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
  readonly session_secret: string
}

export type GetBalanceQuery = {
  readonly at?: string
}

export type GetBalanceAnswer = {
  readonly object: 'balance'
  readonly accounts: readonly {
    readonly account: string
    readonly posted: Money
    readonly pending?: Money
    readonly free?: Money
    readonly incoming?: Money
  }[]
  readonly as_of?: string
}

export type GetStatementQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly account?: string
}

export type GetStatementItem = {
  readonly id: string
  readonly at: string
  readonly account: string
  readonly category: string
  readonly gross: Money
  readonly fee: Money
  readonly net: Money
  readonly balance: Money
  readonly available_at: string | null
  readonly payment: string | null
  readonly order: string | null
  readonly reference: string | null
  readonly method: string | null
  readonly fiat: Money | null
  readonly price: string | null
  readonly txid: string | null
  readonly payout: string | null
  readonly note: string | null
}

/** Where events are sent, signed as Standard Webhooks */
export type CreateWebhookEndpointBody = {
  readonly url: string
  readonly types?: readonly string[]
  readonly description?: string
  readonly ed25519?: boolean
}

export type CreateWebhookEndpointAnswer = {
  readonly id: string
  readonly object: 'webhook_endpoint'
  readonly livemode: boolean
  readonly url: string
  readonly types: readonly string[]
  readonly description: string
  readonly enabled: boolean
  readonly disabled_reason: string | null
  readonly paused_at: string | null
  readonly ed25519: boolean
  readonly ed25519_public_key: string | null
  readonly secret_version: number
  readonly created_at: string
  readonly api_version: string
  readonly secret: string
}

export type GetWebhookEndpointAnswer = {
  readonly id: string
  readonly object: 'webhook_endpoint'
  readonly livemode: boolean
  readonly url: string
  readonly types: readonly string[]
  readonly description: string
  readonly enabled: boolean
  readonly disabled_reason: string | null
  readonly paused_at: string | null
  readonly ed25519: boolean
  readonly ed25519_public_key: string | null
  readonly secret_version: number
  readonly created_at: string
  readonly api_version: string
}

/** Changes what is named. The secret and the sequence stay; also what waits already goes to the new URL */
export type ChangeWebhookEndpointBody = {
  readonly url?: string
  readonly types?: readonly string[]
  readonly description?: string | null
}

export type ChangeWebhookEndpointAnswer = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
}

/** A new secret; for the overlap messages bear the signatures of both, and with none all older ones end at once */
export type RotateWebhookSecretBody = {
  readonly overlap_seconds?: number
}

export type RotateWebhookSecretAnswer = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
  readonly secret: string
}

export type ListDeliveriesQuery = {
  readonly limit?: number
  readonly before?: number
  readonly state?: 'pending' | 'delivered' | 'failed'
}

export type ListDeliveriesItem = {
  readonly event: string
  readonly sequence: number
  readonly type: string
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly tries: number
  readonly next_try_at: string | null
  readonly request: {
    readonly url: string
    readonly body: string
  }
  readonly attempts: readonly {
    readonly at: string
    readonly url: string | null
    readonly duration_ms: number
    readonly outcome: string
    readonly status: number | null
    readonly response_head: string
    readonly detail: string
  }[]
}

/** Sends a span of the sequence once more, as far as its types are wanted: one event, or a rewind */
export type RedeliverBody = {
  readonly from_sequence: number
  readonly to_sequence: number
}

export type ListEventsQuery = {
  readonly after?: number
  readonly limit?: number
}

export type ListEventsItem = {
  readonly id: string
  readonly object: 'event'
  readonly sequence: number
  readonly type: string
  readonly subject: string
  readonly livemode: boolean
  readonly created_at: string
  readonly api_version: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Asks for USDT to be paid to an own destination; limits, approvals and fee are those of now */
export type CreatePayoutBody = {
  readonly to: string
  readonly amount: {
    readonly amount: string
    readonly currency: 'USDT'
  }
  readonly reference?: string
}

export type ListPayoutsQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly status?:
    | 'requested'
    | 'refused'
    | 'waiting'
    | 'screening'
    | 'approving'
    | 'cleared'
    | 'sent'
    | 'landed'
    | 'voiding'
    | 'confirmed'
    | 'voided'
    | 'revoked'
    | 'returning'
    | 'returned'
  readonly batch?: string
  readonly owner?: string
}

export type ListPayoutsItem = {
  readonly id: string
  readonly object: 'payout'
  readonly kind: 'merchant' | 'acceptor' | 'agent' | 'refund'
  readonly owner: string
  readonly network: 'tron' | 'sandbox'
  readonly to: string
  readonly amount: Money
  readonly fee: Money
  readonly status:
    | 'requested'
    | 'refused'
    | 'waiting'
    | 'screening'
    | 'approving'
    | 'cleared'
    | 'sent'
    | 'landed'
    | 'voiding'
    | 'confirmed'
    | 'voided'
    | 'revoked'
    | 'returning'
    | 'returned'
  readonly approvals_needed: number
  readonly approved_by: readonly string[]
  readonly reference: string | null
  readonly batch: string | null
  readonly reason: string | null
  readonly txid: string | null
  readonly requested_at: string
}

/** Asks for several payouts at once; each has its own fate */
export type CreatePayoutBatchBody = {
  readonly payouts: readonly {
    readonly to: string
    readonly amount: {
      readonly amount: string
      readonly currency: 'USDT'
    }
    readonly reference?: string
  }[]
}

export type CreatePayoutBatchAnswer = {
  readonly id: string
  readonly object: 'payout_batch'
  readonly payouts: readonly Acted[]
}

/** Names an address that payouts may go to, after its delay */
export type AddPayoutDestinationBody = {
  readonly address: string
  readonly label?: string
}

export type ListPayoutDestinationsItem = {
  readonly object: 'payout_destination'
  readonly address: string
  readonly label: string | null
  readonly usable_at: string
}

export type GetPayoutAnswer = {
  readonly id: string
  readonly object: 'payout'
  readonly kind: 'merchant' | 'acceptor' | 'agent' | 'refund'
  readonly owner: string
  readonly network: 'tron' | 'sandbox'
  readonly to: string
  readonly amount: Money
  readonly fee: Money
  readonly status:
    | 'requested'
    | 'refused'
    | 'waiting'
    | 'screening'
    | 'approving'
    | 'cleared'
    | 'sent'
    | 'landed'
    | 'voiding'
    | 'confirmed'
    | 'voided'
    | 'revoked'
    | 'returning'
    | 'returned'
  readonly approvals_needed: number
  readonly approved_by: readonly string[]
  readonly reference: string | null
  readonly batch: string | null
  readonly reason: string | null
  readonly txid: string | null
  readonly requested_at: string
}

export type GetPayoutCompositionAnswer = {
  readonly object: 'payout_composition'
  readonly payout: string
  readonly account: string
  readonly line: string
  readonly at: string
  readonly amount: Money
  readonly fee: Money
  readonly opening: Money
  readonly closing: Money
  readonly previous: string | null
  readonly previous_at: string | null
  readonly categories: readonly {
    readonly category: string
    readonly lines: number
    readonly gross: Money
    readonly fee: Money
    readonly net: Money
  }[]
}

export type ListPayoutLinesQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
}

export type ListPayoutLinesItem = {
  readonly id: string
  readonly at: string
  readonly account: string
  readonly category: string
  readonly gross: Money
  readonly fee: Money
  readonly net: Money
  readonly balance: Money
  readonly available_at: string | null
  readonly payment: string | null
  readonly order: string | null
  readonly reference: string | null
  readonly method: string | null
  readonly fiat: Money | null
  readonly price: string | null
  readonly txid: string | null
  readonly payout: string | null
  readonly note: string | null
}

export type ListFeeInvoicesQuery = {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly merchant?: string
}

export type ListFeeInvoicesItem = {
  readonly id: string
  readonly object: 'fee_invoice'
  readonly number: string
  readonly merchant: string
  readonly month: string
  readonly from: string
  readonly to: string
  readonly status: 'open' | 'closed'
}

export type GetFeeInvoiceQuery = {
  readonly merchant?: string
}

export type GetFeeInvoiceAnswer = {
  readonly id: string
  readonly object: 'fee_invoice'
  readonly number: string
  readonly merchant: string
  readonly month: string
  readonly from: string
  readonly to: string
  readonly status: 'open' | 'closed'
  readonly merchant_name: string
  readonly lines: readonly {
    readonly kind: 'payment' | 'payout'
    readonly method: string | null
    readonly count: number
    readonly returned_count: number
    readonly gross: Money
    readonly fee: Money
    readonly returned: Money
    readonly net: Money
  }[]
  readonly total: {
    readonly gross: Money
    readonly fee: Money
    readonly returned: Money
    readonly net: Money
  }
  readonly as_of: string
}

/** Codes of refusals; stable for ever. Each is explained in docs/reference/errors.md. */
export type ErrorCode =
  | 'acceptor_already_verified'
  | 'acceptor_exists'
  | 'acceptor_not_verified'
  | 'acceptor_suspended'
  | 'acceptor_unknown'
  | 'account_exists'
  | 'account_fingerprint_taken'
  | 'account_limits_unordered'
  | 'account_unknown'
  | 'address_invalid'
  | 'address_refused'
  | 'address_taken'
  | 'address_unknown'
  | 'already_acknowledged'
  | 'already_approved'
  | 'already_attested'
  | 'already_extended'
  | 'already_flagged'
  | 'already_recorded'
  | 'already_suspended'
  | 'already_topped_up'
  | 'amount_differs'
  | 'amount_exceeds_pending'
  | 'amount_not_upward'
  | 'amount_too_small'
  | 'appeal_decided'
  | 'appeal_open'
  | 'attempt_taken'
  | 'attempt_too_early'
  | 'attempt_unknown'
  | 'bad_span'
  | 'bank_reference_missing'
  | 'bank_reference_used'
  | 'body_not_json'
  | 'body_too_large'
  | 'bond_below_minimum'
  | 'bond_insufficient'
  | 'bond_locked'
  | 'bond_operation_pending'
  | 'bundles_busy'
  | 'cancel_pending'
  | 'chain_unknown'
  | 'choices_limited'
  | 'clock_stale'
  | 'code_wrong'
  | 'command_id_reused'
  | 'conflict_of_interest'
  | 'content_differs'
  | 'content_type_unknown'
  | 'csrf_invalid'
  | 'currency_fixed'
  | 'cursor_ahead'
  | 'cursor_behind'
  | 'deposit_unknown'
  | 'destination_known'
  | 'destination_unknown'
  | 'dispatch_unknown'
  | 'email_taken'
  | 'endpoint_disabled'
  | 'endpoint_enabled'
  | 'endpoint_exists'
  | 'endpoint_limit'
  | 'endpoint_not_paused'
  | 'endpoint_paused'
  | 'endpoint_unknown'
  | 'endpoint_url_refused'
  | 'evidence_closed'
  | 'evidence_known'
  | 'evidence_outside_case'
  | 'exceeds_item'
  | 'exceeds_settled'
  | 'exceeds_unapplied'
  | 'expiry_passed'
  | 'fee_exceeds_amount'
  | 'fees_nonsensical'
  | 'first_order_too_large'
  | 'header_invalid'
  | 'headers_too_large'
  | 'hold_running'
  | 'holder_has_address'
  | 'holder_unfit'
  | 'idempotency_key_required'
  | 'idempotency_key_reused'
  | 'incident_closed'
  | 'incident_unknown'
  | 'insufficient_funds'
  | 'internal_error'
  | 'invitation_expired'
  | 'invitation_unapproved'
  | 'invitation_unknown'
  | 'invitation_used'
  | 'item_unknown'
  | 'item_used_up'
  | 'key_exists'
  | 'key_invalid'
  | 'key_required'
  | 'key_revoked'
  | 'key_unknown'
  | 'ledger_mismatch'
  | 'link_invalid'
  | 'loss_not_recorded'
  | 'loss_slashed_already'
  | 'merchant_exists'
  | 'merchant_not_suspended'
  | 'merchant_suspended'
  | 'merchant_unknown'
  | 'method_not_offered'
  | 'money_received'
  | 'no_appeal'
  | 'no_enabled_account'
  | 'no_fiat_debt'
  | 'no_late_case'
  | 'no_quote'
  | 'no_recall'
  | 'no_wrong_asset'
  | 'not_a_part'
  | 'not_allowed'
  | 'not_as_ordered'
  | 'not_awaiting_address'
  | 'not_awaiting_approval'
  | 'not_cleared'
  | 'not_flagged'
  | 'not_found'
  | 'not_granted'
  | 'not_halted'
  | 'not_on_chain'
  | 'not_oneself'
  | 'not_past_expiration'
  | 'not_refused'
  | 'not_reread'
  | 'not_screened'
  | 'not_sealed_yet'
  | 'not_solid'
  | 'not_waited_for'
  | 'not_waiting'
  | 'not_while_amount_query'
  | 'not_while_awaiting_payment'
  | 'not_while_awaiting_transfer'
  | 'not_while_cancelled'
  | 'not_while_claimed'
  | 'not_while_closed_refunded'
  | 'not_while_closed_unpaid'
  | 'not_while_confirming_transfer'
  | 'not_while_disputed'
  | 'not_while_expired'
  | 'not_while_fiat_refund_due'
  | 'not_while_grace'
  | 'not_while_late_case'
  | 'not_while_offered'
  | 'not_while_onchain_offered'
  | 'not_while_open'
  | 'not_while_requested'
  | 'not_while_settled'
  | 'not_while_settling'
  | 'not_while_split'
  | 'not_your_order'
  | 'not_your_payment'
  | 'not_your_payout'
  | 'nothing_offered'
  | 'nothing_proposed'
  | 'nothing_to_confirm'
  | 'nothing_to_grant'
  | 'nothing_to_top_up'
  | 'nothing_unapplied'
  | 'offer_unknown'
  | 'on_chain_not_offered'
  | 'on_chain_unavailable'
  | 'operator_only'
  | 'outage_exists'
  | 'outage_unknown'
  | 'over_method_limit'
  | 'paid_in_future'
  | 'passkey_refused'
  | 'password_wrong'
  | 'payer_cooling_down'
  | 'payment_exists'
  | 'payment_not_over'
  | 'payment_unknown'
  | 'payout_exists'
  | 'payout_not_booked'
  | 'payout_over'
  | 'payout_unknown'
  | 'pending_posted_already'
  | 'pending_unknown'
  | 'pending_voided_already'
  | 'play_begun'
  | 'play_unknown'
  | 'policy_nonsensical'
  | 'price_out_of_bounds'
  | 'quote_range_empty'
  | 'quote_unknown'
  | 'rate_limited'
  | 'recall_open'
  | 'reference_input_stale'
  | 'reference_missing'
  | 'reference_not_median'
  | 'reference_stale'
  | 'reference_taken'
  | 'reference_too_few_sources'
  | 'refund_exists'
  | 'refund_locked'
  | 'refund_open'
  | 'refund_unknown'
  | 'repair_approved'
  | 'repair_exists'
  | 'repair_not_approved'
  | 'repair_unknown'
  | 'request_in_progress'
  | 'request_invalid'
  | 'request_too_slow'
  | 'request_unreadable'
  | 'requester_cannot_approve'
  | 'role_forbidden'
  | 'role_of_other_party'
  | 'rotation_running'
  | 'route_unknown'
  | 'same_account'
  | 'same_person'
  | 'scope_missing'
  | 'screening_rejected'
  | 'second_factor_exists'
  | 'second_factor_missing'
  | 'second_factor_required'
  | 'second_person_needed'
  | 'session_mismatch'
  | 'session_over'
  | 'sign_in_failed'
  | 'sign_in_first'
  | 'sign_in_locked'
  | 'signature_wrong'
  | 'slash_empty'
  | 'slash_exceeds_loss'
  | 'solid_elsewhere'
  | 'span_invalid'
  | 'stale'
  | 'sweep_unknown'
  | 'temporarily_unavailable'
  | 'test_clock_too_far'
  | 'test_custody_in_live'
  | 'test_mode_only'
  | 'tier_for_house_only'
  | 'too_many_accounts'
  | 'too_many_choices'
  | 'too_many_destinations'
  | 'too_many_quotes'
  | 'too_many_related'
  | 'too_many_uploads'
  | 'too_much_evidence'
  | 'transaction_unknown'
  | 'transfer_id_spent'
  | 'transfer_unknown'
  | 'user_disabled'
  | 'user_exists'
  | 'user_not_disabled'
  | 'user_unknown'
  | 'vault_differs'
  | 'verdict_unfit'
  | 'version_unknown'
  | 'wallet_closed'
  | 'wallet_differs'
  | 'window_closed'
  | 'wrong_currency'
  | 'xpub_invalid'
