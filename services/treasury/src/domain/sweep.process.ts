import {
  dispatchCommands, sweepCommands, sweepDispatch, sweepOfDispatch, type DispatchOrder, type MessageOf, type SweepPart,
  type transactionEvents,
} from '@stablegate/contracts'
import { assertThat, type CommandToSend, type Process, type RecordedEvent } from '@stablegate/kernel'
import { sweepDecider, type SweepEvent, type SweepState } from './sweep.ts'
import type { DispatchEvent } from './transaction-dispatch.ts'

const orderOf = (part: SweepPart, { planned }: SweepState): DispatchOrder => {
  assertThat(planned, 'a sweep without a plan')
  const { address, index, to, amountMicro, stakeSun } = planned
  return part === 'move'
    ? { kind: 'token', source: { role: 'deposit', index, address }, to, amountMicro }
    : { kind: part === 'lend' ? 'delegate' : 'undelegate', source: { role: 'gas' }, to: address, amountSun: stakeSun }
}

const open = (part: SweepPart, { data: { sweep } }: SweepEvent, state: SweepState): readonly CommandToSend[] => {
  const chain = state.planned?.chain
  return [{
    type: dispatchCommands.open.type, data: { dispatch: sweepDispatch(sweep, part), chain, order: orderOf(part, state) },
  }]
}

const onSweep = (event: SweepEvent, state: SweepState): readonly CommandToSend[] => {
  switch (event.type) {
    case 'sweep.planned': return open(event.data.way === 'lend' ? 'lend' : 'move', event, state)
    case 'sweep.lent':
    case 'sweep.lend_ended': return open('move', event, state)
    case 'sweep.lend_given_up': {
      const { sweep, reason } = event.data
      return [{ type: dispatchCommands.withdraw.type, data: { dispatch: sweepDispatch(sweep, 'lend'), by: `sweep: ${reason}` } }]
    }
    case 'sweep.return_asked': return open('back', event, state)
    default: return []
  }
}

/** Steers a sweep: each step is a dispatch, named by the sweep and the step, so that it is opened once. */
export const sweepProcess: Process<SweepState> = {
  name: 'sweeps',
  aggregate: 'sweep',
  initial: sweepDecider.initial,
  evolve: (state, event: SweepEvent) => sweepDecider.evolve(state, event),
  react: (event: RecordedEvent<SweepEvent>, state) => onSweep(event, state),
}

const outcomeOf = (event: DispatchEvent): 'landed' | 'halted' | 'withdrawn' | undefined => {
  switch (event.type) {
    case 'dispatch.landed': return 'landed'
    case 'dispatch.withdrawn': return 'withdrawn'
    case 'dispatch.failed':
    case 'dispatch.refused': return 'halted'
    case 'dispatch.expired': return event.data.halted ? 'halted' : undefined
    default: return undefined
  }
}

/** How far a dispatch is, told to the sweep that it serves. */
export const tellSweep = (event: DispatchEvent): readonly CommandToSend[] => {
  const of = sweepOfDispatch(event.data.dispatch)
  const outcome = outcomeOf(event)
  if (of === undefined || of.part === 'fuel' || outcome === undefined) return []
  return [{ type: sweepCommands.recordPart.type, data: { sweep: of.sweep, part: of.part, outcome } }]
}

/** What a transaction cost, told to the sweep that it served. */
export const chargeSweep = (
  { dispatch, txid, feeSun }: MessageOf<typeof transactionEvents.charged>['data'],
): readonly CommandToSend[] => {
  const of = sweepOfDispatch(dispatch)
  return of === undefined || feeSun === 0
    ? []
    : [{ type: sweepCommands.recordCost.type, data: { sweep: of.sweep, dispatch, txid, feeSun } }]
}
