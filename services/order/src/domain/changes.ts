import type { PaymentStatus } from '@stablegate/contracts'
import type { DataOf, EscrowState, EventName, PaymentState, Settlement } from './state.ts'

type Fold<N extends EventName> = (state: PaymentState, data: DataOf<N>) => PaymentState
export type Folds = { readonly [N in EventName]: Fold<N> }

export const same = (state: PaymentState): PaymentState => state

/** What belongs to a state and not to the payment ends when the state is left. */
export const enter = (state: PaymentState, status: PaymentStatus): PaymentState => {
  const { proposal: _, ...rest } = state
  return { ...rest, status, escalated: false, extended: false }
}

export const escrow = (state: PaymentState, attempt: number, is: EscrowState): PaymentState => ({
  ...state,
  escrows: { ...state.escrows, [attempt]: is },
})

export const order = (
  state: PaymentState,
  change: Partial<NonNullable<PaymentState['order']>>,
): PaymentState => (state.order ? { ...state, order: { ...state.order, ...change } } : state)

export const settlement = (state: PaymentState, change: Partial<Settlement>): PaymentState =>
  state.settlement ? { ...state, settlement: { ...state.settlement, ...change } } : state

export const without = <K extends keyof PaymentState>(state: PaymentState, key: K): PaymentState => {
  const { [key]: _, ...rest } = state
  return rest as PaymentState
}
