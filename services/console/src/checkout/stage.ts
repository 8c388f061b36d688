import type { GetCheckoutAnswer } from '@stablegate/sdk'
import { hasCome } from './misfit.ts'

/** What is on the page of the customer, derived from the payment's state and whose it is. */
export type Stage =
  /** Choose how to pay. */
  | 'choose'
  /** An acceptor is being found. */
  | 'finding'
  /** Where to pay is shown; the customer pays and says so. */
  | 'pay'
  /** The address is shown; the customer sends USDT, the network confirms. */
  | 'transfer'
  /** The acceptor, or the network, confirms. */
  | 'confirming'
  | 'amount_query' | 'refund_due' | 'disputed' | 'settled' | 'split' | 'closed_unpaid' | 'closed_refunded' | 'late_case'
  | 'expired' | 'cancelled'
  /** Somebody chose in another browser: this one only looks. */
  | 'elsewhere'

const stages: Readonly<Record<string, Stage>> = {
  open: 'choose', onchain_offered: 'choose', requested: 'finding', offered: 'finding', awaiting_payment: 'pay', grace: 'pay',
  awaiting_transfer: 'transfer', confirming_transfer: 'transfer',
  claimed: 'confirming', settling: 'confirming', amount_query: 'amount_query', fiat_refund_due: 'refund_due', disputed: 'disputed',
  settled: 'settled', split: 'split', closed_unpaid: 'closed_unpaid', closed_refunded: 'closed_refunded', late_case: 'late_case',
  expired: 'expired', cancelled: 'cancelled',
}

/** What everybody who has the link may see. */
const publicStages: ReadonlySet<Stage> = new Set(['choose', 'settled', 'split', 'expired', 'cancelled'])

export const stageOf = ({ state, yours, on_chain: onChain }: Pick<GetCheckoutAnswer, 'state' | 'yours' | 'on_chain'>): Stage => {
  // Ended by its clock, but money came: the page says what becomes of it.
  if ((state === 'expired' || state === 'cancelled') && yours && onChain !== null && hasCome(onChain)) return 'transfer'
  // A state that is newer than this page: somebody works on it.
  const stage = stages[state] ?? 'confirming'
  return yours || publicStages.has(stage) ? stage : 'elsewhere'
}

/** Nothing more is awaited from anybody. */
export const isOver = (stage: Stage): boolean =>
  stage === 'settled' || stage === 'split' || stage === 'expired' || stage === 'cancelled'

export const steps = ['choose', 'pay', 'confirm', 'done'] as const

type OnChainStatus = NonNullable<GetCheckoutAnswer['on_chain']>['status']
const awaited: ReadonlySet<OnChainStatus | undefined> = new Set(['preparing', 'waiting', 'part_paid', undefined])

/** How far the way is done, for the line at the top. */
export const stepOf = (stage: Stage, onChain?: OnChainStatus): number => {
  switch (stage) {
    case 'choose':
    case 'finding': return 0
    case 'pay': return 1
    case 'transfer': return awaited.has(onChain) ? 1 : onChain === 'resolved' || onChain === 'paid' ? 3 : 2
    case 'settled':
    case 'split': return 3
    default: return 2
  }
}
