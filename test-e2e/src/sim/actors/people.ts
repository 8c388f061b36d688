import type { Seen } from '../models/payment-model.ts'
import type { Random } from '../engine/random.ts'

/** An act of somebody on a payment: the verb of the order service and the rest of its data. */
export type Act = { readonly verb: string; readonly data: object; readonly actor: string }

type Choice = readonly [weight: number, act: () => Act | undefined]

const nothing = (): undefined => undefined

/** A bank reference; now and then two customers give the same one. */
const referenceOf = (random: Random): string =>
  random.chance(0.06) ? 'ab'.repeat(32) : random.hex32() + random.hex32()

/** What kind of story a payment is likely to become, so that every exit is met often enough. */
export const tempers = ['usual', 'smooth', 'idle', 'unpaid', 'refunded', 'recalled'] as const
type Temper = (typeof tempers)[number]

/**
 * What somebody may do next, by the state as the world sees it, weighed so that every exit of the
 * chart is met. People also err: the state may have changed by the time their act arrives.
 */
export const nextAct = (seen: Seen, random: Random): Act | undefined => {
  const choices = choicesFor(seen, random)
  let dice = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, act] of choices) {
    dice -= weight
    if (dice < 0) return act()
  }
  return undefined
}

const choicesFor = (seen: Seen, random: Random): readonly Choice[] => {
  const customer = (verb: string, data: object = {}) => (): Act =>
    ({ verb, data: { by: { role: 'customer', sessionHash: seen.sessionHash }, ...data }, actor: 'customer' })
  const acceptor = (verb: string, data: object = {}) => (): Act =>
    ({ verb, data: { by: { role: 'acceptor', acceptor: seen.acceptor }, ...data }, actor: seen.acceptor })
  const merchant = (verb: string, data: object = {}) => (): Act =>
    ({ verb, data: { by: { role: 'merchant', merchant: seen.merchant }, ...data }, actor: seen.merchant })
  const operator = (verb: string, data: object = {}, name = 'opr_a') => (): Act =>
    ({ verb, data: { by: { role: 'operator', operator: name, relatedOwners: [] }, ...data }, actor: name })
  const reason = 'simulated'
  const is = (temper: Temper): boolean => seen.temper === temper
  const isSmooth = is('smooth') || is('recalled')
  const mishap = (weight: number): number => (isSmooth ? 0 : weight)
  const claim = (verb: string) => customer(verb, {
    bankReferenceHash: referenceOf(random), sealedReference: 'sealed',
  })
  const confirm = (receivedMinor: bigint) => acceptor('confirm', {
    receivedMinor, payerMatches: random.chance(0.8),
    ...(random.chance(0.5) ? { bankReferenceHash: seen.bankReferenceHash || referenceOf(random) } : {}),
  })
  const least = (micro: bigint): bigint => (micro < 1n ? 1n : micro)
  const evidence = (): object => ({
    evidence: {
      evidence: `evd_${random.hex32()}`, digest: random.hex32() + random.hex32(), kind: 'statement',
      bankProof: random.chance(0.5), sizeBytes: 1_000,
    },
  })
  const approve = (): Choice =>
    [seen.proposedBy ? 60 : 0, operator('approve_judgement', {}, seen.proposedBy === 'opr_a' ? 'opr_b' : 'opr_a')]

  switch (seen.status) {
    case 'open': return [
      [is('idle') ? 1 : 80, customer('choose', {
        currency: 'CNY', method: random.pick(['bank_transfer', 'alipay']),
        payer: { sealedName: 'sealed', sealedTail: 'sealed', fingerprint: `payer-${random.below(12)}` },
      })],
      [is('idle') ? 0 : mishap(7), merchant('cancel')], [20, nothing],
    ]
    case 'requested': return [[mishap(6), customer('cancel')], [90, nothing]]
    case 'onchain_offered': return [
      [is('idle') ? 2 : 30, customer('choose', {
        currency: 'CNY', method: 'alipay',
        payer: { sealedName: 'sealed', sealedTail: 'sealed', fingerprint: `payer-${random.below(12)}` },
      })],
      [is('idle') ? 0 : 5, customer('cancel')], [60, nothing],
    ]
    case 'offered': return [
      [55, acceptor('accept_offer')], [12, acceptor('decline_offer')], [mishap(4), customer('cancel')],
      [2, operator('suspend_order', { reason })], [25, nothing],
    ]
    case 'awaiting_payment': return [
      [is('unpaid') ? 1 : 45, claim('claim')], [mishap(8), customer('cancel')], [is('unpaid') ? 0 : 5, confirm(seen.fiatMinor)],
      [mishap(5), acceptor('report_account_unusable')], [mishap(2), merchant('flag', { reason })],
      [mishap(2), merchant('open_dispute', { reason })], [35, nothing],
    ]
    case 'grace': return [
      [is('unpaid') ? 1 : 15, claim('claim')], [is('unpaid') ? 30 : mishap(6), customer('state_not_paid')], [5, acceptor('attest_nothing_came')],
      [is('unpaid') ? 0 : 8, confirm(seen.fiatMinor)], [3, merchant('extend')], [1, operator('open_dispute', { reason })], [50, nothing],
    ]
    case 'claimed': return [
      [is('refunded') ? 4 : 40, confirm(seen.fiatMinor)],
      [is('refunded') ? 60 : mishap(14), confirm(least(seen.fiatMinor * 4n / 5n))], [mishap(4), confirm(seen.fiatMinor + 500n)],
      [mishap(8), acceptor('refuse', { reason: random.pick(['not_received', 'third_party', 'wrong_account']) })],
      [mishap(3), merchant('open_dispute', { reason })], [seen.held ? 40 : 2, operator('co_confirm')],
      [seen.flagged ? 20 : 1, operator('unflag', { reason })], [3, customer('add_evidence', evidence())],
      [2, operator('suspend_order', { reason })], [20, nothing],
    ]
    case 'amount_query': return [
      [25, customer('answer_amount', {
        answer: is('refunded') ? 'ask_refund' : random.pick(['agree', 'agree', 'top_up', 'ask_refund', 'contest']),
      })],
      [is('refunded') ? 0 : 8, acceptor('correct_amount', { receivedMinor: seen.fiatMinor })], [6, acceptor('offer_refund')],
      [is('refunded') ? 0 : 4, acceptor('correct_amount', { receivedMinor: (seen.fiatMinor + seen.receivedMinor) / 2n })],
      [is('refunded') ? 0 : 12, merchant('accept_part')], [25, nothing],
    ]
    case 'fiat_refund_due': return [
      [30, acceptor('mark_refunded', { bankReferenceHash: referenceOf(random), sealedReference: 'sealed' })],
      [15, customer('acknowledge_refund')], [8, merchant('extend')], [30, nothing],
    ]
    case 'disputed': return [
      [10, customer('add_evidence', evidence())], [10, acceptor('add_evidence', evidence())],
      [5, customer('concede')], [6, acceptor('concede')], approve(),
      [10, operator('give_verdict', { verdict: { outcome: 'full' }, reason, ruleBroken: random.chance(0.3) })],
      [8, operator('give_verdict', { verdict: { outcome: 'none', fiatGoesBack: random.chance(0.5) }, reason })],
      [14, operator('give_verdict', { verdict: { outcome: 'split', receivedMinor: least(seen.fiatMinor / 3n) }, reason })],
      [20, nothing],
    ]
    case 'settled':
    case 'split': return [
      [mishap(5), customer('appeal', { reason })], approve(),
      [is('recalled') ? 16 : mishap(1), acceptor('report_recall', { recalledMinor: least(seen.fiatMinor / BigInt(random.between(1, 3))), proof: evidenceOf(random) })],
      [seen.recallOpen ? 60 : 0, operator('decide_recall', { outcome: random.pick(['granted', 'granted', 'denied']), reason })],
      [seen.appealOpen ? 40 : 0, operator('decide_appeal', { outcome: random.pick(['upheld', 'granted']), reason })],
      [2, merchant('flag', { reason })], [seen.flagged ? 30 : 0, operator('unflag', { reason })], [80, nothing],
    ]
    case 'closed_unpaid':
    case 'closed_refunded': return [
      [is('usual') ? 8 : 0, claim('late_claim')], [is('usual') ? 3 : 0, acceptor('confirm_late', { receivedMinor: seen.fiatMinor, bankReferenceHash: referenceOf(random) })],
      [is('usual') ? 1 : 0, operator('decide_late', { outcome: 'refund', reason })], approve(), [80, nothing],
    ]
    case 'late_case': return [
      approve(), [25, operator('decide_late', { outcome: random.pick(['accept', 'accept', 'refund', 'deny']), reason })],
      [15, acceptor('confirm_late', { receivedMinor: seen.fiatMinor, bankReferenceHash: referenceOf(random) })], [20, nothing],
    ]
    default: return [[1, nothing]]
  }
}

const evidenceOf = (random: Random): object => ({
  evidence: `evd_${random.hex32()}`, digest: random.hex32() + random.hex32(), kind: 'statement', bankProof: true, sizeBytes: 1_000,
})

/** After the storm operators work off what only a human can end. */
export const workOff = (seen: Seen): Act | undefined => {
  const reason = 'worked off'
  const as = (verb: string, data: object, name = 'opr_a'): Act =>
    ({ verb, data: { by: { role: 'operator', operator: name, relatedOwners: [] }, ...data }, actor: name })
  if (seen.proposedBy) return as('approve_judgement', {}, seen.proposedBy === 'opr_a' ? 'opr_b' : 'opr_a')
  if (seen.status === 'disputed') return as('give_verdict', { verdict: { outcome: 'none', fiatGoesBack: false }, reason })
  if (seen.status === 'late_case') return as('decide_late', { outcome: 'deny', reason })
  if (seen.recallOpen) return as('decide_recall', { outcome: 'denied', reason })
  if (seen.appealOpen) return as('decide_appeal', { outcome: 'upheld', reason })
  if (seen.flagged) return as('unflag', { reason })
  return undefined
}
