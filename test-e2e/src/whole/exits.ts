import { assertThat } from '@stablegate/kernel'
import { markets } from './stage.ts'
import type { Play } from './play.ts'

/** The merchant's final word and the state behind it. */
export type End = readonly [status: string, ...words: readonly string[]]

export type Exit = {
  /** How many of a hundred payments leave by it. */
  readonly share: number
  readonly play: (play: Play) => Promise<End>
}

const day = 86_400_000
/** Windows that end within the test, where nobody needs them open. */
const windows = { appeal: 1_500, reversal_window: 1_500 }
const settled: End = ['settled', 'settled']

const settledExactly = async (play: Play): Promise<End> => {
  await play.claimed(play.stage.random.pick([markets.open, markets.automatic, markets.single]), windows)
  await play.confirm()
  await play.released()
  return settled
}

/** The acceptor is quicker than the customer; the claim comes when all is over. */
const confirmedFirst = async (play: Play): Promise<End> => {
  await play.instructed(markets.open, windows)
  await play.refused('acceptor', 'confirm', { received: play.fiat(), payer_matches: true }, /^bank_reference_missing$/)
  await play.confirm()
  await play.refused('customer', 'claim', { bank_reference: play.reference() }, /^not_while_sett/)
  await play.refused('acceptor', 'confirm', { received: play.fiat(), payer_matches: true }, /^not_while_sett/)
  await play.released()
  return settled
}

const queried = async (play: Play, numerator: number, denominator: number): Promise<void> => {
  await play.claimed()
  await play.confirm(play.fiat(numerator, denominator))
  await play.reached('amount_query')
}

const agreed = async (play: Play): Promise<End> => {
  await queried(play, 3, 5)
  await play.does('customer', 'answer', { answer: 'agree' })
  await play.released()
  return ['settled', 'resolved']
}

const partAccepted = async (play: Play): Promise<End> => {
  await queried(play, 9, 10)
  await play.does('merchant', 'accept_part')
  await play.released()
  return ['settled', 'resolved']
}

const overpaid = async (play: Play): Promise<End> => {
  await queried(play, 6, 5)
  await play.refused('merchant', 'accept_part', {}, /^not_a_part$/)
  await play.does('customer', 'answer', { answer: 'agree' })
  await play.released()
  await play.does('acceptor', 'refunded', { bank_reference: `EXCESS ${play.payment.slice(4, 16)}` })
  await play.until('rid of its debt', ({ debt_paid: paid, has_case: open }) => paid && !open)
  return settled
}

const toppedUp = async (play: Play): Promise<End> => {
  await queried(play, 1, 2)
  await play.does('customer', 'answer', { answer: 'top_up' })
  await play.reached('grace')
  await play.claim(`REST ${play.payment.slice(4, 16)}`)
  await play.confirm()
  await play.released()
  return settled
}

const corrected = async (play: Play): Promise<End> => {
  await queried(play, 1, 3)
  await play.refused('acceptor', 'correct_amount', { received: play.fiat(1, 4) }, /^amount_not_upward$/)
  await play.does('acceptor', 'correct_amount', { received: play.fiat() })
  await play.released()
  return settled
}

const declinedOnce = async (play: Play): Promise<End> => {
  await play.open()
  await play.choose()
  await play.offered()
  await play.does('acceptor', 'decline')
  await play.offered()
  await play.does('acceptor', 'accept')
  await play.reached('awaiting_payment')
  await play.claim()
  await play.confirm()
  await play.released()
  return settled
}

/** The first acceptor is silent; whoever is quick enough after it takes the order. */
const silentOnce = async (play: Play): Promise<End> => {
  await play.open(markets.open, { offer: 900 })
  await play.choose()
  let last: string | null = null
  for (let offers = 0; ; offers += 1) {
    const row = await play.until('offered to another', ({ status, order_id: order }) =>
      status === 'onchain_offered' || (status === 'offered' && order !== last))
    if (row.status === 'onchain_offered') {
      await play.does('merchant', 'cancel', { reason: 'nobody answers' })
      await play.reached('cancelled')
      return ['cancelled', 'cancelled']
    }
    last = row.order_id
    if (offers > 0 && await play.tries('accept')) break
  }
  await play.reached('awaiting_payment')
  await play.claim()
  await play.confirm()
  await play.released()
  return settled
}

const allDecline = async (play: Play): Promise<End> => {
  await play.open(markets.open, { expiry: 6_000 })
  await play.chooseInTime()
  let last: string | null = null
  for (let offers = 0; offers < 3; offers += 1) {
    const row = await play.until('offered or given up', ({ status, order_id: order }) =>
      status === 'onchain_offered' || status === 'expired' || (status === 'offered' && order !== last))
    if (row.status !== 'offered') break
    last = row.order_id
    await play.tries('decline')
  }
  await play.reached('expired')
  return ['expired', 'expired']
}

const nobodyThere = async (play: Play): Promise<End> => {
  await play.open(markets.deserted, { expiry: 2_000 })
  await play.chooseInTime()
  await play.reached('expired')
  await play.refused('merchant', 'cancel', {}, /^not_while_expired$/)
  return ['expired', 'expired']
}

const otherMethod = async (play: Play): Promise<End> => {
  await play.openInUsdt(markets.deserted)
  await play.choose()
  await play.reached('onchain_offered')
  await play.choose(markets.automatic)
  await play.reached('awaiting_payment')
  await play.claim()
  await play.confirm()
  await play.released()
  return settled
}

const neverChosen = async (play: Play): Promise<End> => {
  await play.open(markets.open, { expiry: 300 })
  await play.reached('expired')
  return ['expired', 'expired']
}

const cancelledEarly = async (play: Play): Promise<End> => {
  await play.open()
  await play.refused('customer', 'cancel', {}, /^(key_required|role_forbidden)$/)
  await play.does('merchant', 'cancel', { reason: 'sold out' })
  await play.refused('ann', 'cancel', {}, /^not_while_cancelled$/)
  await play.reached('cancelled')
  return ['cancelled', 'cancelled']
}

/** Right after the choice: the escrow is asked for, on its way, or stands. */
const cancelledAtOnce = async (play: Play): Promise<End> => {
  await play.open()
  await play.choose()
  await play.does(play.stage.random.pick(['customer', 'merchant', 'ann']), 'cancel')
  await play.reached('cancelled')
  return ['cancelled', 'cancelled']
}

const cancelledOffer = async (play: Play): Promise<End> => {
  await play.open()
  await play.choose()
  await play.offered()
  await play.does(play.stage.random.pick(['customer', 'merchant', 'bob']), 'cancel')
  await play.refused('acceptor', 'accept', {}, /^not_while_cancelled$/)
  await play.reached('cancelled')
  return ['cancelled', 'cancelled']
}

const cancelledShown = async (play: Play): Promise<End> => {
  await play.instructed(markets.open, windows)
  await play.does('customer', 'cancel')
  await play.does('customer', 'not_paid')
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'cancelled']
}

const cancelledUntilGraceIsOver = async (play: Play): Promise<End> => {
  await play.instructed(markets.open, { ...windows, grace: 700 })
  await play.does('customer', 'cancel')
  await play.reached('closed_unpaid')
  await play.wrong('closed_unpaid')
  return ['closed_unpaid', 'cancelled']
}

const neverPaid = async (play: Play): Promise<End> => {
  await play.open(markets.automatic, { ...windows, pay: 300, grace: 300 })
  await play.choose()
  await play.reached('closed_unpaid')
  await play.wrong('closed_unpaid')
  return ['closed_unpaid', 'expired']
}

const unpaidAndSaidSo = async (play: Play): Promise<End> => {
  await play.open(markets.automatic, { ...windows, pay: 300, grace: day })
  await play.choose()
  await play.reached('grace')
  await play.does('acceptor', 'nothing_came')
  await play.refused('acceptor', 'nothing_came', {}, /^already_attested$/)
  await play.does('merchant', 'extend')
  await play.refused('ann', 'extend', {}, /^already_extended$/)
  await play.does('customer', 'not_paid')
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'expired']
}

const accountUnusable = async (play: Play): Promise<End> => {
  await play.instructed(markets.open, { ...windows, grace: 500 })
  await play.does('acceptor', 'account_unusable')
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'expired']
}

const claimedInGrace = async (play: Play): Promise<End> => {
  await play.open(markets.automatic, { pay: 300, grace: day })
  await play.choose()
  await play.reached('grace')
  await play.claim()
  await play.confirm()
  await play.released()
  return settled
}

const closedUnpaid = async (play: Play): Promise<void> => {
  await play.open(markets.automatic, { pay: 200, grace: 200 })
  await play.choose()
  await play.reached('closed_unpaid')
}

const lateConfirmed = async (play: Play): Promise<End> => {
  await closedUnpaid(play)
  if (play.stage.random.chance(0.5)) await play.does('customer', 'late_claim', { bank_reference: play.reference() })
  const reference = play.reference()
  const part = { received: play.fiat(1, 2), bank_reference: reference }
  await play.refused('acceptor', 'confirm_late', part, /^amount_differs$/)
  await play.does('acceptor', 'confirm_late', { received: play.fiat(), bank_reference: reference })
  await play.released()
  return settled
}

const lateCase = async (play: Play): Promise<void> => {
  await closedUnpaid(play)
  await play.does('customer', 'late_claim', { bank_reference: play.reference() })
  await play.reached('late_case')
}

const lateAccepted = async (play: Play): Promise<End> => {
  await lateCase(play)
  await play.refused('merchant', 'late_decision', { outcome: 'accept', reason: 'why not' }, /^operator_only$/)
  await play.does('ann', 'late_decision', { outcome: 'accept', reason: 'the bank shows it' })
  await play.released()
  return settled
}

const lateDenied = async (play: Play): Promise<End> => {
  await lateCase(play)
  await play.does('bob', 'late_decision', { outcome: 'deny', reason: 'no such transfer' })
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'resolved']
}

const lateRefunded = async (play: Play): Promise<End> => {
  await lateCase(play)
  await play.does('merchant', 'late_decision', { outcome: 'refund', reason: 'sold to another' })
  await refunded(play)
  return ['closed_refunded', 'refunded']
}

const refunded = async (play: Play): Promise<void> => {
  await play.reached('fiat_refund_due')
  await play.does('acceptor', 'refunded', { bank_reference: `BACK ${play.payment.slice(4, 16)}` })
  await play.reached('closed_refunded')
}

const refundAsked = async (play: Play): Promise<End> => {
  await queried(play, 2, 3)
  await play.does('customer', 'answer', { answer: 'ask_refund' })
  await refunded(play)
  await play.does('customer', 'acknowledge_refund')
  return ['closed_refunded', 'refunded']
}

const refundOffered = async (play: Play): Promise<End> => {
  await queried(play, 2, 3)
  await play.does('acceptor', 'offer_refund')
  await play.reached('fiat_refund_due')
  await play.does('customer', 'acknowledge_refund')
  await play.reached('closed_refunded')
  return ['closed_refunded', 'refunded']
}

const refundOverdue = async (play: Play): Promise<End> => {
  await play.claimed(markets.open, { refund: 300 })
  await play.confirm(play.fiat(2, 3))
  await play.does('customer', 'answer', { answer: 'ask_refund' })
  await play.reached('disputed')
  await play.does('ann', 'verdict', { verdict: { outcome: 'full' }, reason: 'it never went back' })
  await play.released()
  return settled
}

const disputed = async (play: Play, isLarge = false): Promise<void> => {
  await play.claimed(markets.open, {}, isLarge)
  const reason = play.stage.random.pick(['not_received', 'third_party', 'wrong_account'])
  await play.does('acceptor', 'refuse', { reason })
  await play.reached('disputed')
  await play.prove('customer', true)
  if (play.stage.random.chance(0.5)) await play.prove('acceptor', false)
}

/** A verdict; above the limit by two, of whom the second is never the first. */
const judged = async (play: Play, verdict: Record<string, unknown>): Promise<void> => {
  const isLarge = play.stage.random.chance(0.4)
  await disputed(play, isLarge)
  const given = 'part' in verdict ? { outcome: 'split', received: play.fiat(2, 5) } : verdict
  await play.does('ann', 'verdict', { verdict: given, reason: 'seen the bank' })
  if (!isLarge) return
  await play.until('proposed', ({ proposed }) => proposed)
  await play.refused('ann', 'approve_judgement', {}, /^same_(person|operator)$/)
  await play.does('bob', 'approve_judgement')
}

const verdictFull = async (play: Play): Promise<End> => {
  await judged(play, { outcome: 'full' })
  await play.released()
  return settled
}

const verdictNone = async (play: Play): Promise<End> => {
  await judged(play, { outcome: 'none' })
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'resolved']
}

const verdictFiatGoesBack = async (play: Play): Promise<End> => {
  await judged(play, { outcome: 'none', fiat_goes_back: true })
  await refunded(play)
  return ['closed_refunded', 'refunded']
}

const verdictSplit = async (play: Play): Promise<End> => {
  await judged(play, { part: true })
  await play.released()
  return ['split', 'resolved']
}

/** The query runs out, or the customer contests; a split, an appeal, and the rest is paid. */
const appealGranted = async (play: Play): Promise<End> => {
  const runsOut = play.stage.random.chance(0.5)
  await play.claimed(markets.open, runsOut ? { query: 300 } : {})
  await play.confirm(play.fiat(1, 2))
  if (!runsOut) await play.does('customer', 'answer', { answer: 'contest' })
  await play.reached('disputed')
  await play.does('bob', 'verdict', { verdict: { outcome: 'split', received: play.fiat(1, 2) }, reason: 'half of it' })
  await play.reached('split')
  await play.does('customer', 'appeal', { reason: 'I paid all of it' })
  await play.refused('customer', 'appeal', { reason: 'again' }, /^appeal_/)
  await play.does('ann', 'appeal_decision', { outcome: 'granted', reason: 'a second transfer was found' })
  await play.until('paid after the appeal', (row) => !row.appeal_open && !row.appeal_paid && row.released)
  return ['split', 'settled', 'resolved']
}

const appealUpheld = async (play: Play): Promise<End> => {
  await play.claimed()
  await play.confirm()
  await play.reached('settled')
  await play.does('customer', 'appeal', { reason: 'wrong price' })
  await play.does('ann', 'appeal_decision', { outcome: 'upheld', reason: 'the price was locked' })
  await play.until('over its appeal', ({ appeal_open: open }) => !open)
  await play.released()
  return settled
}

/** The acceptor says nothing; it is reminded, taken offline, and the order goes to dispute. */
const acceptorConcedes = async (play: Play): Promise<End> => {
  await play.claimed(markets.open, { remind: 100, silent: 250, answer: 700 })
  await play.reached('disputed')
  await play.does('acceptor', 'concede')
  await play.released()
  return settled
}

const customerConcedes = async (play: Play): Promise<End> => {
  await disputed(play)
  await play.does('customer', 'concede')
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'resolved']
}

const recalled = async (play: Play, decision: 'granted' | 'denied'): Promise<void> => {
  await play.recall(play.fiat())
  await play.refused('acceptor', 'accept', {}, /^not_while_/)
  await play.does('bob', 'recall_decision', { outcome: decision, reason: 'the bank says so' })
  await play.until('through its recall', (row) => !row.recall_open && !row.recalling
    && (decision === 'denied' || BigInt(row.recalled) > 0n))
  await play.until('released', ({ released }) => released)
}

/** All matched, so the merchant bears it; before or after its money was released. */
const recallOfMerchant = async (play: Play): Promise<End> => {
  await play.claimed(markets.open, play.stage.random.chance(0.5) ? { hold: 3_000, reserve: 3_500 } : {})
  await play.confirm()
  await play.reached('settled')
  if (play.stage.random.chance(0.4)) await play.released()
  await recalled(play, 'granted')
  return ['settled', 'resolved']
}

const recallOfAcceptor = async (play: Play): Promise<End> => {
  await play.claimed()
  await play.confirm(play.fiat(), false)
  await play.reached('settled')
  await recalled(play, 'granted')
  return settled
}

const recallOfOperator = async (play: Play): Promise<End> => {
  await disputed(play)
  await play.does('ann', 'verdict', { verdict: { outcome: 'full' }, reason: 'our mistake', rule_broken: true })
  await play.reached('settled')
  await recalled(play, 'granted')
  return settled
}

const recallDenied = async (play: Play): Promise<End> => {
  await play.claimed()
  await play.confirm()
  await play.reached('settled')
  await recalled(play, 'denied')
  return settled
}

/** Under review money is settled by two sides and stays held until the review ends. */
const flagged = async (play: Play): Promise<End> => {
  await play.instructed()
  await play.does('merchant', 'flag', { reason: 'odd buyer' })
  await play.claim()
  await play.confirm()
  await play.until('confirmed by one side', (row) => row.held_confirmation)
  await play.does('bob', 'co_confirm')
  await play.reached('settled')
  await play.does('ann', 'unflag', { reason: 'known buyer' })
  await play.released()
  return settled
}

const suspended = async (play: Play): Promise<End> => {
  await play.instructed()
  await play.does('ann', 'suspend_order', { reason: 'the acceptor is looked at' })
  await play.refused('bob', 'suspend_order', { reason: 'too' }, /^already_suspended$/)
  await play.claim()
  await play.confirm()
  await play.until('confirmed by one side', (row) => row.held_confirmation)
  await play.does('ann', 'co_confirm')
  await play.released()
  return settled
}

const disputeOpened = async (play: Play): Promise<End> => {
  await play.instructed()
  await play.does(play.stage.random.pick(['merchant', 'bob']), 'dispute', { reason: 'the customer called' })
  await play.reached('disputed')
  await play.does('ann', 'verdict', { verdict: { outcome: 'none' }, reason: 'no money moved' })
  await play.reached('closed_unpaid')
  return ['closed_unpaid', 'resolved']
}

/** One bank reference settles one order, ever: the second claimant sends both to review. */
const secondClaimant = async (play: Play): Promise<End> => {
  await play.claimed(markets.single)
  await play.confirm()
  await play.released()
  const first = play.payment
  const reference = play.reference()
  await play.instructed(markets.single)
  await play.claim(reference)
  await play.reached('disputed')
  await play.refused('ann', 'verdict', { verdict: { outcome: 'full' }, reason: 'both?' }, /^bank_reference_used$/)
  await play.does('ann', 'verdict', { verdict: { outcome: 'none' }, reason: 'the money was for another' })
  await play.reached('closed_unpaid')
  const other = await play.stage.watch.until(first, 'flagged', (row) => row.flagged)
  assertThat(other.status === 'settled', `${first} is ${other.status}`)
  await play.stage.caller.done(`/v1/payments/${first}/unflag`, { reason: 'it was the first' }, play.operator())
  await play.stage.watch.until(first, 'unflagged', (row) => !row.flagged)
  return ['closed_unpaid', 'resolved']
}

/** Every exit of the chart of orders. */
export const exits = {
  settledExactly: { share: 24, play: settledExactly },
  confirmedFirst: { share: 4, play: confirmedFirst },
  agreed: { share: 2, play: agreed },
  partAccepted: { share: 2, play: partAccepted },
  overpaid: { share: 2, play: overpaid },
  toppedUp: { share: 2, play: toppedUp },
  corrected: { share: 1, play: corrected },
  declinedOnce: { share: 4, play: declinedOnce },
  silentOnce: { share: 3, play: silentOnce },
  allDecline: { share: 2, play: allDecline },
  nobodyThere: { share: 2, play: nobodyThere },
  otherMethod: { share: 2, play: otherMethod },
  neverChosen: { share: 2, play: neverChosen },
  cancelledEarly: { share: 2, play: cancelledEarly },
  cancelledAtOnce: { share: 3, play: cancelledAtOnce },
  cancelledOffer: { share: 2, play: cancelledOffer },
  cancelledShown: { share: 2, play: cancelledShown },
  cancelledUntilGraceIsOver: { share: 2, play: cancelledUntilGraceIsOver },
  neverPaid: { share: 2, play: neverPaid },
  unpaidAndSaidSo: { share: 2, play: unpaidAndSaidSo },
  accountUnusable: { share: 1, play: accountUnusable },
  claimedInGrace: { share: 2, play: claimedInGrace },
  lateConfirmed: { share: 2, play: lateConfirmed },
  lateAccepted: { share: 1, play: lateAccepted },
  lateDenied: { share: 1, play: lateDenied },
  lateRefunded: { share: 1, play: lateRefunded },
  refundAsked: { share: 2, play: refundAsked },
  refundOffered: { share: 1, play: refundOffered },
  refundOverdue: { share: 1, play: refundOverdue },
  verdictFull: { share: 2, play: verdictFull },
  verdictNone: { share: 2, play: verdictNone },
  verdictFiatGoesBack: { share: 1, play: verdictFiatGoesBack },
  verdictSplit: { share: 2, play: verdictSplit },
  appealGranted: { share: 2, play: appealGranted },
  appealUpheld: { share: 1, play: appealUpheld },
  acceptorConcedes: { share: 1, play: acceptorConcedes },
  customerConcedes: { share: 1, play: customerConcedes },
  recallOfMerchant: { share: 2, play: recallOfMerchant },
  recallOfAcceptor: { share: 1, play: recallOfAcceptor },
  recallOfOperator: { share: 1, play: recallOfOperator },
  recallDenied: { share: 1, play: recallDenied },
  flagged: { share: 1, play: flagged },
  suspended: { share: 1, play: suspended },
  disputeOpened: { share: 1, play: disputeOpened },
  secondClaimant: { share: 1, play: secondClaimant },
} as const satisfies Record<string, Exit>
export type ExitName = keyof typeof exits
