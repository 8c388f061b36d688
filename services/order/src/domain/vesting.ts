import { accounts, type Division, type TransferRequest } from '@stablegate/contracts'
import type { Settlement } from './state.ts'
import { parseTransferId, retriedId, transferIdOf } from './transfer-ids.ts'

/**
 * Rule 5: an agent's share vests with the hold. Until then its taking back is pended beside it, so
 * that it stands in the agent's account, in the statement and in the books, and cannot leave.
 */
export type Vest = { readonly pending: string; readonly amountMicro: bigint }

type OfSettlement = Pick<Settlement, 'vests' | 'attempt' | 'postRetry'>

/** What of a division waits for the hold; where nothing is held, nothing will be released. */
const vestingMicro = (isVesting: boolean | undefined, { agentMicro, heldMicro }: Division): bigint =>
  isVesting && heldMicro > 0n ? agentMicro : 0n

const vestOf = (pending: string, amountMicro: bigint): readonly Vest[] =>
  amountMicro > 0n ? [{ pending, amountMicro }] : []

const vestIdOf = (set: string): string => `${set}/vest`

/** What the set that posts the settlement pends, under the id it was asked with last. */
export const vestOfPost = (
  payment: string,
  settlement: OfSettlement & Division,
): readonly Vest[] => {
  const id = vestIdOf(transferIdOf('post', payment, settlement.attempt))
  const { postRetry } = settlement
  return vestOf(
    postRetry === undefined ? id : retriedId(id, postRetry),
    vestingMicro(settlement.vests, settlement),
  )
}

/** What a granted appeal adds waits as the rest does; an appeal's movement is never asked for again. */
export const vestOfAppeal = (
  payment: string,
  settlement: Pick<Settlement, 'vests'>,
  count: number,
  extra: Division,
): readonly Vest[] =>
  vestOf(vestIdOf(transferIdOf('appeal', payment, count)), vestingMicro(settlement.vests, extra))

/** After a merchant's recall what is left of the share waits on, as long as something is held. */
export const vestAfterRecall = (
  payment: string,
  count: number,
  unvested: readonly Vest[],
  takenMicro: bigint,
  inHeldMicro: bigint,
): readonly Vest[] => {
  const leftMicro = unvested.reduce((sum, { amountMicro }) => sum + amountMicro, 0n) - takenMicro
  const id = vestIdOf(transferIdOf('recall', payment, count))
  return vestOf(id, inHeldMicro > 0n ? leftMicro : 0n)
}

/** What a set pends, under the first name: who asks again renames all that is in the set. */
export const asFirstAsked = (set: string, vests: readonly Vest[]): readonly Vest[] =>
  vests.map((vest) => ({ ...vest, pending: vestIdOf(set) }))

/** The name of what a set pends, once that set was refused and is asked for under new ids. */
export const renamed = (vests: readonly Vest[], transfer: string, retry: number): readonly Vest[] => {
  const parsed = parseTransferId(transfer)
  if (!parsed) return vests
  const id = vestIdOf(transferIdOf(parsed.occasion, parsed.payment, parsed.count))
  return vests.map((vest) =>
    vest.pending === id || vest.pending.startsWith(`${id}/`)
      ? { ...vest, pending: retriedId(id, retry) }
      : vest,
  )
}

export const pendVests = (agent: string | undefined, vests: readonly Vest[]): TransferRequest[] =>
  vests.map(({ pending, amountMicro }) => ({
    kind: 'pend',
    id: pending,
    debit: accounts.agent(agent ?? 'none'),
    credit: accounts.agentCost,
    amountMicro,
    category: 'agent_share',
  }))

export const voidVests = (set: string, vests: readonly Vest[]): TransferRequest[] =>
  vests.map(({ pending }, index) => ({
    kind: 'void_pending',
    id: `${set}/unvest${index}`,
    pending,
    category: 'void',
  }))
