/** Status, and what it means to the one who reads it. A code is stable for ever; its words may change. */
export type ProblemKind = { readonly status: number; readonly title: string }

const all = (status: number, titles: Readonly<Record<string, string>>): Record<string, ProblemKind> =>
  Object.fromEntries(Object.entries(titles).map(([code, title]) => [code, { status, title }]))

/** What the door itself answers. */
const door = {
  ...all(400, {
    body_not_json: 'The body is not JSON, or is nested deeper than 12 levels.',
    idempotency_key_required:
      'Every POST bears an Idempotency-Key: 1 to 255 visible characters; 16 at least where no secret is shown.',
    request_unreadable: 'What came over the connection is no HTTP.',
    header_invalid: 'A header has a value that cannot be read.',
    version_unknown: 'There is no such version of the API; detail lists those that there are.',
  }),
  ...all(401, {
    key_required: 'This needs a key (Authorization: Bearer sk_...) or somebody who signed in.',
    sign_in_first: 'Nobody is signed in here, or no longer.',
    sign_in_failed: 'E-mail address or password is wrong.',
    password_wrong: 'The password is wrong.',
    code_wrong: 'The code is wrong, or was used already.',
    passkey_refused: 'The passkey is unknown, or its answer does not fit what was asked.',
    key_invalid: 'The key is unknown, revoked, or of the other mode (test, live).',
  }),
  ...all(403, {
    role_forbidden: 'The holder of this key may not do this.',
    scope_missing: 'The key, or the role of whoever signed in, lacks the scope that this needs.',
    address_refused: 'The key does not serve this address.',
    csrf_invalid: 'X-CSRF-Token is missing or not that of this session, or the request comes from a page of another origin.',
    second_factor_required: 'This needs a second factor shown within the last five minutes: POST /v1/session/code, then repeat it.',
    second_factor_missing: 'This needs a second factor, and the person has none yet.',
    not_oneself: 'Nobody does this to themself.',
    test_mode_only: 'This exists in test mode only.',
    link_invalid: 'The link was opened already, was replaced by a newer one, or never existed.',
    session_mismatch: 'The checkout session is not the one that chose the method of this payment.',
    conflict_of_interest: 'Nobody judges an order of an acceptor they run.',
    requester_cannot_approve: 'Whoever asked for it cannot approve it: another person must.',
  }),
  ...all(404, {
    not_found: 'There is no such thing, or it is not yours.',
    route_unknown: 'There is no such path or method.',
    merchant_unknown: 'There is no such merchant.',
    key_unknown: 'There is no such key.',
    endpoint_unknown: 'There is no such webhook endpoint.',
    acceptor_unknown: 'There is no such acceptor.',
    quote_unknown: 'There is no such quote.',
    account_unknown: 'There is no such account.',
    user_unknown: 'There is no such user.',
    invitation_unknown: 'There is no such invitation.',
  }),
  ...all(408, { request_too_slow: 'The request did not come whole within 30 seconds.' }),
  ...all(409, {
    request_in_progress: 'A request with this Idempotency-Key is being executed; ask again in a moment.',
    not_sealed_yet: 'No checkpoint covers it yet; Retry-After tells when to ask again.',
  }),
  ...all(410, { invitation_expired: 'The invitation was open for seven days and is over.' }),
  ...all(413, { body_too_large: 'The body is larger than allowed: 64 KiB of JSON, 5 MiB of evidence.' }),
  ...all(415, { content_type_unknown: 'Content type is application/json, or a type of evidence where a file is sent.' }),
  ...all(422, {
    request_invalid: 'The request does not fit its description; errors tells where.',
    idempotency_key_reused: 'This Idempotency-Key was used for another request.',
  }),
  ...all(429, {
    bundles_busy: 'Whole logs are being read for others; Retry-After tells when to ask again.',
    choices_limited: 'Acceptors were asked for too often from here within the hour; Retry-After tells when there is room again.',
    payer_cooling_down: 'Orders of this payer ended unpaid, or a claim was found false; Retry-After tells when the next may come.',
    rate_limited: 'Too many requests; Retry-After tells when there is room again.',
    too_many_uploads: 'More files were kept within a day than may be, before a payment was named for them.',
    sign_in_locked: 'Too many wrong tries; Retry-After tells when the next one counts.',
  }),
  ...all(431, { headers_too_large: 'The headers are larger than 16 KiB together.' }),
  ...all(500, { internal_error: 'Something broke here. The request id helps to find it.' }),
  ...all(503, {
    temporarily_unavailable: 'A part of the system did not answer. Repeat with the same Idempotency-Key.',
    stale: 'What Read-After asked for is not readable yet. Ask again in a moment.',
  }),
}

const gateway = all(409, {
  merchant_exists: 'The merchant exists already.',
  nothing_offered: 'Without acceptors and without the chain nobody could pay.',
  fees_nonsensical: 'A commission is at most the fee, and a fee at most 20 %.',
  second_person_needed: 'A new merchant has no better tier and no agent: ask for them once it is there, and another operator approves.',
  merchant_suspended: 'The merchant is suspended: no new payments.',
  merchant_not_suspended: 'The merchant is not suspended.',
  key_exists: 'The key exists already.',
  key_revoked: 'The key is revoked already.',
  repair_exists: 'The repair was asked for already.',
  repair_unknown: 'There is no such repair.',
  repair_approved: 'The repair is approved already.',
  repair_not_approved: 'The repair waits for a second person.',
  user_exists: 'The user exists already.',
  user_disabled: 'The user is disabled.',
  user_not_disabled: 'The user is not disabled.',
  email_taken: 'A user has this e-mail address already.',
  role_of_other_party: 'The role is one of another party.',
  invitation_used: 'The invitation was used already.',
  invitation_unapproved: 'A second person has not approved the invitation yet.',
  second_factor_exists: 'There is an authenticator already; remove it first.',
})

const notifier = {
  ...all(409, {
    endpoint_exists: 'The webhook endpoint exists already.',
    rotation_running:
      'The secret was rotated, and the one before still signs: wait for the end of the overlap, or end it by a rotation with none.',
    endpoint_disabled: 'The webhook endpoint is disabled.',
    endpoint_enabled: 'The webhook endpoint is enabled already.',
    endpoint_paused: 'The webhook endpoint is paused already.',
    endpoint_not_paused: 'The webhook endpoint is not paused.',
    endpoint_limit: 'There are 16 webhook endpoints switched on already, or 100 in all.',
  }),
  ...all(422, {
    endpoint_url_refused: 'A webhook URL is https (http in test mode), without credentials or fragment.',
    span_invalid: 'From 1 to 10 000 events can be delivered again at once.',
  }),
}

const acceptor = all(409, {
  acceptor_exists: 'The acceptor exists already.',
  acceptor_suspended: 'The acceptor is suspended.',
  acceptor_not_verified: 'An operator must verify the acceptor first.',
  acceptor_already_verified: 'The acceptor is verified already.',
  tier_for_house_only: 'The tier house is for the house acceptor only.',
  account_exists: 'The payment account exists already.',
  account_fingerprint_taken: 'This payment account is registered already, by this acceptor or another.',
  account_limits_unordered: 'Limits grow from order to day to month.',
  not_screened: 'Screening has said nothing of this acceptor yet: screen it first.',
  screening_rejected: 'Screening rejects this party: that stands until it says something else.',
  too_many_related: 'There are as many related payers as one acceptor may have.',
  too_many_accounts: 'There are as many payment accounts as one acceptor may have.',
  quote_range_empty: 'The least amount of a quote is above its most.',
  too_many_quotes: 'There are as many quotes as one acceptor may have.',
  no_enabled_account: 'Going online needs an enabled payment account.',
  no_quote: 'Going online needs a quote.',
  bond_below_minimum: 'Going online needs a bond of at least the minimum of the tier.',
  bond_operation_pending: 'A movement of the bond is under way.',
  bond_insufficient: 'The bond is smaller than that.',
  bond_locked: 'The bond is needed as long as the acceptor is online.',
  slash_empty: 'A slash takes something.',
  loss_not_recorded: 'No loss by this order is on the acceptor\'s record: none was proven, or its appeal is not over.',
  loss_slashed_already: 'The bond was slashed for this order already.',
  slash_exceeds_loss: 'A slash, penalty and all, takes no more than the proven loss of the order.',
})

const order = {
  ...all(404, {
    not_your_order: 'There is no such order, or it is not yours.',
    not_your_payment: 'There is no such payment, or it is not yours.',
    payment_unknown: 'There is no such payment, or it is not yours.',
    no_late_case: 'There is no late case on this payment.',
    no_appeal: 'There is no appeal on this payment.',
    no_recall: 'There is no recall on this payment.',
    outage_unknown: 'There is no such outage.',
    refund_unknown: 'There is no such refund, or it is not yours.',
    item_unknown: 'Nothing that came by this transfer was ever in suspense.',
    payout_unknown: 'There is no such payout.',
    no_wrong_asset: 'No other coins wait on this payment.',
  }),
  ...all(403, {
    operator_only: 'Only an operator may do this.',
    evidence_outside_case: 'No open case names this file: operators read evidence inside a case only.',
    same_person: 'Whoever proposed it cannot approve it: another person must.',
  }),
  ...all(409, {
    first_order_too_large: 'The first orders of a payer are small: pay this one another way.',
    payment_not_over: 'The payment is not over: those who act on it need to know who pays.',
    payment_exists: 'The payment exists already.',
    reference_taken: 'Another payment of this merchant has this reference.',
    bank_reference_used: 'This bank reference has settled another order.',
    ledger_mismatch: 'Test and live money never meet.',
    expiry_passed: 'The payment expired meanwhile.',
    on_chain_unavailable: 'Payments on chain are not taken here now: choose another way.',
    reference_missing: 'There is no reference price for the currency of this payment.',
    reference_stale: 'The reference price is too old. Ask again in a moment.',
    price_out_of_bounds: 'At the present price the merchant would get less than it asks for.',
    refund_exists: 'The refund exists already.',
    refund_open: 'A refund of this payment is under way: until it ends, there is no other way for the money.',
    refund_locked: 'A case about the money of this payment is open: until it ends, nothing is given back.',
    hold_running: 'The money is held still: it can be given back when it is available.',
    nothing_unapplied: 'No money waits on this payment.',
    not_on_chain: 'Nobody chose to pay this on chain.',
    not_awaiting_address: 'The refund does not wait for an address.',
    on_chain_not_offered: 'The merchant takes no payments on chain: choose another way.',
    too_many_choices: 'The method was chosen too often for this payment.',
    method_not_offered: 'This method is not offered for this payment.',
    over_method_limit: 'The amount is above what this method may carry.',
    offer_unknown: 'There is no such offer.',
    money_received: 'The acceptor has said that money came.',
    already_attested: 'This was attested already.',
    already_suspended: 'The order is suspended already.',
    nothing_to_confirm: 'There is no confirmation that waits for a second one.',
    nothing_to_top_up: 'Nothing is missing.',
    already_topped_up: 'It was topped up once already.',
    no_fiat_debt: 'The acceptor owes no fiat on this order.',
    already_acknowledged: 'The refund was acknowledged already.',
    already_extended: 'The clock was extended once already.',
    already_flagged: 'The payment is under review already.',
    not_flagged: 'The payment is not under review.',
    too_much_evidence: 'There is as much evidence as one side may give.',
    evidence_known: 'This file was given as evidence already.',
    evidence_closed: 'The time for evidence is over.',
    nothing_proposed: 'There is no proposal to approve.',
    window_closed: 'The time for this is over.',
    appeal_open: 'An appeal is open already.',
    appeal_decided: 'The appeal was decided already.',
    recall_open: 'A recall is open already.',
    transfer_unknown: 'There is no such movement of this payment.',
    clock_stale: 'The clock was set anew meanwhile.',
    item_used_up: 'Nothing of this transfer is in suspense any more.',
    outage_exists: 'The outage exists already.',
    already_recorded: 'The outage is recorded already.',
  }),
  ...all(422, {
    fee_exceeds_amount: 'The fee would take more than the amount.',
    currency_fixed: 'The payment is priced in another currency.',
    wrong_currency: 'The order is in another currency.',
    paid_in_future: 'The time of paying lies in the future.',
    bank_reference_missing: 'A bank reference is needed from one side.',
    amount_not_upward: 'A received amount is corrected upward only.',
    not_a_part: 'This is not a part of the amount.',
    amount_too_small: 'The amount comes to nothing.',
    amount_differs: 'The amount differs from what the acceptor confirmed.',
    nothing_to_grant: 'There is nothing that a granted appeal could pay.',
    exceeds_unapplied: 'That is more than waits on this payment.',
    exceeds_item: 'That is more than there is of this transfer.',
    address_invalid: 'That is no address: a letter is wrong or missing.',
    exceeds_settled: 'That is more than was settled.',
    bad_span: 'An outage lies in the past, begins before it ends, and lasts 7 days at most.',
  }),
}

const matching = all(422, {
  reference_too_few_sources: 'A reference price needs three fresh sources.',
  reference_input_stale: 'A source of the reference price is too old.',
  reference_not_median: 'The reference price is not the median of its sources.',
})

const treasury = {
  ...all(404, {
    deposit_unknown: 'There is no such deposit at this address.',
    incident_unknown: 'There is no such incident.',
    address_unknown: 'The address is none of ours.',
  }),
  ...all(409, {
    wallet_differs: 'The wallet of this network has other keys, for ever.',
    wallet_closed: 'No wallet is configured: no address can be handed out.',
    holder_has_address: 'The holder has an address already.',
    address_taken: 'The address belongs to another holder.',
    not_solid: 'The transfer is not solid on chain, or no longer.',
    not_refused: 'The ledger has refused nothing of this deposit.',
    not_waiting: 'This money does not wait for a decision.',
    incident_closed: 'The incident is closed already.',
  }),
  ...all(422, {
    xpub_invalid: 'The extended key is no public key of an account.',
    holder_unfit: 'Only payments and acceptors are given addresses.',
    verdict_unfit: 'This is no way out from where the money waits.',
  }),
}

const chainWatcher = all(409, {
  chain_unknown: 'The chain was never watched.',
  session_over: 'Another watcher took over.',
  cursor_behind: 'The chain was read further already.',
  cursor_ahead: 'The chain was not read that far.',
  solid_elsewhere: 'The transfer is solid in another block.',
  content_differs: 'The block says something else of the transfer.',
})

/** Reasons for which the ledger refuses a movement. */
const ledger = all(409, {
  same_account: 'A movement has two accounts.',
  test_custody_in_live: 'Test money exists in test mode only.',
  transfer_id_spent: 'The id of the movement was used for another one.',
  pending_unknown: 'There is no such pending movement.',
  pending_posted_already: 'The pending movement was posted already.',
  pending_voided_already: 'The pending movement was voided already.',
  amount_exceeds_pending: 'More than is pending cannot be posted.',
  insufficient_funds: 'The account does not hold that much.',
})

const payouts = {
  ...all(404, {
    not_your_payout: 'There is no such payout, or it is not yours.',
    dispatch_unknown: 'There is no such dispatch.',
    sweep_unknown: 'There is no such sweep.',
    transaction_unknown: 'There is no such transaction of ours.',
    attempt_unknown: 'There is no such attempt.',
  }),
  ...all(409, {
    payout_exists: 'The payout was asked for already.',
    destination_known: 'Payouts may go to this address already.',
    destination_unknown: 'This is no destination of payouts.',
    too_many_destinations: 'There are as many destinations as one payee may have.',
    payout_over: 'The payout has landed or was given back.',
    payout_not_booked: 'What a payout is made of is told once it is booked; that of a refund is made of its payment.',
    not_awaiting_approval: 'The payout waits for nobody\'s yes.',
    already_approved: 'This person said yes already.',
    cancel_pending: 'The payout is being taken back already.',
    not_cleared: 'The payout was not cleared.',
    attempt_taken: 'This attempt was built already.',
    attempt_too_early: 'The attempt before may still land.',
    not_allowed: 'Payee and destination were not looked at, or too long ago.',
    not_as_ordered: 'These bytes do something else than was ordered.',
    signature_wrong: 'The signature is not of the account that pays.',
    not_halted: 'It waits for nobody.',
    not_reread: 'The chain was not read again since the network took it back.',
    not_past_expiration: 'The time of the transaction is not over.',
    not_granted: 'This signature was not granted.',
    vault_differs: 'The signer has other keys.',
  }),
  ...all(422, { policy_nonsensical: 'A fee is at most a payout, a payout at most what a day allows.' }),
}

const testMode = all(422, {
  test_clock_too_far: 'The test clock is years ahead already; start another test system.',
  play_unknown: 'There is no such payment in test mode.',
  play_begun: 'The bots know of this payment already.',
  not_waited_for: 'The bots do not wait for that any more.',
})

const kernel = all(422, { command_id_reused: 'The same request was made with another content.' })

export const problemCatalog: Readonly<Record<string, ProblemKind>> = {
  ...payouts, ...chainWatcher, ...treasury, ...ledger, ...matching, ...order, ...acceptor, ...notifier, ...gateway,
  ...testMode, ...kernel, ...door,
}

/** The kind of a code. A refusal without words of its own is a conflict with the state of things. */
export const problemKind = (code: string): ProblemKind => {
  const known = problemCatalog[code]
  if (known) return known
  const state = /^not_while_(.+)$/.exec(code)?.[1]
  return {
    status: 409,
    title: state ? `This cannot be done while the payment is ${state.replaceAll('_', ' ')}.` : 'Refused as things stand.',
  }
}
