// Generated from docs/reference by `pnpm --filter @stablegate/console generate`; do not change by hand.

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

export type Order = {
  readonly id: string
  readonly object: 'order'
  readonly livemode: boolean
  readonly payment: string
  readonly acceptor: string
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
  readonly account: string
  readonly method: string
  readonly usdt: Money
  readonly fiat: Money
  readonly price: string
  readonly offered_at: string
  readonly accepted_at: string | null
  readonly deadline_at: string | null
  readonly claimed_at: string | null
  readonly received: Money | null
  readonly fiat_debt: Money | null
}

export type Acted = {
  readonly id: string
  readonly object: string
  readonly events: readonly string[]
}

export type Operations = {
  createPayment: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
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
    answer: Payment
  }
  listPayments: {
    params: Readonly<Record<string, never>>
    query: {
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
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly Payment[]
      readonly has_more: boolean
    }
  }
  getPayment: {
    params: {
      readonly payment: string
    }
    query: {
      readonly at?: string
    }
    body: Readonly<Record<string, never>>
    answer: Payment
  }
  getPaymentTimeline: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly at: string
        readonly type: string
        readonly actor: string
        readonly position: number
        readonly data: Readonly<Record<string, unknown>>
      }[]
      readonly has_more: boolean
    }
  }
  cancelPayment: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason?: string
    }
    answer: Acted
  }
  acceptPart: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  decideLate: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
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
    answer: Acted
  }
  flag: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  openDispute: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  extend: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  getCheckout: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  listOptions: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  choose: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
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
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly session_secret: string | null
    }
  }
  claim: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
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
    answer: Acted
  }
  claimLate: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly bank_reference: string
      readonly paid_at?: string
    }
    answer: Acted
  }
  cancelCheckout: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  stateNotPaid: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  acknowledgeRefund: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  concedeAsCustomer: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  answerAmount: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly answer: 'agree' | 'top_up' | 'ask_refund' | 'contest'
    }
    answer: Acted
  }
  appeal: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  addEvidenceAsCustomer: {
    params: {
      readonly payment: string
    }
    query: {
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly bank_proof?: 'true' | 'false'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'evidence'
      readonly digest: string
      readonly size_bytes: number
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly events: readonly string[]
    }
  }
  createMerchant: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly name: string
      readonly tier?: 'new' | 'established'
      readonly fees?: {
        readonly bps: number
        readonly fixed?: {
          readonly amount: string
          readonly currency: 'USDT'
        }
        readonly commission_bps?: number
      }
      readonly agent?: {
        readonly agent: string
        readonly share_bps: number
      }
    }
    answer: {
      readonly id: string
      readonly object: 'merchant'
      readonly livemode: boolean
      readonly name: string
      readonly status: 'active' | 'suspended'
      readonly tier: 'new' | 'established'
      readonly fees: {
        readonly version: number
        readonly bps: number
        readonly fixed: Money
        readonly commission_bps: number
      }
      readonly agent: {
        readonly agent: string
        readonly share_bps: number
      } | null
      readonly created_at: string
    }
  }
  listMerchants: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly waiting?: 'true'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'merchant'
        readonly livemode: boolean
        readonly name: string
        readonly status: 'active' | 'suspended'
        readonly tier: 'new' | 'established'
        readonly fees: {
          readonly version: number
          readonly bps: number
          readonly fixed: Money
          readonly commission_bps: number
        }
        readonly agent: {
          readonly agent: string
          readonly share_bps: number
        } | null
        readonly created_at: string
        readonly proposals: readonly {
          readonly id: string
          readonly object: 'proposal'
          readonly kind: 'fees' | 'policy' | 'reinstate'
          readonly proposed_by: string
          readonly proposed_at: string
          readonly fees: {
            readonly bps: number
            readonly fixed: Money
            readonly commission_bps: number
          } | null
          readonly tier: 'new' | 'established' | null
          readonly agent: {
            readonly agent: string
            readonly share_bps: number
          } | null
          readonly reason: string | null
        }[]
        readonly screening: {
          readonly outcome: 'pass' | 'hold' | 'reject'
          readonly reason: string
          readonly list_digest: string
          readonly at: string
        } | null
      }[]
      readonly has_more: boolean
    }
  }
  screenMerchant: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  getMerchant: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'merchant'
      readonly livemode: boolean
      readonly name: string
      readonly status: 'active' | 'suspended'
      readonly tier: 'new' | 'established'
      readonly fees: {
        readonly version: number
        readonly bps: number
        readonly fixed: Money
        readonly commission_bps: number
      }
      readonly agent: {
        readonly agent: string
        readonly share_bps: number
      } | null
      readonly created_at: string
      readonly proposals: readonly {
        readonly id: string
        readonly object: 'proposal'
        readonly kind: 'fees' | 'policy' | 'reinstate'
        readonly proposed_by: string
        readonly proposed_at: string
        readonly fees: {
          readonly bps: number
          readonly fixed: Money
          readonly commission_bps: number
        } | null
        readonly tier: 'new' | 'established' | null
        readonly agent: {
          readonly agent: string
          readonly share_bps: number
        } | null
        readonly reason: string | null
      }[]
      readonly screening: {
        readonly outcome: 'pass' | 'hold' | 'reject'
        readonly reason: string
        readonly list_digest: string
        readonly at: string
      } | null
    }
  }
  getOwnMerchant: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'merchant'
      readonly livemode: boolean
      readonly name: string
      readonly status: 'active' | 'suspended'
      readonly tier: 'new' | 'established'
      readonly fees: {
        readonly version: number
        readonly bps: number
        readonly fixed: Money
        readonly commission_bps: number
      }
      readonly agent: {
        readonly agent: string
        readonly share_bps: number
      } | null
      readonly created_at: string
    }
  }
  setMerchantFees: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly bps: number
      readonly fixed?: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly commission_bps?: number
    }
    answer: Acted
  }
  setMerchantPolicy: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly tier: 'new' | 'established'
      readonly agent?: {
        readonly agent: string
        readonly share_bps: number
      }
    }
    answer: Acted
  }
  suspendMerchant: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  reinstateMerchant: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  issueMerchantKey: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly label?: string
      readonly scopes?: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly expires_at?: string
      readonly addresses?: readonly string[]
    }
    answer: {
      readonly id: string
      readonly object: 'key'
      readonly livemode: boolean
      readonly role: string
      readonly holder: string
      readonly scopes: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly label: string | null
      readonly tail: string
      readonly revoked: boolean
      readonly issued_at: string
      readonly expires_at: string | null
      readonly addresses: readonly string[]
      readonly last_used_at: string | null
      readonly api_version: string
      readonly secret: string
    }
  }
  listMerchantProposals: {
    params: {
      readonly merchant: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'proposal'
        readonly kind: 'fees' | 'policy' | 'reinstate'
        readonly proposed_by: string
        readonly proposed_at: string
        readonly fees: {
          readonly bps: number
          readonly fixed: Money
          readonly commission_bps: number
        } | null
        readonly tier: 'new' | 'established' | null
        readonly agent: {
          readonly agent: string
          readonly share_bps: number
        } | null
        readonly reason: string | null
      }[]
      readonly has_more: boolean
    }
  }
  approveMerchantProposal: {
    params: {
      readonly merchant: string
      readonly proposal: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  rejectMerchantProposal: {
    params: {
      readonly merchant: string
      readonly proposal: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  getSettings: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'merchant_settings'
      readonly version: number
      readonly display_name: string | null
      readonly colour: string | null
      readonly return_url: string | null
      readonly max_spread_bps: number | null
      readonly under_tolerance_bps: number | null
      readonly over_tolerance_bps: number | null
      readonly methods: readonly (
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank')[] | null
      readonly on_chain: boolean | null
    }
  }
  changeSettings: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly display_name?: string | null
      readonly colour?: string | null
      readonly return_url?: string | null
      readonly max_spread_bps?: number | null
      readonly under_tolerance_bps?: number | null
      readonly over_tolerance_bps?: number | null
      readonly methods?: readonly (
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank')[] | null
      readonly on_chain?: boolean | null
    }
    answer: {
      readonly object: 'merchant_settings'
      readonly version: number
      readonly display_name: string | null
      readonly colour: string | null
      readonly return_url: string | null
      readonly max_spread_bps: number | null
      readonly under_tolerance_bps: number | null
      readonly over_tolerance_bps: number | null
      readonly methods: readonly (
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank')[] | null
      readonly on_chain: boolean | null
    }
  }
  issueKey: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly label?: string
      readonly scopes?: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly expires_at?: string
      readonly addresses?: readonly string[]
    }
    answer: {
      readonly id: string
      readonly object: 'key'
      readonly livemode: boolean
      readonly role: string
      readonly holder: string
      readonly scopes: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly label: string | null
      readonly tail: string
      readonly revoked: boolean
      readonly issued_at: string
      readonly expires_at: string | null
      readonly addresses: readonly string[]
      readonly last_used_at: string | null
      readonly api_version: string
      readonly secret: string
    }
  }
  listKeys: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'key'
        readonly livemode: boolean
        readonly role: string
        readonly holder: string
        readonly scopes: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
        readonly label: string | null
        readonly tail: string
        readonly revoked: boolean
        readonly issued_at: string
        readonly expires_at: string | null
        readonly addresses: readonly string[]
        readonly last_used_at: string | null
        readonly api_version: string
      }[]
      readonly has_more: boolean
    }
  }
  revokeKey: {
    params: {
      readonly key: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  registerAcceptor: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly name: string
      readonly house?: boolean
      readonly owner: string
    }
    answer: Acted
  }
  listAcceptors: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly status?: 'registered' | 'verified' | 'suspended'
      readonly owner?: string
      readonly waiting?: 'true'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'acceptor'
        readonly livemode: boolean
        readonly name: string
        readonly owner: string
        readonly house: boolean
        readonly status: 'registered' | 'verified' | 'suspended'
        readonly tier: string | null
        readonly online: boolean
        readonly offline_reason: string | null
        readonly auto_accept: boolean
        readonly bond: Money
        readonly limits: {
          readonly open: Money
          readonly per_day: Money
          readonly per_month: Money
          readonly open_orders: number
          readonly bond_minimum: Money
        } | null
        readonly registered_at: string
        readonly proposals: readonly {
          readonly id: string
          readonly object: 'proposal'
          readonly kind: 'slash' | 'reinstate' | 'tier'
          readonly reason: string
          readonly proposed_by: string
          readonly proposed_at: string
          readonly order: string | null
          readonly pay_to: string | null
          readonly loss: Money | null
          readonly penalty: Money | null
          readonly tier: 'starter' | 'standard' | 'pro' | 'house' | null
        }[]
        readonly screening: {
          readonly outcome: 'pass' | 'hold' | 'reject'
          readonly reason: string
          readonly list_digest: string
          readonly at: string
        } | null
      }[]
      readonly has_more: boolean
    }
  }
  screenAcceptor: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  getAcceptor: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'acceptor'
      readonly livemode: boolean
      readonly name: string
      readonly owner: string
      readonly house: boolean
      readonly status: 'registered' | 'verified' | 'suspended'
      readonly tier: string | null
      readonly online: boolean
      readonly offline_reason: string | null
      readonly auto_accept: boolean
      readonly bond: Money
      readonly limits: {
        readonly open: Money
        readonly per_day: Money
        readonly per_month: Money
        readonly open_orders: number
        readonly bond_minimum: Money
      } | null
      readonly registered_at: string
      readonly proposals: readonly {
        readonly id: string
        readonly object: 'proposal'
        readonly kind: 'slash' | 'reinstate' | 'tier'
        readonly reason: string
        readonly proposed_by: string
        readonly proposed_at: string
        readonly order: string | null
        readonly pay_to: string | null
        readonly loss: Money | null
        readonly penalty: Money | null
        readonly tier: 'starter' | 'standard' | 'pro' | 'house' | null
      }[]
      readonly screening: {
        readonly outcome: 'pass' | 'hold' | 'reject'
        readonly reason: string
        readonly list_digest: string
        readonly at: string
      } | null
    }
  }
  verifyAcceptor: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly tier: 'starter' | 'standard' | 'pro' | 'house'
    }
    answer: Acted
  }
  setAcceptorTier: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly tier: 'starter' | 'standard' | 'pro' | 'house'
      readonly reason: string
    }
    answer: Acted
  }
  suspendAcceptor: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  listAcceptorProposals: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'proposal'
        readonly kind: 'slash' | 'reinstate' | 'tier'
        readonly reason: string
        readonly proposed_by: string
        readonly proposed_at: string
        readonly order: string | null
        readonly pay_to: string | null
        readonly loss: Money | null
        readonly penalty: Money | null
        readonly tier: 'starter' | 'standard' | 'pro' | 'house' | null
      }[]
      readonly has_more: boolean
    }
  }
  approveAcceptorProposal: {
    params: {
      readonly acceptor: string
      readonly proposal: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  rejectAcceptorProposal: {
    params: {
      readonly acceptor: string
      readonly proposal: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  reinstateAcceptor: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  setRelated: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly merchants: readonly string[]
    }
    answer: Acted
  }
  getRelated: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'related'
      readonly acceptor: string
      readonly merchants: readonly string[]
      readonly payers: readonly string[]
    }
  }
  relatePayer: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly name: string
      readonly account_tail: string
      readonly related?: boolean
    }
    answer: Acted
  }
  takeOffline: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  slashBond: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly order: string
      readonly loss?: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly merchant: string
      readonly penalty?: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly reason: string
    }
    answer: Acted
  }
  issueAcceptorKey: {
    params: {
      readonly acceptor: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly label?: string
      readonly scopes?: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly expires_at?: string
      readonly addresses?: readonly string[]
    }
    answer: {
      readonly id: string
      readonly object: 'key'
      readonly livemode: boolean
      readonly role: string
      readonly holder: string
      readonly scopes: readonly ('read' | 'write' | 'operate' | 'develop' | 'keys' | 'money')[]
      readonly label: string | null
      readonly tail: string
      readonly revoked: boolean
      readonly issued_at: string
      readonly expires_at: string | null
      readonly addresses: readonly string[]
      readonly last_used_at: string | null
      readonly api_version: string
      readonly secret: string
    }
  }
  getOwnAcceptor: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'acceptor'
      readonly livemode: boolean
      readonly name: string
      readonly owner: string
      readonly house: boolean
      readonly status: 'registered' | 'verified' | 'suspended'
      readonly tier: string | null
      readonly online: boolean
      readonly offline_reason: string | null
      readonly auto_accept: boolean
      readonly bond: Money
      readonly limits: {
        readonly open: Money
        readonly per_day: Money
        readonly per_month: Money
        readonly open_orders: number
        readonly bond_minimum: Money
      } | null
      readonly registered_at: string
    }
  }
  addPaymentAccount: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly method: 
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank'
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
      readonly label?: string
      readonly details: Readonly<Record<string, string>>
      readonly limits: {
        readonly per_order: {
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
        readonly per_day: {
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
        readonly per_month: {
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
    }
    answer: Acted
  }
  listPaymentAccounts: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'payment_account'
        readonly method: 
          | 'bank_transfer'
          | 'alipay'
          | 'wechat'
          | 'sepa_instant'
          | 'faster_payments'
          | 'upi'
          | 'pix'
          | 'fast_bank'
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
        readonly label: string | null
        readonly limits: {
          readonly per_order: Money
          readonly per_day: Money
          readonly per_month: Money
        }
        readonly enabled: boolean
        readonly details: Readonly<Record<string, string>> | null
      }[]
      readonly has_more: boolean
    }
  }
  setPaymentAccountLimits: {
    params: {
      readonly account: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly per_order: {
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
      readonly per_day: {
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
      readonly per_month: {
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
    answer: Acted
  }
  disablePaymentAccount: {
    params: {
      readonly account: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  enablePaymentAccount: {
    params: {
      readonly account: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  createQuote: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
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
      readonly pricing: {
        readonly kind: 'fixed'
        readonly price: string
      } | {
        readonly kind: 'percent'
        readonly bps: number
      }
      readonly min: {
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
      readonly max: {
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
      readonly methods: readonly (
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank')[]
    }
    answer: Acted
  }
  listQuotes: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'quote'
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
        readonly pricing: {
          readonly kind: 'fixed'
          readonly price: string
        } | {
          readonly kind: 'percent'
          readonly bps: number
        }
        readonly min: Money
        readonly max: Money
        readonly methods: readonly (
          | 'bank_transfer'
          | 'alipay'
          | 'wechat'
          | 'sepa_instant'
          | 'faster_payments'
          | 'upi'
          | 'pix'
          | 'fast_bank')[]
        readonly set_at: string
      }[]
      readonly has_more: boolean
    }
  }
  replaceQuote: {
    params: {
      readonly quote: string
    }
    query: Readonly<Record<string, never>>
    body: {
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
      readonly pricing: {
        readonly kind: 'fixed'
        readonly price: string
      } | {
        readonly kind: 'percent'
        readonly bps: number
      }
      readonly min: {
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
      readonly max: {
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
      readonly methods: readonly (
        | 'bank_transfer'
        | 'alipay'
        | 'wechat'
        | 'sepa_instant'
        | 'faster_payments'
        | 'upi'
        | 'pix'
        | 'fast_bank')[]
    }
    answer: Acted
  }
  removeQuote: {
    params: {
      readonly quote: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  goOnline: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  goOffline: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  setAutoAccept: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly enabled: boolean
    }
    answer: Acted
  }
  requestBond: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
    }
    answer: Acted
  }
  requestBondRefund: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
    }
    answer: Acted
  }
  getWithdrawalBlocks: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'withdrawal_blocks'
      readonly blocked: Money
      readonly frozen: boolean
      readonly blocks: readonly {
        readonly order: string
        readonly amount: Money
        readonly until: string
      }[]
    }
  }
  getReputation: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'reputation'
      readonly score: number
      readonly lines: readonly (Readonly<Record<string, unknown>>)[]
    }
  }
  listOrders: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly open?: 'true' | 'false'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'order'
        readonly livemode: boolean
        readonly payment: string
        readonly acceptor: string
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
        readonly account: string
        readonly method: string
        readonly usdt: Money
        readonly fiat: Money
        readonly price: string
        readonly offered_at: string
        readonly accepted_at: string | null
        readonly deadline_at: string | null
        readonly claimed_at: string | null
        readonly received: Money | null
        readonly fiat_debt: Money | null
        readonly payer: {
          readonly name: string
          readonly account_tail: string
          readonly reference: string | null
        } | null
      }[]
      readonly has_more: boolean
    }
  }
  getOrder: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'order'
      readonly livemode: boolean
      readonly payment: string
      readonly acceptor: string
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
      readonly account: string
      readonly method: string
      readonly usdt: Money
      readonly fiat: Money
      readonly price: string
      readonly offered_at: string
      readonly accepted_at: string | null
      readonly deadline_at: string | null
      readonly claimed_at: string | null
      readonly received: Money | null
      readonly fiat_debt: Money | null
      readonly payer: {
        readonly name: string
        readonly account_tail: string
        readonly reference: string | null
      } | null
    }
  }
  acceptOffer: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  declineOffer: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  confirm: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly received: {
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
      readonly payer_matches: boolean
      readonly bank_reference?: string
    }
    answer: Acted
  }
  refuse: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: 'not_received' | 'third_party' | 'wrong_account'
    }
    answer: Acted
  }
  reportAccountUnusable: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  attestNothingCame: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  correctAmount: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly received: {
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
    answer: Acted
  }
  offerRefund: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  markRefunded: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly bank_reference: string
    }
    answer: Acted
  }
  concedeAsAcceptor: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  confirmLate: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly received: {
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
      readonly bank_reference: string
    }
    answer: Acted
  }
  addEvidenceAsAcceptor: {
    params: {
      readonly order: string
    }
    query: {
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly bank_proof?: 'true' | 'false'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'evidence'
      readonly digest: string
      readonly size_bytes: number
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly events: readonly string[]
    }
  }
  uploadEvidence: {
    params: Readonly<Record<string, never>>
    query: {
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly bank_proof?: 'true' | 'false'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'evidence'
      readonly digest: string
      readonly size_bytes: number
      readonly kind: 'statement' | 'screenshot' | 'video' | 'note'
      readonly events: readonly string[]
    }
  }
  reportRecall: {
    params: {
      readonly order: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly recalled: {
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
      readonly evidence: string
    }
    answer: Acted
  }
  chooseOnChain: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly session_secret: string | null
    }
  }
  acceptUnapplied: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  topUp: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  setAside: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly item?: string
    }
    answer: Acted
  }
  assign: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly item?: string
    }
    answer: Acted
  }
  dismissWrongAsset: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  listUnapplied: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly payment: string
        readonly merchant: string
        readonly state: string
        readonly context: string | null
        readonly unapplied: Money
        readonly asked: Money
        readonly applied: Money
        readonly created_at: string
      }[]
      readonly has_more: boolean
    }
  }
  createRefund: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly source?: 'available' | 'unapplied'
      readonly reason: string
    }
    answer: Acted
  }
  listRefunds: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly payment?: string
      readonly status?: 'awaiting_address' | 'sending' | 'paid' | 'closed'
      readonly merchant?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      readonly has_more: boolean
    }
  }
  getRefund: {
    params: {
      readonly refund: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  closeRefund: {
    params: {
      readonly refund: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  createRefundLink: {
    params: {
      readonly refund: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly secret: string
      readonly path: string
    }
  }
  claimRefund: {
    params: {
      readonly payment: string
      readonly refund: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly secret: string
    }
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly session_secret: string
    }
  }
  giveRefundAddress: {
    params: {
      readonly payment: string
      readonly refund: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
    }
    answer: Acted
  }
  getBalance: {
    params: Readonly<Record<string, never>>
    query: {
      readonly at?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  getStatement: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly account?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  exportStatement: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly account?: string
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  listAccounts: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly owner?: string
      readonly at?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly account: string
        readonly posted: Money
        readonly pending?: Money
        readonly free?: Money
        readonly incoming?: Money
      }[]
      readonly has_more: boolean
    }
  }
  getAccountStatement: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly account?: string
      readonly owner?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  getTrialBalance: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'trial_balance'
      readonly ledger: string
      readonly debits: Money
      readonly credits: Money
      readonly pending_debits: Money
      readonly pending_credits: Money
      readonly balanced: boolean
    }
  }
  addTestFunds: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly holder: string
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly note?: string
    }
    answer: Acted
  }
  createWebhookEndpoint: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly url: string
      readonly types?: readonly string[]
      readonly description?: string
      readonly ed25519?: boolean
    }
    answer: {
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
  }
  listWebhookEndpoints: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  getWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  changeWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly url?: string
      readonly types?: readonly string[]
      readonly description?: string | null
    }
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
    }
  }
  rotateWebhookSecret: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly overlap_seconds?: number
    }
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly secret: string
    }
  }
  pauseWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  resumeWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  disableWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  enableWebhookEndpoint: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  listDeliveries: {
    params: {
      readonly endpoint: string
    }
    query: {
      readonly limit?: number
      readonly before?: number
      readonly state?: 'pending' | 'delivered' | 'failed'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  redeliver: {
    params: {
      readonly endpoint: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly from_sequence: number
      readonly to_sequence: number
    }
    answer: Acted
  }
  listEvents: {
    params: Readonly<Record<string, never>>
    query: {
      readonly after?: number
      readonly limit?: number
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'event'
        readonly sequence: number
        readonly type: string
        readonly subject: string
        readonly livemode: boolean
        readonly created_at: string
        readonly api_version: string
        readonly data: Readonly<Record<string, unknown>>
      }[]
      readonly has_more: boolean
    }
  }
  giveVerdict: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly verdict: {
        readonly outcome: 'full'
      } | {
        readonly outcome: 'none'
        readonly fiat_goes_back?: boolean
      } | {
        readonly outcome: 'split'
        readonly received: {
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
      readonly reason: string
      readonly rule_broken?: boolean
      readonly bank_reference?: string
    }
    answer: Acted
  }
  approveJudgement: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  decideAppeal: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly outcome: 'upheld' | 'granted'
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
    answer: Acted
  }
  decideRecall: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly outcome: 'granted' | 'denied'
      readonly reason: string
    }
    answer: Acted
  }
  unflag: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  suspendOrder: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  retryTransfer: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly transfer: string
      readonly reason: string
    }
    answer: Acted
  }
  coConfirm: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  readLog: {
    params: {
      readonly log: string
    }
    query: {
      readonly after?: number
      readonly limit?: number
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly log: string
        readonly position: number
        readonly stream: string
        readonly revision: number
        readonly type: string
        readonly version: number
        readonly data: string
        readonly metadata: string
      }[]
      readonly has_more: boolean
      readonly head: {
        readonly incarnation: string
        readonly position: number
      }
    }
  }
  readStream: {
    params: {
      readonly stream: string
    }
    query: {
      readonly from?: number
      readonly limit?: number
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly log: string
        readonly position: number
        readonly stream: string
        readonly revision: number
        readonly type: string
        readonly version: number
        readonly data: string
        readonly metadata: string
      }[]
      readonly has_more: boolean
    }
  }
  forgetPayerOfPayment: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  forgetPayer: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly name: string
      readonly account_tail: string
      readonly reason: string
    }
    answer: Acted
  }
  listCases: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly kind?: 
        | 'dispute'
        | 'late_case'
        | 'appeal'
        | 'recall'
        | 'flag'
        | 'fiat_debt'
        | 'transfer'
        | 'unapplied'
        | 'wrong_asset'
        | 'assign'
      readonly acceptor?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly payment: string
        readonly kind: 
          | 'dispute'
          | 'late_case'
          | 'appeal'
          | 'recall'
          | 'flag'
          | 'fiat_debt'
          | 'transfer'
          | 'unapplied'
          | 'wrong_asset'
          | 'assign'
        readonly reason: string
        readonly merchant: string
        readonly acceptor: string | null
        readonly opened_at: string
        readonly due_at: string | null
        readonly escalated: boolean
        readonly suggestion: string | null
        readonly proposed_by: string | null
        readonly proposal: {
          readonly kind: string
          readonly outcome: string | null
          readonly received: Money | null
          readonly amount: Money | null
          readonly transfer: string | null
          readonly item: string | null
          readonly fiat_goes_back: boolean
          readonly rule_broken: boolean
          readonly by: string
          readonly reason: string
        } | null
        readonly stake: {
          readonly usdt: Money
          readonly fiat: Money | null
        } | null
        readonly evidence: readonly {
          readonly id: string
          readonly side: string
          readonly kind: string
          readonly digest: string
          readonly bank_proof: boolean
          readonly at: string
        }[]
      }[]
      readonly has_more: boolean
    }
  }
  readEvidence: {
    params: {
      readonly evidence: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: string
  }
  proposeOutage: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly from: string
      readonly to: string
      readonly reason: string
    }
    answer: Acted
  }
  listOutages: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'outage'
        readonly state: 'proposed' | 'recorded'
        readonly from: string
        readonly to: string
        readonly reason: string
        readonly operators: readonly string[]
      }[]
      readonly has_more: boolean
    }
  }
  approveOutage: {
    params: {
      readonly outage: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  listReferences: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
        readonly price: string
        readonly at: string
        readonly inputs: readonly (Readonly<Record<string, unknown>>)[]
      }[]
      readonly has_more: boolean
    }
  }
  listParked: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly service: string
        readonly reachable: boolean
        readonly parked: readonly {
          readonly consumer: string
          readonly log: string
          readonly key: string
          readonly position: number
          readonly reason: string
          readonly parked_at: string
        }[]
      }[]
      readonly has_more: boolean
    }
  }
  requestRepair: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly service: 
        | 'acceptor'
        | 'chain-watcher'
        | 'gateway'
        | 'ledger'
        | 'matching'
        | 'notifier'
        | 'order'
        | 'sealer'
        | 'signer'
        | 'test-mode'
        | 'treasury'
      readonly consumer: string
      readonly log: string
      readonly key: string
      readonly action: 'retry' | 'skip'
      readonly position?: number
      readonly reason: string
    }
    answer: {
      readonly id: string
      readonly object: 'repair'
      readonly events: readonly string[]
    }
  }
  listRepairs: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'repair'
        readonly state: 'requested' | 'approved' | 'done' | 'refused'
        readonly service: string
        readonly consumer: string
        readonly log: string
        readonly key: string
        readonly action: 'retry' | 'skip'
        readonly position: number | null
        readonly reason: string
        readonly operators: readonly string[]
        readonly through: number
        readonly detail: string
        readonly asked_at: string
      }[]
      readonly has_more: boolean
    }
  }
  approveRepair: {
    params: {
      readonly repair: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly id: string
      readonly object: 'repair'
      readonly events: readonly string[]
    }
  }
  getSession: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  signIn: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly email: string
      readonly password: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  giveCode: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly code: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  getPasskeyOptions: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'passkey_options'
      readonly options: Readonly<Record<string, unknown>>
    }
  }
  signInWithPasskey: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly credential: Readonly<Record<string, unknown>>
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  signOut: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  beginTotp: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly password: string
    }
    answer: {
      readonly object: 'totp'
      readonly uri: string
      readonly secret: string
      readonly recovery_codes: readonly string[]
    }
  }
  confirmTotp: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly code: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  removeTotp: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly password: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  changePassword: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly password: string
      readonly new_password: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  getNewPasskeyOptions: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'passkey_options'
      readonly options: Readonly<Record<string, unknown>>
    }
  }
  addPasskey: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly credential: Readonly<Record<string, unknown>>
      readonly name: string
    }
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  listPasskeys: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly name: string | null
        readonly created_at: string | null
      }[]
      readonly has_more: boolean
    }
  }
  removePasskey: {
    params: {
      readonly passkey: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'session'
      readonly state: 'signed_out' | 'second_factor' | 'signed_in'
      readonly livemode: boolean
      readonly other_mode_url: string | null
      readonly csrf: string | null
      readonly user: {
        readonly id: string
        readonly name: string
        readonly email: string
        readonly role: string
        readonly party: 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly scopes: readonly string[]
      } | null
      readonly second_factors: {
        readonly totp: boolean
        readonly passkeys: number
      } | null
      readonly fresh_until: string | null
      readonly expires_at: string | null
      readonly idle_seconds: number | null
    }
  }
  join: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly invitation: string
      readonly name: string
      readonly password: string
    }
    answer: Readonly<Record<string, unknown>>
  }
  invite: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly email: string
      readonly role: 
        | 'merchant_owner'
        | 'merchant_developer'
        | 'merchant_finance'
        | 'merchant_viewer'
        | 'acceptor_owner'
        | 'acceptor_agent'
        | 'agent_owner'
        | 'operator_admin'
        | 'operator_finance'
        | 'operator_support'
        | 'accountant'
        | 'auditor'
      readonly holder?: string
      readonly operator?: string
    }
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly link: string
      readonly approval_needed: boolean
    }
  }
  listUsers: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly holder?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'user'
        readonly email: string | null
        readonly role: 
          | 'merchant_owner'
          | 'merchant_developer'
          | 'merchant_finance'
          | 'merchant_viewer'
          | 'acceptor_owner'
          | 'acceptor_agent'
          | 'agent_owner'
          | 'operator_admin'
          | 'operator_finance'
          | 'operator_support'
          | 'accountant'
          | 'auditor'
        readonly holder: string | null
        readonly operator: string | null
        readonly status: 'invited' | 'active' | 'disabled'
        readonly proposed: {
          readonly change: string
          readonly by: string
        } | null
        readonly created_at: string
      }[]
      readonly has_more: boolean
    }
  }
  setUserRole: {
    params: {
      readonly user: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly role: 
        | 'merchant_owner'
        | 'merchant_developer'
        | 'merchant_finance'
        | 'merchant_viewer'
        | 'acceptor_owner'
        | 'acceptor_agent'
        | 'agent_owner'
        | 'operator_admin'
        | 'operator_finance'
        | 'operator_support'
        | 'accountant'
        | 'auditor'
      readonly reason: string
    }
    answer: Acted
  }
  resetUser: {
    params: {
      readonly user: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: {
      readonly id: string
      readonly object: string
      readonly events: readonly string[]
      readonly link: string
      readonly approval_needed: boolean
    }
  }
  disableUser: {
    params: {
      readonly user: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  enableUser: {
    params: {
      readonly user: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  approveUser: {
    params: {
      readonly user: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  addTestUser: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly email: string
      readonly role: 
        | 'merchant_owner'
        | 'merchant_developer'
        | 'merchant_finance'
        | 'merchant_viewer'
        | 'acceptor_owner'
        | 'acceptor_agent'
        | 'agent_owner'
        | 'operator_admin'
        | 'operator_finance'
        | 'operator_support'
        | 'accountant'
        | 'auditor'
      readonly holder?: string
      readonly operator?: string
      readonly name: string
      readonly password: string
      readonly totp_secret?: string
    }
    answer: Acted
  }
  listen: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: unknown
  }
  requestDepositAddress: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'deposit_address'
      readonly network: string
      readonly token: 'USDT'
      readonly status: 'none' | 'pending' | 'ready'
      readonly address: string | null
    }
  }
  getDepositAddress: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'deposit_address'
      readonly network: string
      readonly token: 'USDT'
      readonly status: 'none' | 'pending' | 'ready'
      readonly address: string | null
    }
  }
  listOwnDeposits: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'deposit'
        readonly holder: string
        readonly address: string
        readonly txid: string
        readonly part: string
        readonly from: string
        readonly amount: Money
        readonly block: number
        readonly state: string
        readonly reason: string | null
        readonly proposed: string | null
        readonly proposed_by: string | null
        readonly cursor: string
        readonly at: string
      }[]
      readonly has_more: boolean
    }
  }
  listDeposits: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly state?: 
        | 'observed'
        | 'solid'
        | 'booked'
        | 'held'
        | 'passed'
        | 'credited'
        | 'rejected'
        | 'blocked'
        | 'suspense'
        | 'settled'
        | 'revoked'
        | 'reversed'
        | 'refused'
      readonly holder?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'deposit'
        readonly holder: string
        readonly address: string
        readonly txid: string
        readonly part: string
        readonly from: string
        readonly amount: Money
        readonly block: number
        readonly state: string
        readonly reason: string | null
        readonly proposed: string | null
        readonly proposed_by: string | null
        readonly cursor: string
        readonly at: string
      }[]
      readonly has_more: boolean
    }
  }
  proposeDepositVerdict: {
    params: {
      readonly deposit: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
      readonly verdict: {
        readonly outcome: 'release' | 'block'
      } | {
        readonly outcome: 'equity'
        readonly amount?: {
          readonly amount: string
          readonly currency: 'USDT'
        }
      } | {
        readonly outcome: 'acceptor'
        readonly acceptor: string
      }
      readonly reason: string
    }
    answer: Acted
  }
  approveDepositVerdict: {
    params: {
      readonly deposit: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
    }
    answer: Acted
  }
  retryDeposit: {
    params: {
      readonly deposit: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
      readonly reason: string
    }
    answer: Acted
  }
  listIncidents: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly open?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'incident'
        readonly kind: string
        readonly state: 'open' | 'closing' | 'closed'
        readonly stops: readonly string[]
        readonly cause: string
        readonly detail: string
        readonly amount: Money | null
        readonly operators: readonly string[]
        readonly reason: string | null
        readonly cursor: string
        readonly opened_at: string
      }[]
      readonly has_more: boolean
    }
  }
  proposeClosingIncident: {
    params: {
      readonly incident: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
      readonly write_off?: {
        readonly class: 'deposit' | 'hot' | 'cold' | 'frozen'
        readonly amount: {
          readonly amount: string
          readonly currency: 'USDT'
        }
      }
    }
    answer: Acted
  }
  approveClosingIncident: {
    params: {
      readonly incident: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  listReservesProofs: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'reserves_proof'
        readonly outcome: 'equal' | 'shortfall' | 'excess'
        readonly block: number
        readonly on_chain: Money
        readonly custody: Money
        readonly under_way: Money
        readonly difference: Money
        readonly books_balance: boolean
        readonly balances_read: number
        readonly cause: string | null
        readonly cursor: string
        readonly at: string
      }[]
      readonly has_more: boolean
    }
  }
  proveReserves: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  rewindChain: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly to: {
        readonly number: number
        readonly hash: string
        readonly at: string
      }
      readonly reason: string
    }
    answer: Acted
  }
  revokeTransfer: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly txid: string
      readonly part: string
      readonly block_hash: string
      readonly reason: string
    }
    answer: Acted
  }
  createPayout: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly to: string
      readonly amount: {
        readonly amount: string
        readonly currency: 'USDT'
      }
      readonly reference?: string
    }
    answer: Acted
  }
  listPayouts: {
    params: Readonly<Record<string, never>>
    query: {
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
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  createPayoutBatch: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly payouts: readonly {
        readonly to: string
        readonly amount: {
          readonly amount: string
          readonly currency: 'USDT'
        }
        readonly reference?: string
      }[]
    }
    answer: {
      readonly id: string
      readonly object: 'payout_batch'
      readonly payouts: readonly Acted[]
    }
  }
  cancelPayout: {
    params: {
      readonly payout: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  addPayoutDestination: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
      readonly label?: string
    }
    answer: Acted
  }
  listPayoutDestinations: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'payout_destination'
        readonly address: string
        readonly label: string | null
        readonly usable_at: string
      }[]
      readonly has_more: boolean
    }
  }
  removePayoutDestination: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly address: string
    }
    answer: Acted
  }
  getPayout: {
    params: {
      readonly payout: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  approvePayout: {
    params: {
      readonly payout: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: Acted
  }
  rejectPayout: {
    params: {
      readonly payout: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  getPayoutPolicy: {
    params: {
      readonly owner: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'payout_policy'
      readonly owner: string
      readonly version: number
      readonly policy: {
        readonly fee: Money
        readonly max: Money
        readonly max_per_day: Money
        readonly new_address_delay_s: number
        readonly young_address_s: number
        readonly approvals: readonly {
          readonly above: Money
          readonly people: number
        }[]
        readonly trusted: readonly string[]
        readonly trusted_only: boolean
      }
      readonly operators: readonly string[]
      readonly proposed: {
        readonly fee: Money
        readonly max: Money
        readonly max_per_day: Money
        readonly new_address_delay_s: number
        readonly young_address_s: number
        readonly approvals: readonly {
          readonly above: Money
          readonly people: number
        }[]
        readonly trusted: readonly string[]
        readonly trusted_only: boolean
      } | null
      readonly proposed_by: string | null
    }
  }
  proposePayoutPolicy: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly owner: string
      readonly policy: {
        readonly fee: {
          readonly amount: string
          readonly currency: 'USDT'
        } | 'none'
        readonly max: {
          readonly amount: string
          readonly currency: 'USDT'
        }
        readonly max_per_day: {
          readonly amount: string
          readonly currency: 'USDT'
        }
        readonly new_address_delay_s: number
        readonly young_address_s: number
        readonly approvals: readonly {
          readonly above: {
            readonly amount: string
            readonly currency: 'USDT'
          } | 'none'
          readonly people: number
        }[]
        readonly trusted?: readonly string[]
        readonly trusted_only?: boolean
      }
      readonly reason: string
    }
    answer: Acted
  }
  approvePayoutPolicy: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly owner: string
    }
    answer: Acted
  }
  listDispatches: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly status?: 'waiting' | 'built' | 'signed' | 'halted' | 'landed' | 'withdrawn'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'dispatch'
        readonly kind: string
        readonly from: string
        readonly to: string
        readonly status: string
        readonly attempts: number
        readonly txid: string | null
        readonly reason: string | null
        readonly cursor: string
      }[]
      readonly has_more: boolean
    }
  }
  retryDispatch: {
    params: {
      readonly dispatch: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  withdrawDispatch: {
    params: {
      readonly dispatch: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly reason: string
    }
    answer: Acted
  }
  listSweeps: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly status?: 'lending' | 'moving' | 'returning' | 'ended'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'sweep'
        readonly address: string
        readonly amount: Money
        readonly way: 'burn' | 'lend'
        readonly status: 'lending' | 'moving' | 'returning' | 'ended'
        readonly burning_would_cost: string
        readonly lending_would_cost: string | null
        readonly stake_lent: string
        readonly cost: string
        readonly reason: string | null
        readonly cursor: string
      }[]
      readonly has_more: boolean
    }
  }
  listOriginsOfFunds: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly order?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'origin_of_funds'
        readonly order: string
        readonly payment: string
        readonly state: string
        readonly accepted_at: string
        readonly method: string
        readonly account: string
        readonly fiat: Money
        readonly received: Money | null
        readonly usdt: Money
        readonly price: string
        readonly payer: {
          readonly name: string
          readonly account_tail: string
          readonly reference: string | null
        } | null
        readonly purpose: {
          readonly paid_to: string
          readonly description: string | null
        }
        readonly steps: readonly {
          readonly id: string
          readonly at: string
          readonly type: string
          readonly actor: string
          readonly position: number
        }[]
        readonly evidence: readonly {
          readonly id: string
          readonly side: string
          readonly kind: string
          readonly digest: string
          readonly bank_proof: boolean
          readonly at: string
        }[]
      }[]
      readonly has_more: boolean
    }
  }
  getOverview: {
    params: Readonly<Record<string, never>>
    query: {
      readonly from?: string
      readonly to?: string
      readonly interval?: 'hour' | 'day' | 'week' | 'month'
      readonly merchant?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'overview'
      readonly merchant: string | null
      readonly from: string
      readonly to: string
      readonly interval: 'hour' | 'day' | 'week' | 'month'
      readonly total: {
        readonly created: number
        readonly conversion: number | null
        readonly settled: number
        readonly gross: Money
        readonly fee: Money
        readonly returned: Money
        readonly net: Money
        readonly median_seconds: number | null
        readonly p95_seconds: number | null
      }
      readonly by_status: readonly {
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
        readonly count: number
      }[]
      readonly by_method: readonly {
        readonly method: string
        readonly settled: number
        readonly gross: Money
        readonly fee: Money
        readonly returned: Money
        readonly net: Money
        readonly median_seconds: number | null
        readonly p95_seconds: number | null
      }[]
      readonly spans: readonly {
        readonly from: string
        readonly to: string
        readonly created: number
        readonly conversion: number | null
        readonly settled: number
        readonly gross: Money
        readonly fee: Money
        readonly returned: Money
        readonly net: Money
        readonly median_seconds: number | null
        readonly p95_seconds: number | null
      }[]
    }
  }
  getEarnings: {
    params: Readonly<Record<string, never>>
    query: {
      readonly from?: string
      readonly to?: string
      readonly interval?: 'hour' | 'day' | 'week' | 'month'
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'earnings'
      readonly from: string
      readonly to: string
      readonly interval: 'hour' | 'day' | 'week' | 'month'
      readonly total: {
        readonly orders: number
        readonly usdt: Money
        readonly commission: Money
        readonly margin: Money
      }
      readonly by_account: readonly {
        readonly account: string
        readonly method: string
        readonly orders: number
        readonly fiat: Money
        readonly usdt: Money
        readonly commission: Money
        readonly margin: Money
      }[]
      readonly spans: readonly {
        readonly from: string
        readonly to: string
        readonly orders: number
        readonly usdt: Money
        readonly commission: Money
        readonly margin: Money
        readonly accounts: readonly {
          readonly account: string
          readonly method: string
          readonly orders: number
          readonly fiat: Money
          readonly usdt: Money
          readonly commission: Money
          readonly margin: Money
        }[]
      }[]
    }
  }
  getPayoutComposition: {
    params: {
      readonly payout: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  listPayoutLines: {
    params: {
      readonly payout: string
    }
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
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
      }[]
      readonly has_more: boolean
    }
  }
  exportPayoutLines: {
    params: {
      readonly payout: string
    }
    query: {
      readonly limit?: number
      readonly starting_after?: string
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  listFeeInvoices: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly merchant?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly object: 'fee_invoice'
        readonly number: string
        readonly merchant: string
        readonly month: string
        readonly from: string
        readonly to: string
        readonly status: 'open' | 'closed'
      }[]
      readonly has_more: boolean
    }
  }
  getFeeInvoice: {
    params: {
      readonly month: string
    }
    query: {
      readonly merchant?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
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
  }
  exportFeeInvoice: {
    params: {
      readonly month: string
    }
    query: {
      readonly merchant?: string
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  listJournal: {
    params: Readonly<Record<string, never>>
    query: {
      readonly from?: string
      readonly to?: string
      readonly by?: 'kind' | 'account'
      readonly account?: string
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly id: string
        readonly day: string
        readonly account: string
        readonly lines: number
        readonly debits: Money
        readonly credits: Money
        readonly balance: Money | null
      }[]
      readonly has_more: boolean
    }
  }
  exportJournal: {
    params: Readonly<Record<string, never>>
    query: {
      readonly from?: string
      readonly to?: string
      readonly by?: 'kind' | 'account'
      readonly account?: string
      readonly limit?: number
      readonly starting_after?: string
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  getTrialBalanceByKind: {
    params: Readonly<Record<string, never>>
    query: {
      readonly at?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'trial_balance_by_kind'
      readonly ledger: string
      readonly as_of: string
      readonly debits: Money
      readonly credits: Money
      readonly balanced: boolean
      readonly kinds: readonly {
        readonly kind: string
        readonly normal: 'debit' | 'credit'
        readonly accounts: number
        readonly debit: Money
        readonly credit: Money
      }[]
    }
  }
  exportTrialBalance: {
    params: Readonly<Record<string, never>>
    query: {
      readonly at?: string
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  listServices: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly service: string
        readonly object: 'service'
        readonly reachable: boolean
        readonly head: number | null
        readonly waiting_commands: number | null
        readonly relay: {
          readonly published: number
          readonly lag: number
          readonly failing: boolean
        } | null
        readonly consumers: readonly {
          readonly kind: 'view' | 'reaction' | 'process'
          readonly name: string
          readonly log: string
          readonly state: 'active' | 'standby' | 'rebuilding' | 'stopped'
          readonly position: number
          readonly lag: number
          readonly parked: number
          readonly alert: string | null
        }[]
      }[]
      readonly has_more: boolean
    }
  }
  listSealedLogs: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'sealed_log'
        readonly log: string
        readonly incarnation: string
        readonly sealed: number
        readonly halted: {
          readonly code: string
          readonly position: number
          readonly detail: string
        } | null
        readonly checkpoint: {
          readonly object: 'checkpoint'
          readonly log: string
          readonly incarnation: string
          readonly size: number
          readonly position: number
          readonly root: string
          readonly signed_by: readonly string[]
          readonly text: string
          readonly published: boolean
          readonly at: string
        }
      }[]
      readonly has_more: boolean
      readonly keys: readonly {
        readonly key: string
        readonly first_used: string
      }[]
    }
  }
  listCheckpoints: {
    params: {
      readonly log: string
    }
    query: {
      readonly limit?: number
      readonly starting_after?: number
      readonly ending_before?: number
      readonly incarnation?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'checkpoint'
        readonly log: string
        readonly incarnation: string
        readonly size: number
        readonly position: number
        readonly root: string
        readonly signed_by: readonly string[]
        readonly text: string
        readonly published: boolean
        readonly at: string
      }[]
      readonly has_more: boolean
    }
  }
  getCheckpoint: {
    params: {
      readonly log: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: string
  }
  proveInclusion: {
    params: {
      readonly log: string
    }
    query: {
      readonly position: number
      readonly size?: number
      readonly incarnation?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'inclusion_proof'
      readonly checkpoint: {
        readonly object: 'checkpoint'
        readonly log: string
        readonly incarnation: string
        readonly size: number
        readonly position: number
        readonly root: string
        readonly signed_by: readonly string[]
        readonly text: string
        readonly published: boolean
        readonly at: string
      }
      readonly event: {
        readonly id: string
        readonly log: string
        readonly position: number
        readonly stream: string
        readonly revision: number
        readonly type: string
        readonly version: number
        readonly data: string
        readonly metadata: string
      }
      readonly index: number
      readonly path: readonly string[]
    }
  }
  proveConsistency: {
    params: {
      readonly log: string
    }
    query: {
      readonly older: number
      readonly newer?: number
      readonly incarnation?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'consistency_proof'
      readonly older: string
      readonly newer: string
      readonly path: readonly string[]
    }
  }
  downloadBooks: {
    params: Readonly<Record<string, never>>
    query: {
      readonly account?: string
      readonly owner?: string
      readonly size?: number
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  downloadReserves: {
    params: Readonly<Record<string, never>>
    query: {
      readonly size?: number
    }
    body: Readonly<Record<string, never>>
    answer: string
  }
  downloadPaymentProof: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: string
  }
  listTestAmounts: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly ending: string
        readonly script: string
        readonly happens: string
        readonly you: string
        readonly ends: string
      }[]
      readonly has_more: false
    }
  }
  getTestClock: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'test_clock'
      readonly now: string
      readonly ahead_seconds: number
    }
  }
  advanceTestClock: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: {
      readonly days?: number
      readonly hours?: number
      readonly minutes?: number
      readonly seconds?: number
    }
    answer: {
      readonly object: 'test_clock'
      readonly now: string
      readonly ahead_seconds: number
    }
  }
  payWithTestUsdt: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: {
      readonly amount?: {
        readonly amount: string
        readonly currency: 'USDT'
      }
    }
    answer: {
      readonly object: 'test_transfer'
      readonly address: string
      readonly amount: Money
      readonly txids: readonly string[]
    }
  }
  getFailedMatches: {
    params: {
      readonly payment: string
    }
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'failed_matches'
      readonly payment: string
      readonly attempts: readonly {
        readonly attempt: number
        readonly reason: 
          | 'no_acceptor'
          | 'price_out_of_bounds'
          | 'reference_missing'
          | 'reference_stale'
          | 'payer_has_open_order'
        readonly limits: readonly {
          readonly limit: 
            | 'not_active'
            | 'offline'
            | 'price_out_of_range'
            | 'quote_resting'
            | 'quote_size'
            | 'tried_before'
            | 'excluded'
            | 'open_orders'
            | 'open_value'
            | 'value_per_day'
            | 'value_per_month'
            | 'free_liquidity'
            | 'no_account'
            | 'account_per_order'
            | 'account_per_day'
            | 'account_per_month'
            | 'same_amount_open'
            | 'price_bounds'
          readonly acceptors: number
        }[]
        readonly refused: readonly {
          readonly acceptor: string
          readonly limit: 
            | 'not_active'
            | 'offline'
            | 'price_out_of_range'
            | 'quote_resting'
            | 'quote_size'
            | 'tried_before'
            | 'excluded'
            | 'open_orders'
            | 'open_value'
            | 'value_per_day'
            | 'value_per_month'
            | 'free_liquidity'
            | 'no_account'
            | 'account_per_order'
            | 'account_per_day'
            | 'account_per_month'
            | 'same_amount_open'
            | 'price_bounds'
        }[]
        readonly at: string
      }[]
    }
  }
  getPassedBy: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'passed_by'
      readonly lines: readonly {
        readonly limit: 
          | 'not_active'
          | 'offline'
          | 'price_out_of_range'
          | 'quote_resting'
          | 'quote_size'
          | 'tried_before'
          | 'excluded'
          | 'open_orders'
          | 'open_value'
          | 'value_per_day'
          | 'value_per_month'
          | 'free_liquidity'
          | 'no_account'
          | 'account_per_order'
          | 'account_per_day'
          | 'account_per_month'
          | 'same_amount_open'
          | 'price_bounds'
        readonly day: string
        readonly times: number
        readonly last_at: string
      }[]
    }
  }
  getAgentEarnings: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'agent_earnings'
      readonly shares: readonly {
        readonly merchant: string
        readonly name: string
        readonly month: string
        readonly payments: number
        readonly earned: Money
        readonly returned: Money
      }[]
    }
  }
  listSuspense: {
    params: Readonly<Record<string, never>>
    query: {
      readonly limit?: number
      readonly starting_after?: string
      readonly ending_before?: string
      readonly dust?: string
    }
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'list'
      readonly data: readonly {
        readonly object: 'suspense_item'
        readonly id: string | null
        readonly account: string
        readonly remainder: Money
        readonly received: Money
        readonly since: string
        readonly payment: string | null
        readonly source: {
          readonly id: string
          readonly object: 'deposit'
          readonly holder: string
          readonly address: string
          readonly txid: string
          readonly part: string
          readonly from: string
          readonly amount: Money
          readonly block: number
          readonly state: string
          readonly reason: string | null
          readonly proposed: string | null
          readonly proposed_by: string | null
          readonly cursor: string
          readonly at: string
        } | null
        readonly cursor: string
      }[]
      readonly has_more: boolean
    }
  }
  getCustody: {
    params: Readonly<Record<string, never>>
    query: Readonly<Record<string, never>>
    body: Readonly<Record<string, never>>
    answer: {
      readonly object: 'custody'
      readonly network: string
      readonly hot: {
        readonly account: string
        readonly posted: Money
        readonly free: Money
      }
      readonly deposit: {
        readonly account: string
        readonly posted: Money
        readonly free: Money
      }
      readonly cold: {
        readonly account: string
        readonly posted: Money
        readonly free: Money
      }
      readonly frozen: {
        readonly account: string
        readonly posted: Money
        readonly free: Money
      }
      readonly doubtful: {
        readonly account: string
        readonly posted: Money
        readonly free: Money
      }
      readonly hot_ceiling: Money | null
      readonly hot_target: Money | null
    }
  }
}

/** Method, path, and the log whose positions its answers follow. */
export const routes = {
  createPayment: ['post', '/v1/payments', 'order'],
  listPayments: ['get', '/v1/payments', 'order'],
  getPayment: ['get', '/v1/payments/{payment}', 'order'],
  getPaymentTimeline: ['get', '/v1/payments/{payment}/timeline', 'order'],
  cancelPayment: ['post', '/v1/payments/{payment}/cancel', 'order'],
  acceptPart: ['post', '/v1/payments/{payment}/accept_part', 'order'],
  decideLate: ['post', '/v1/payments/{payment}/late_decision', 'order'],
  flag: ['post', '/v1/payments/{payment}/flag', 'order'],
  openDispute: ['post', '/v1/payments/{payment}/dispute', 'order'],
  extend: ['post', '/v1/payments/{payment}/extend', 'order'],
  getCheckout: ['get', '/v1/checkout/{payment}', 'order'],
  listOptions: ['get', '/v1/checkout/{payment}/options', 'order'],
  choose: ['post', '/v1/checkout/{payment}/choose', 'order'],
  claim: ['post', '/v1/checkout/{payment}/claim', 'order'],
  claimLate: ['post', '/v1/checkout/{payment}/late_claim', 'order'],
  cancelCheckout: ['post', '/v1/checkout/{payment}/cancel', 'order'],
  stateNotPaid: ['post', '/v1/checkout/{payment}/not_paid', 'order'],
  acknowledgeRefund: ['post', '/v1/checkout/{payment}/acknowledge_refund', 'order'],
  concedeAsCustomer: ['post', '/v1/checkout/{payment}/concede', 'order'],
  answerAmount: ['post', '/v1/checkout/{payment}/answer', 'order'],
  appeal: ['post', '/v1/checkout/{payment}/appeal', 'order'],
  addEvidenceAsCustomer: ['post', '/v1/checkout/{payment}/evidence', 'order'],
  createMerchant: ['post', '/v1/merchants', 'gateway'],
  listMerchants: ['get', '/v1/merchants', 'gateway'],
  screenMerchant: ['post', '/v1/merchants/{merchant}/screen', 'gateway'],
  getMerchant: ['get', '/v1/merchants/{merchant}', 'gateway'],
  getOwnMerchant: ['get', '/v1/merchant', 'gateway'],
  setMerchantFees: ['post', '/v1/merchants/{merchant}/fees', 'gateway'],
  setMerchantPolicy: ['post', '/v1/merchants/{merchant}/policy', 'gateway'],
  suspendMerchant: ['post', '/v1/merchants/{merchant}/suspend', 'gateway'],
  reinstateMerchant: ['post', '/v1/merchants/{merchant}/reinstate', 'gateway'],
  issueMerchantKey: ['post', '/v1/merchants/{merchant}/keys', 'gateway'],
  listMerchantProposals: ['get', '/v1/merchants/{merchant}/proposals', 'gateway'],
  approveMerchantProposal: ['post', '/v1/merchants/{merchant}/proposals/{proposal}/approve', 'gateway'],
  rejectMerchantProposal: ['post', '/v1/merchants/{merchant}/proposals/{proposal}/reject', 'gateway'],
  getSettings: ['get', '/v1/merchant/settings', 'gateway'],
  changeSettings: ['post', '/v1/merchant/settings', 'gateway'],
  issueKey: ['post', '/v1/keys', 'gateway'],
  listKeys: ['get', '/v1/keys', 'gateway'],
  revokeKey: ['post', '/v1/keys/{key}/revoke', 'gateway'],
  registerAcceptor: ['post', '/v1/acceptors', 'acceptor'],
  listAcceptors: ['get', '/v1/acceptors', 'acceptor'],
  screenAcceptor: ['post', '/v1/acceptors/{acceptor}/screen', 'acceptor'],
  getAcceptor: ['get', '/v1/acceptors/{acceptor}', 'acceptor'],
  verifyAcceptor: ['post', '/v1/acceptors/{acceptor}/verify', 'acceptor'],
  setAcceptorTier: ['post', '/v1/acceptors/{acceptor}/tier', 'acceptor'],
  suspendAcceptor: ['post', '/v1/acceptors/{acceptor}/suspend', 'acceptor'],
  listAcceptorProposals: ['get', '/v1/acceptors/{acceptor}/proposals', 'acceptor'],
  approveAcceptorProposal: ['post', '/v1/acceptors/{acceptor}/proposals/{proposal}/approve', 'acceptor'],
  rejectAcceptorProposal: ['post', '/v1/acceptors/{acceptor}/proposals/{proposal}/reject', 'acceptor'],
  reinstateAcceptor: ['post', '/v1/acceptors/{acceptor}/reinstate', 'acceptor'],
  setRelated: ['post', '/v1/acceptors/{acceptor}/related', 'acceptor'],
  getRelated: ['get', '/v1/acceptors/{acceptor}/related', 'acceptor'],
  relatePayer: ['post', '/v1/acceptors/{acceptor}/related_payers', 'acceptor'],
  takeOffline: ['post', '/v1/acceptors/{acceptor}/take_offline', 'acceptor'],
  slashBond: ['post', '/v1/acceptors/{acceptor}/slash', 'acceptor'],
  issueAcceptorKey: ['post', '/v1/acceptors/{acceptor}/keys', 'acceptor'],
  getOwnAcceptor: ['get', '/v1/acceptor', 'acceptor'],
  addPaymentAccount: ['post', '/v1/acceptor/payment_accounts', 'acceptor'],
  listPaymentAccounts: ['get', '/v1/acceptor/payment_accounts', 'acceptor'],
  setPaymentAccountLimits: ['post', '/v1/acceptor/payment_accounts/{account}/limits', 'acceptor'],
  disablePaymentAccount: ['post', '/v1/acceptor/payment_accounts/{account}/disable', 'acceptor'],
  enablePaymentAccount: ['post', '/v1/acceptor/payment_accounts/{account}/enable', 'acceptor'],
  createQuote: ['post', '/v1/acceptor/quotes', 'acceptor'],
  listQuotes: ['get', '/v1/acceptor/quotes', 'acceptor'],
  replaceQuote: ['post', '/v1/acceptor/quotes/{quote}', 'acceptor'],
  removeQuote: ['post', '/v1/acceptor/quotes/{quote}/remove', 'acceptor'],
  goOnline: ['post', '/v1/acceptor/online', 'acceptor'],
  goOffline: ['post', '/v1/acceptor/offline', 'acceptor'],
  setAutoAccept: ['post', '/v1/acceptor/auto_accept', 'acceptor'],
  requestBond: ['post', '/v1/acceptor/bond', 'acceptor'],
  requestBondRefund: ['post', '/v1/acceptor/bond/refund', 'acceptor'],
  getWithdrawalBlocks: ['get', '/v1/acceptor/withdrawal_blocks', 'acceptor'],
  getReputation: ['get', '/v1/acceptor/reputation', 'acceptor'],
  listOrders: ['get', '/v1/orders', 'order'],
  getOrder: ['get', '/v1/orders/{order}', 'order'],
  acceptOffer: ['post', '/v1/orders/{order}/accept', 'order'],
  declineOffer: ['post', '/v1/orders/{order}/decline', 'order'],
  confirm: ['post', '/v1/orders/{order}/confirm', 'order'],
  refuse: ['post', '/v1/orders/{order}/refuse', 'order'],
  reportAccountUnusable: ['post', '/v1/orders/{order}/account_unusable', 'order'],
  attestNothingCame: ['post', '/v1/orders/{order}/nothing_came', 'order'],
  correctAmount: ['post', '/v1/orders/{order}/correct_amount', 'order'],
  offerRefund: ['post', '/v1/orders/{order}/offer_refund', 'order'],
  markRefunded: ['post', '/v1/orders/{order}/refunded', 'order'],
  concedeAsAcceptor: ['post', '/v1/orders/{order}/concede', 'order'],
  confirmLate: ['post', '/v1/orders/{order}/confirm_late', 'order'],
  addEvidenceAsAcceptor: ['post', '/v1/orders/{order}/evidence', 'order'],
  uploadEvidence: ['post', '/v1/evidence', 'order'],
  reportRecall: ['post', '/v1/orders/{order}/recall', 'order'],
  chooseOnChain: ['post', '/v1/checkout/{payment}/choose_on_chain', 'order'],
  acceptUnapplied: ['post', '/v1/payments/{payment}/accept_unapplied', 'order'],
  topUp: ['post', '/v1/payments/{payment}/top_up', 'order'],
  setAside: ['post', '/v1/payments/{payment}/set_aside', 'order'],
  assign: ['post', '/v1/payments/{payment}/assign', 'order'],
  dismissWrongAsset: ['post', '/v1/payments/{payment}/dismiss_wrong_asset', 'order'],
  listUnapplied: ['get', '/v1/unapplied', 'order'],
  createRefund: ['post', '/v1/payments/{payment}/refunds', 'order'],
  listRefunds: ['get', '/v1/refunds', 'order'],
  getRefund: ['get', '/v1/refunds/{refund}', 'order'],
  closeRefund: ['post', '/v1/refunds/{refund}/close', 'order'],
  createRefundLink: ['post', '/v1/refunds/{refund}/link', 'order'],
  claimRefund: ['post', '/v1/checkout/{payment}/refunds/{refund}/claim', 'order'],
  giveRefundAddress: ['post', '/v1/checkout/{payment}/refunds/{refund}/address', 'order'],
  getBalance: ['get', '/v1/balance', 'ledger'],
  getStatement: ['get', '/v1/statement', 'ledger'],
  exportStatement: ['get', '/v1/statement/export', 'ledger'],
  listAccounts: ['get', '/v1/accounts', 'ledger'],
  getAccountStatement: ['get', '/v1/accounts/statement', 'ledger'],
  getTrialBalance: ['get', '/v1/trial_balance', 'ledger'],
  addTestFunds: ['post', '/v1/test_funds', 'ledger'],
  createWebhookEndpoint: ['post', '/v1/webhook_endpoints', 'notifier'],
  listWebhookEndpoints: ['get', '/v1/webhook_endpoints', 'notifier'],
  getWebhookEndpoint: ['get', '/v1/webhook_endpoints/{endpoint}', 'notifier'],
  changeWebhookEndpoint: ['post', '/v1/webhook_endpoints/{endpoint}', 'notifier'],
  rotateWebhookSecret: ['post', '/v1/webhook_endpoints/{endpoint}/rotate_secret', 'notifier'],
  pauseWebhookEndpoint: ['post', '/v1/webhook_endpoints/{endpoint}/pause', 'notifier'],
  resumeWebhookEndpoint: ['post', '/v1/webhook_endpoints/{endpoint}/resume', 'notifier'],
  disableWebhookEndpoint: ['post', '/v1/webhook_endpoints/{endpoint}/disable', 'notifier'],
  enableWebhookEndpoint: ['post', '/v1/webhook_endpoints/{endpoint}/enable', 'notifier'],
  listDeliveries: ['get', '/v1/webhook_endpoints/{endpoint}/deliveries', 'notifier'],
  redeliver: ['post', '/v1/webhook_endpoints/{endpoint}/redeliver', 'notifier'],
  listEvents: ['get', '/v1/events', 'notifier'],
  giveVerdict: ['post', '/v1/payments/{payment}/verdict', 'order'],
  approveJudgement: ['post', '/v1/payments/{payment}/approve_judgement', 'order'],
  decideAppeal: ['post', '/v1/payments/{payment}/appeal_decision', 'order'],
  decideRecall: ['post', '/v1/payments/{payment}/recall_decision', 'order'],
  unflag: ['post', '/v1/payments/{payment}/unflag', 'order'],
  suspendOrder: ['post', '/v1/payments/{payment}/suspend_order', 'order'],
  retryTransfer: ['post', '/v1/payments/{payment}/retry_transfer', 'order'],
  coConfirm: ['post', '/v1/payments/{payment}/co_confirm', 'order'],
  readLog: ['get', '/v1/logs/{log}/events', ''],
  readStream: ['get', '/v1/streams/{stream}', ''],
  forgetPayerOfPayment: ['post', '/v1/payments/{payment}/forget_payer', 'order'],
  forgetPayer: ['post', '/v1/payers/forget', 'order'],
  listCases: ['get', '/v1/cases', 'order'],
  readEvidence: ['get', '/v1/evidence/{evidence}', 'order'],
  proposeOutage: ['post', '/v1/outages', 'order'],
  listOutages: ['get', '/v1/outages', 'order'],
  approveOutage: ['post', '/v1/outages/{outage}/approve', 'order'],
  listReferences: ['get', '/v1/references', 'matching'],
  listParked: ['get', '/v1/parked', ''],
  requestRepair: ['post', '/v1/repairs', 'gateway'],
  listRepairs: ['get', '/v1/repairs', 'gateway'],
  approveRepair: ['post', '/v1/repairs/{repair}/approve', 'gateway'],
  getSession: ['get', '/v1/session', ''],
  signIn: ['post', '/v1/session', ''],
  giveCode: ['post', '/v1/session/code', ''],
  getPasskeyOptions: ['post', '/v1/session/passkey/options', ''],
  signInWithPasskey: ['post', '/v1/session/passkey', ''],
  signOut: ['post', '/v1/session/end', ''],
  beginTotp: ['post', '/v1/session/totp', ''],
  confirmTotp: ['post', '/v1/session/totp/confirm', ''],
  removeTotp: ['post', '/v1/session/totp/remove', ''],
  changePassword: ['post', '/v1/session/password', ''],
  getNewPasskeyOptions: ['post', '/v1/session/passkeys/options', ''],
  addPasskey: ['post', '/v1/session/passkeys', ''],
  listPasskeys: ['get', '/v1/session/passkeys', ''],
  removePasskey: ['post', '/v1/session/passkeys/{passkey}/remove', ''],
  join: ['post', '/v1/session/join', ''],
  invite: ['post', '/v1/invitations', 'gateway'],
  listUsers: ['get', '/v1/users', 'gateway'],
  setUserRole: ['post', '/v1/users/{user}/role', 'gateway'],
  resetUser: ['post', '/v1/users/{user}/reset', 'gateway'],
  disableUser: ['post', '/v1/users/{user}/disable', 'gateway'],
  enableUser: ['post', '/v1/users/{user}/enable', 'gateway'],
  approveUser: ['post', '/v1/users/{user}/approve', 'gateway'],
  addTestUser: ['post', '/v1/test_users', 'order'],
  listen: ['get', '/v1/live', ''],
  requestDepositAddress: ['post', '/v1/acceptor/deposit_address', 'treasury'],
  getDepositAddress: ['get', '/v1/acceptor/deposit_address', 'treasury'],
  listOwnDeposits: ['get', '/v1/acceptor/deposits', 'treasury'],
  listDeposits: ['get', '/v1/deposits', 'treasury'],
  proposeDepositVerdict: ['post', '/v1/deposits/{deposit}/propose', 'treasury'],
  approveDepositVerdict: ['post', '/v1/deposits/{deposit}/approve', 'treasury'],
  retryDeposit: ['post', '/v1/deposits/{deposit}/retry', 'treasury'],
  listIncidents: ['get', '/v1/incidents', 'treasury'],
  proposeClosingIncident: ['post', '/v1/incidents/{incident}/propose_closing', 'treasury'],
  approveClosingIncident: ['post', '/v1/incidents/{incident}/approve_closing', 'treasury'],
  listReservesProofs: ['get', '/v1/reserves', 'treasury'],
  proveReserves: ['post', '/v1/reserves/prove', 'treasury'],
  rewindChain: ['post', '/v1/chain/rewind', 'treasury'],
  revokeTransfer: ['post', '/v1/chain/revoke', 'treasury'],
  createPayout: ['post', '/v1/payouts', 'treasury'],
  listPayouts: ['get', '/v1/payouts', 'treasury'],
  createPayoutBatch: ['post', '/v1/payout_batches', 'treasury'],
  cancelPayout: ['post', '/v1/payouts/{payout}/cancel', 'treasury'],
  addPayoutDestination: ['post', '/v1/payout_destinations', 'treasury'],
  listPayoutDestinations: ['get', '/v1/payout_destinations', 'treasury'],
  removePayoutDestination: ['post', '/v1/payout_destinations/remove', 'treasury'],
  getPayout: ['get', '/v1/payouts/{payout}', 'treasury'],
  approvePayout: ['post', '/v1/payouts/{payout}/approve', 'treasury'],
  rejectPayout: ['post', '/v1/payouts/{payout}/reject', 'treasury'],
  getPayoutPolicy: ['get', '/v1/payout_policies/{owner}', 'treasury'],
  proposePayoutPolicy: ['post', '/v1/payout_policies/propose', 'treasury'],
  approvePayoutPolicy: ['post', '/v1/payout_policies/approve', 'treasury'],
  listDispatches: ['get', '/v1/dispatches', 'treasury'],
  retryDispatch: ['post', '/v1/dispatches/{dispatch}/retry', 'treasury'],
  withdrawDispatch: ['post', '/v1/dispatches/{dispatch}/withdraw', 'treasury'],
  listSweeps: ['get', '/v1/sweeps', 'treasury'],
  listOriginsOfFunds: ['get', '/v1/acceptor/origin_of_funds', 'order'],
  getOverview: ['get', '/v1/overview', 'order'],
  getEarnings: ['get', '/v1/acceptor/earnings', 'order'],
  getPayoutComposition: ['get', '/v1/payouts/{payout}/composition', 'ledger'],
  listPayoutLines: ['get', '/v1/payouts/{payout}/lines', 'ledger'],
  exportPayoutLines: ['get', '/v1/payouts/{payout}/lines/export', 'ledger'],
  listFeeInvoices: ['get', '/v1/fee_invoices', 'ledger'],
  getFeeInvoice: ['get', '/v1/fee_invoices/{month}', 'ledger'],
  exportFeeInvoice: ['get', '/v1/fee_invoices/{month}/export', 'ledger'],
  listJournal: ['get', '/v1/journal', 'ledger'],
  exportJournal: ['get', '/v1/journal/export', 'ledger'],
  getTrialBalanceByKind: ['get', '/v1/trial_balance/kinds', 'ledger'],
  exportTrialBalance: ['get', '/v1/trial_balance/export', 'ledger'],
  listServices: ['get', '/v1/services', ''],
  listSealedLogs: ['get', '/v1/checkpoints', ''],
  listCheckpoints: ['get', '/v1/checkpoints/{log}', ''],
  getCheckpoint: ['get', '/v1/checkpoints/{log}/latest', ''],
  proveInclusion: ['get', '/v1/checkpoints/{log}/inclusion', ''],
  proveConsistency: ['get', '/v1/checkpoints/{log}/consistency', ''],
  downloadBooks: ['get', '/v1/proofs/books', ''],
  downloadReserves: ['get', '/v1/proofs/reserves', ''],
  downloadPaymentProof: ['get', '/v1/proofs/payments/{payment}', ''],
  listTestAmounts: ['get', '/v1/test_amounts', ''],
  getTestClock: ['get', '/v1/test_clock', ''],
  advanceTestClock: ['post', '/v1/test_clock/advance', ''],
  payWithTestUsdt: ['post', '/v1/checkout/{payment}/test_pay', 'order'],
  getFailedMatches: ['get', '/v1/payments/{payment}/failed_matches', 'matching'],
  getPassedBy: ['get', '/v1/acceptor/passed_by', 'matching'],
  getAgentEarnings: ['get', '/v1/agent/earnings', 'ledger'],
  listSuspense: ['get', '/v1/suspense', 'ledger'],
  getCustody: ['get', '/v1/custody', 'ledger'],
} as const satisfies Record<keyof Operations, readonly [string, string, string]>
