import { assertThat } from '@stablegate/kernel'
import { payoutTransferId } from './payout-journal.ts'
import { requestOf, type PayoutCommandNamed, type PayoutEvent, type PayoutState } from './payout-state.ts'

/** So long a payout waits for money on the hot address before people are told. */
export const fundsPatienceMs = 15 * 60_000

/** The one clock of a payout. */
export const fundsClock = 'funds'

/** The ledger has refused to set it aside: whether the payee lacks it, or the hot address alone, is asked next. */
export const afterRefusal = (state: PayoutState, reason: string, atMs: number): PayoutEvent | undefined =>
  reason === 'insufficient_funds' && state.status === 'pending' && state.hold === 'none'
    ? { type: 'payout.hold_asked', data: { payout: requestOf(state).payout, atMs } }
    : undefined

/** The payee's money is set aside, and waits. */
export const heldEvent = (state: PayoutState, clockId: string, atMs: number): PayoutEvent =>
  ({ type: 'payout.waiting', data: { ...requestOf(state), clockId, untilMs: atMs + fundsPatienceMs, atMs } })

/** One round at a time: the hot address has more than it had. */
export const fund = ({ status, hold, funding, rounds, ...state }: PayoutState, atMs: number): readonly PayoutEvent[] => {
  if (status !== 'waiting' || hold !== 'held' || funding !== undefined) return []
  assertThat(state.request, 'a payout without a request')
  return [{ type: 'payout.funding_asked', data: { payout: state.request.payout, round: rounds + 1, atMs } }]
}

/** The ledger's answer to a round, told once; undefined where it is to something else. */
export const answerFunding = (
  state: PayoutState, ids: readonly string[], refused: string | undefined, atMs: number,
): readonly PayoutEvent[] | undefined => {
  const { funding: round } = state
  const request = requestOf(state)
  const { payout } = request
  if (!ids.some((id) => id.startsWith(`payout:${payout}:fund:`))) return undefined
  if (round === undefined || !ids.includes(payoutTransferId(payout, 'fund', round))) return []
  if (refused === undefined) return [{ type: 'payout.pended', data: { ...request, round, atMs } }]
  assertThat(refused === 'insufficient_funds', `the ledger refused to fund payout ${payout}: ${refused}`)
  return [{ type: 'payout.funding_refused', data: { payout, round, atMs } }]
}

/** Only the clock that is awaited counts. */
export const fundsClockFired = ({ data, atMs }: PayoutCommandNamed<'clock'>, state: PayoutState): readonly PayoutEvent[] =>
  state.status === 'waiting' && data.clockId === state.clockId
    ? [{ type: 'payout.funds_overdue', data: { ...requestOf(state), sinceMs: state.waitingSinceMs, atMs } }]
    : []
