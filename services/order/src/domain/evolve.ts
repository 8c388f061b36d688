import { paymentEvents, type MessageOf } from '@stablegate/contracts'
import type { Folds } from './changes.ts'
import { foldClocks } from './clocks.ts'
import { moneyFolds } from './money-folds.ts'
import { onChainFolds } from './on-chain-folds.ts'
import { claimFolds, disputeFolds, offerFolds } from './order-folds.ts'
import type { EventName, PaymentEvent, PaymentState } from './state.ts'
import { wordOf } from './word.ts'

const folds: Folds = { ...offerFolds, ...claimFolds, ...disputeFolds, ...moneyFolds, ...onChainFolds }

const byType = new Map(
  (Object.keys(folds) as EventName[]).map((name) => [
    paymentEvents[name].type as string,
    folds[name] as (state: PaymentState, data: never) => PaymentState,
  ]),
)

type Clocked = MessageOf<(typeof paymentEvents)['clockShifted']>

/** Facts only, never a refusal; a new state every time, for views and processes fold the same. */
export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  const fold = byType.get(event.type)
  if (!fold) return state
  const { atMs, clocks = [] } = event.data
  const counted =
    event.type === 'payment.clock_shifted' ? (event as Clocked).data.outages : undefined
  const next = fold(state, event.data as never)
  const folded =
    clocks.length === 0 ? next : { ...next, clocks: foldClocks(next.clocks, clocks, atMs, counted) }
  return { ...folded, wordBefore: state.word, word: wordText(folded), changedAtMs: atMs }
}

const wordText = (state: PaymentState): string => {
  const word = wordOf(state)
  return word ? [word.word, ...(word.context ? [word.context] : [])].join(' ') : ''
}
