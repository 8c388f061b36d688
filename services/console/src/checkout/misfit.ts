import type { GetCheckoutAnswer } from '@stablegate/sdk'
import { isZero } from '../format/money.ts'

type Block = Pick<NonNullable<GetCheckoutAnswer['on_chain']>, 'observed' | 'wrong_assets' | 'missing' | 'applied' | 'unapplied'>

/** Why money on chain waits for somebody's word. */
export type Misfit = 'reversed' | 'screened' | 'overpaid' | 'paid_late' | 'underpaid' | 'wrong_asset'

/** In the order in which the API says it of the payment: what is worse comes first. */
export const misfitOf = ({ observed, wrong_assets: others, missing, applied, unapplied }: Block): Misfit => {
  if (observed.some(({ stage }) => stage === 'revoked')) return 'reversed'
  if (observed.some(({ stage }) => stage === 'held')) return 'screened'
  if (isZero(unapplied) && others.length > 0) return 'wrong_asset'
  if (!isZero(applied)) return 'overpaid'
  return isZero(missing) ? 'paid_late' : 'underpaid'
}

/** Whether anything ever came to the address: then nobody may be told that nothing was paid. */
export const hasCome = ({ observed, wrong_assets: others }: Pick<Block, 'observed' | 'wrong_assets'>): boolean =>
  observed.length > 0 || others.length > 0
