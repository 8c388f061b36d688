import { paymentCommands, paymentStatuses, type PaymentStatus } from '@stablegate/contracts'
import type { ClockKind } from './clocks.ts'
import { rights, type Role } from './rights.ts'
import type { Verb } from './state.ts'

/** The escrow while a payment is in a state. */
const escrowWhile: Readonly<Record<PaymentStatus, string>> = {
  open: 'none',
  requested: 'none, or on its way',
  onchain_offered: 'none',
  awaiting_transfer: 'none',
  confirming_transfer: 'none',
  offered: 'pended',
  awaiting_payment: 'pended',
  grace: 'pended',
  claimed: 'pended',
  amount_query: 'pended',
  fiat_refund_due: 'pended, or void when late',
  disputed: 'frozen',
  settling: 'being posted',
  settled: 'posted to held',
  split: 'posted in part',
  closed_unpaid: 'void',
  closed_refunded: 'void',
  late_case: 'void',
  expired: 'none',
  cancelled: 'none, or void',
}

type End = readonly [clock: ClockKind, policyName: string, becomes: string]

/** Which clocks run in a state, the name of their length in the policy, and what their end does. */
const endsOf: Readonly<Partial<Record<PaymentStatus, readonly End[]>>> = {
  open: [['expiry', 'expiryMs', 'expired']],
  requested: [['match', 'matchMs', 'onchain_offered']],
  onchain_offered: [['expiry', 'expiryMs', 'expired']],
  awaiting_transfer: [['transfer', 'transferMs on chain', 'expired, or onchain_offered where the price lapsed']],
  confirming_transfer: [['transfer', 'transferMs on chain', 'expired once nothing is on its way']],
  offered: [['offer', 'offerMs', 'void, next acceptor']],
  awaiting_payment: [['pay', 'payMs', 'grace']],
  grace: [['grace', 'graceMs of the rail', 'closed_unpaid']],
  claimed: [
    ['remind', 'remindMs', 'a reminder'],
    ['silent', 'silentMs', 'acceptor offline'],
    ['answer', 'answerMs', 'disputed'],
  ],
  amount_query: [['query', 'queryMs', 'disputed']],
  fiat_refund_due: [['refund', 'refundMs', 'disputed']],
  disputed: [
    ['evidence', 'evidenceMs', 'no more evidence'],
    ['verdict', 'verdictMs', 'escalated, never a release'],
  ],
  late_case: [['case', 'caseMs', 'escalated']],
  settled: [
    ['release', 'holdMs of the rail', 'available'],
    ['reserve', 'reserveMs', 'available'],
    ['appeal', 'appealMs', 'no more appeal'],
    ['recall', 'reversalWindowMs of the rail', 'no more recall'],
  ],
  closed_unpaid: [['appeal', 'appealMs', 'no more late claim']],
  closed_refunded: [['appeal', 'appealMs', 'no more late claim']],
}

/** As the command is called: `order.payment.<name>`. */
const nameOf = (verb: Verb): string => `\`${paymentCommands[verb].type.split('.').at(-1)}\``

const roles: readonly Role[] = ['customer', 'acceptor', 'merchant', 'operator']

/** The chart as a Markdown table, from the very tables that decide. */
export const chartTable = (): string => {
  const lines = paymentStatuses.map((status) => {
    const ends = (endsOf[status] ?? endsOf[status === 'split' ? 'settled' : status] ?? [])
      .map(([clock, length, becomes]) => `${clock} (${length}) → ${becomes}`)
      .join('; ')
    const may = roles.map((role) => (rights[status][role] ?? []).map(nameOf).join(', ') || '–')
    return `| \`${status}\` | ${escrowWhile[status]} | ${ends || '–'} | ${may.join(' | ')} |`
  })
  return [
    `| state | escrow | clocks and their ends | ${roles.join(' | ')} |`,
    `|${'---|'.repeat(7)}`,
    ...lines,
    '',
  ].join('\n')
}
