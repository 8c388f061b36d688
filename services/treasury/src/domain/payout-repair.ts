import type { PayoutRepair } from '@stablegate/contracts'
import type { PayoutStep } from './payout-journal.ts'
import { requestOf, type PayoutCommandNamed, type PayoutEvent, type PayoutState } from './payout-state.ts'

/** The network moves on while the ledger is asked, so each repair starts only from an answered one. */
const repairDue = ({ status, books }: PayoutState): PayoutRepair | undefined => {
  const gone = status === 'revoked' || status === 'returning'
  if (books === 'posted') return gone ? 'reverse' : undefined
  if (books !== 'reversed') return undefined
  return status === 'landed' ? 'repost' : status === 'returning' ? 'give_back' : undefined
}

/** The repair that follows from where chain and ledger stand. */
export const followBooks = (state: PayoutState, atMs: number): readonly PayoutEvent[] => {
  const step = repairDue(state)
  if (step === undefined) return []
  const { payout } = requestOf(state)
  const custody = step === 'reverse' ? 'doubtful' : state.reversedTo
  return [{ type: 'payout.repair_asked', data: { payout, step, round: state.round, custody, atMs } }]
}

/** The ledger has posted what landed, or done a repair. */
export const answerRepair = (
  state: PayoutState, isOf: (step: PayoutStep, round?: number) => boolean, atMs: number,
): readonly PayoutEvent[] => {
  const { payout, payee, chain, to, amountMicro, feeMicro } = requestOf(state)
  const { status, books, askedRound, round, txid } = state
  const confirmed: PayoutEvent = { type: 'payout.confirmed', data: { payout, payee, chain, to, amountMicro, feeMicro, txid, atMs } }
  const repaired = (step: 'post' | PayoutRepair): PayoutEvent => ({ type: 'payout.repaired', data: { payout, step, round, atMs } })
  if (books === 'none') return !isOf('post') ? [] : [status === 'landed' ? confirmed : repaired('post')]
  if (books === 'posted' || books === 'reversed' || !isOf(books, askedRound)) return []
  switch (books) {
    case 'reverse': return [repaired('reverse')]
    // The network may have taken it back once more meanwhile.
    case 'repost': return [status === 'landed' ? confirmed : repaired('repost')]
    case 'give_back':
      return status === 'returning' ? [{ type: 'payout.returned', data: { ...requestOf(state), reason: state.reason, atMs } }] : []
  }
}

type Surfaced = PayoutCommandNamed<'recordSurfacing'> | PayoutCommandNamed<'recordSinking'>

/** A transaction that was provably lost pays, and the network may take that back: it is owed while it stands. */
export const followOverpayment = ({ type, data: { txid, part }, atMs }: Surfaced, state: PayoutState): readonly PayoutEvent[] => {
  const { round, owed } = state.overpaid.get(txid) ?? { round: 0, owed: false }
  const pays = type === 'treasury.payout.record_surfacing'
  if (pays === owed) return []
  const of = { ...requestOf(state), txid, part, atMs }
  return pays
    ? [{ type: 'payout.overpaid', data: { ...of, round: round + 1 } }]
    : [{ type: 'payout.overpayment_undone', data: { ...of, round } }]
}
