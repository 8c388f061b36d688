import { testOperators, type TestAct, type TestFact, type TestScript } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

/** The offer that a bot has, and what of the payment it has seen. */
export type Scene = {
  readonly script: TestScript
  readonly offer?: Extract<TestFact, { kind: 'offered' }>
  /** How many bots were asked. */
  readonly offers: number
  readonly claims: number
}

export type Step = { readonly act: TestAct; readonly afterMs: number }

const second = 1_000
const day = 86_400_000
/** Recalls come when goods are long delivered. */
const recallAfterMs = 20 * day

const after = (afterMs: number, act: TestAct): Step => ({ act, afterMs })

const tenths = (fiatMinor: bigint, part: bigint): bigint => {
  const minor = fiatMinor * part / 10n
  return minor > 0n ? minor : 1n
}

const toOffer = ({ script, offers }: Scene): Step | undefined => {
  switch (script) {
    case 'declined': return after(second, { kind: 'decline' })
    case 'silent': return undefined
    case 'declined_once': return after(second, { kind: offers === 1 ? 'decline' : 'accept' })
    case 'silent_once': return offers === 1 ? undefined : after(second, { kind: 'accept' })
    default: return after(second, { kind: 'accept' })
  }
}

const confirm = (receivedMinor: bigint, more: { payerMatches?: boolean; ownReference?: boolean } = {}): Step =>
  after(2 * second, { kind: 'confirm', receivedMinor, payerMatches: true, ownReference: false, ...more })

const toClaim = ({ script, claims }: Scene, fiatMinor: bigint): Step | undefined => {
  switch (script) {
    // Topped up and claimed again, all of it is there.
    case 'short': return confirm(claims === 1 ? tenths(fiatMinor, 9n) : fiatMinor)
    case 'short_refunded': return confirm(tenths(fiatMinor, 9n))
    case 'over': return confirm(tenths(fiatMinor, 11n))
    case 'third_party_refunded':
    case 'third_party_settled': return after(2 * second, { kind: 'refuse', reason: 'third_party' })
    case 'not_received': return after(2 * second, { kind: 'refuse', reason: 'not_received' })
    case 'unanswered': return undefined
    case 'wrong_reference': return confirm(fiatMinor, { ownReference: true })
    case 'recalled_from_acceptor': return confirm(fiatMinor, { payerMatches: false })
    default: return confirm(fiatMinor)
  }
}

const toAcceptance = ({ script }: Scene, fiatMinor: bigint): Step | undefined => {
  if (script === 'account_unusable') return after(2 * second, { kind: 'report_unusable' })
  return script === 'unclaimed' ? confirm(fiatMinor, { ownReference: true }) : undefined
}

const toSettlement = ({ script }: Scene, fiatMinor: bigint): Step | undefined => {
  switch (script) {
    case 'over': return after(2 * second, { kind: 'refund' })
    case 'recalled':
    case 'recalled_from_acceptor': return after(recallAfterMs, { kind: 'report_recall', recalledMinor: fiatMinor })
    default: return undefined
  }
}

const toDispute = ({ script }: Scene, reason: string): Step | undefined => {
  if (reason !== 'third_party') return undefined
  return after(2 * second, { kind: 'judge', outcome: script === 'third_party_settled' ? 'full' : 'none' })
}

/** What follows from a fact, in a scene that has it: the table of documented amounts, played. */
export const stepAfter = (fact: TestFact, scene: Scene): Step | undefined => {
  const { offer, script } = scene
  // What an acceptor of flesh and blood was offered is none of the bots' business.
  if (offer?.isBot !== true) return undefined
  const { fiatMinor } = offer
  switch (fact.kind) {
    case 'offered': return undefined
    case 'escrowed': return fact.attempt === offer.attempt ? toOffer(scene) : undefined
    case 'accepted': return toAcceptance(scene, fiatMinor)
    case 'claimed': return toClaim(scene, fiatMinor)
    case 'amount_queried': return script === 'short_refunded' ? after(second, { kind: 'offer_refund' }) : undefined
    case 'refund_due': return after(2 * second, { kind: 'refund' })
    case 'disputed': return toDispute(scene, fact.reason)
    case 'proposed': return fact.operator === testOperators.judge ? after(second, { kind: 'approve' }) : undefined
    case 'closed': {
      const isUnpaid = fact.reason === 'grace_over' || fact.reason === 'not_paid'
      return script === 'late' && isUnpaid ? after(2 * second, { kind: 'confirm_late', receivedMinor: fiatMinor }) : undefined
    }
    case 'settled': return toSettlement(scene, fiatMinor)
    case 'recall_reported': return after(2 * second, { kind: 'grant_recall' })
  }
}

export const sceneAfter = (fact: TestFact, scene: Scene): Scene => {
  switch (fact.kind) {
    case 'offered': return { ...scene, offer: fact, offers: scene.offers + (fact.isBot ? 1 : 0) }
    case 'claimed': return { ...scene, claims: scene.claims + 1 }
    default: return scene
  }
}

export const acceptorOf = ({ offer }: Scene): string => {
  assertThat(offer, 'who acts was offered the payment')
  return offer.acceptor
}
