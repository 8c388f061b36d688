import { idFrom, paymentCommands, testOperators, testPlayEvents, type MessageOf } from '@stablegate/contracts'
import { uuidv5, type CommandToSend } from '@stablegate/kernel'

type Acted = MessageOf<typeof testPlayEvents.acted>['data']

/** 64 hexadecimal digits, as a digest has: the reference that the simulated bank gives. */
const digestOf = (...parts: readonly string[]): string =>
  ['first', 'second'].map((half) => uuidv5('test-bank', half, ...parts).replaceAll('-', '')).join('')

const asOperator = (operator: string) => ({ role: 'operator' as const, operator, relatedOwners: [] })
const why = 'The documented amount of this test payment asks for it.'

/** The command of an act; its id is derived from the event, so that doing it twice is doing it once. */
export const commandsOf = ({ payment, act, acceptor }: Acted): readonly CommandToSend[] => {
  const by = { role: 'acceptor' as const, acceptor }
  const reference = { bankReferenceHash: digestOf(payment, act.kind) }
  switch (act.kind) {
    case 'accept': return [{ type: paymentCommands.acceptOffer.type, data: { payment, by } }]
    case 'decline': return [{ type: paymentCommands.declineOffer.type, data: { payment, by } }]
    case 'report_unusable': return [{ type: paymentCommands.reportAccountUnusable.type, data: { payment, by } }]
    case 'confirm': {
      const { receivedMinor, payerMatches, ownReference } = act
      const received = { receivedMinor, payerMatches, ...(ownReference ? reference : {}) }
      return [{ type: paymentCommands.confirm.type, data: { payment, by, ...received } }]
    }
    case 'refuse': return [{ type: paymentCommands.refuse.type, data: { payment, by, reason: act.reason } }]
    case 'offer_refund': return [{ type: paymentCommands.offerRefund.type, data: { payment, by } }]
    case 'refund':
      // Nobody's secret: the simulated bank has no statement that could be read.
      return [{ type: paymentCommands.markRefunded.type, data: { payment, by, ...reference, sealedReference: 'test' } }]
    case 'confirm_late':
      return [{ type: paymentCommands.confirmLate.type, data: { payment, by, receivedMinor: act.receivedMinor, ...reference } }]
    case 'report_recall': {
      const proof = {
        evidence: idFrom('evidence', uuidv5('test-recall', payment)), digest: digestOf(payment, 'proof'),
        kind: 'statement' as const, bankProof: true, sizeBytes: 1,
      }
      return [{ type: paymentCommands.reportRecall.type, data: { payment, by, recalledMinor: act.recalledMinor, proof } }]
    }
    case 'judge': {
      const verdict = act.outcome === 'full' ? { outcome: act.outcome } : { outcome: act.outcome, fiatGoesBack: true }
      const data = { payment, by: asOperator(testOperators.judge), verdict, reason: why, ruleBroken: false }
      return [{ type: paymentCommands.giveVerdict.type, data }]
    }
    case 'grant_recall': {
      const data = { payment, by: asOperator(testOperators.judge), outcome: 'granted', reason: why }
      return [{ type: paymentCommands.decideRecall.type, data }]
    }
    case 'approve':
      return [{ type: paymentCommands.approveJudgement.type, data: { payment, by: asOperator(testOperators.second) } }]
  }
}
