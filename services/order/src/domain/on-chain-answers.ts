import { recordAssigned } from './deposits.ts'
import { tell, type CommandFor, type PaymentEvent, type PaymentState } from './state.ts'
import type { Occasion } from './transfer-ids.ts'

type Fact = CommandFor<'recordTransfer'>

const applied = (command: Fact, state: PaymentState, count: number): readonly PaymentEvent[] => {
  const one = state.onChain?.applying.find((applying) => applying.count === count)
  if (!one) return []
  const { purpose, postedMicro: amountMicro } = one
  return [tell('applied', command, state, { count, purpose, amountMicro })]
}

const moved = (command: Fact, state: PaymentState, what: 'aside' | 'assign', count: number): readonly PaymentEvent[] => {
  const move = state.onChain?.moves.find((one) => one.what === what && one.count === count)
  if (!move) return []
  const done = tell('moved', command, state, move)
  return what === 'assign' ? recordAssigned(command, state, done) : [done]
}

const reversed = (command: Fact, state: PaymentState, count: number): readonly PaymentEvent[] => {
  const one = state.onChain?.reversing.find((reversing) => reversing.count === count)
  return one ? [tell('reversed', command, state, { count, amountMicro: one.amountMicro })] : []
}

/** What the ledger did of what was asked for money on chain. */
export const recordOnChainTransfer = (
  command: Fact, state: PaymentState, occasion: Occasion, count: number,
): readonly PaymentEvent[] => {
  switch (occasion) {
    case 'apply': return applied(command, state, count)
    case 'aside':
    case 'assign': return moved(command, state, occasion, count)
    case 'reverse': return reversed(command, state, count)
    default: return []
  }
}

/** Suspense has less than was to be assigned: nothing is done, and whoever asked may ask for less. */
export const assignmentRefused = (
  command: Fact, state: PaymentState, count: number, reason: string,
): readonly PaymentEvent[] =>
  state.onChain?.moves.some((one) => one.what === 'assign' && one.count === count)
    ? [tell('moveRefused', command, state, { what: 'assign', count, reason })]
    : []
