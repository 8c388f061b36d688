import { z } from 'zod'
import { chainAddress, chainName, txid } from './chain.ts'
import { dispatchId } from './dispatch.ts'
import { message } from './message.ts'
import { positiveMicro } from './money.ts'
import { clockCommand } from './order.ts'
import { addressIndex } from './treasury.ts'

/** A sweep is named by the address that it empties and its number there. */
export const sweepId = z.string().regex(/^T[1-9A-HJ-NP-Za-km-z]{33}x\d{1,9}$/)

const sun = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const ofSweep = { sweep: sweepId }

/** What the two ways to pay for a transfer are measured by, as the network says a moment before. */
export const sweepFacts = z.object({
  /** Of this very transfer, simulated. */
  energy: z.int().min(0),
  /** Energy and bandwidth that the address has to spend today. */
  energyLeft: sun,
  bandwidthLeft: sun,
  /** An address that only ever received USDT is no account yet: it can neither send nor be lent anything. */
  active: z.boolean(),
  balanceSun: sun,
  /** Of the address that pays for the others: its bandwidth, and the stake that it may lend now. */
  gasBandwidthLeft: sun,
  lendableSun: sun,
  /** The network's energy of a day and the stake, in TRX, that shares it. */
  totalEnergy: sun,
  totalStakeTrx: sun,
  energyPriceSun: sun,
  bandwidthPriceSun: sun,
  /** What the first TRX of an account costs its sender beside them. */
  activationSun: sun,
})
export type SweepFacts = z.output<typeof sweepFacts>

/** `burn`: TRX pays for the energy. `lend`: energy of staked TRX is lent for it and taken back after. */
export const sweepWay = z.enum(['burn', 'lend'])
export type SweepWay = z.output<typeof sweepWay>

/** What a sweep does one after the other, each as a dispatch of its own. */
export const sweepPart = z.enum(['lend', 'move', 'back'])
export type SweepPart = z.output<typeof sweepPart>

export const sweepCommands = {
  /** Moves an amount from a deposit address; how it is paid for is decided here, once. */
  plan: message('treasury.sweep.plan', z.object({
    ...ofSweep, chain: chainName, address: chainAddress, index: addressIndex, to: chainAddress, amountMicro: positiveMicro,
    facts: sweepFacts,
    /** So long energy is waited for, and so long it stays lent to what does not move. */
    patienceMs: z.int().min(1).max(86_400_000),
  })),
  /** How far one of its dispatches is. */
  recordPart: message('treasury.sweep.record_part', z.object({
    ...ofSweep, part: sweepPart, outcome: z.enum(['landed', 'halted', 'withdrawn']),
  })),
  recordCost: message('treasury.sweep.record_cost', z.object({ ...ofSweep, dispatch: dispatchId, txid, feeSun: sun })),
  clock: message('treasury.sweep.clock', clockCommand),
}

export const sweepEvents = {
  /** The cheaper way, with what both would cost; without `lendSun` nothing could be lent. */
  planned: message('sweep.planned', z.object({
    ...ofSweep, chain: chainName, address: chainAddress, index: addressIndex, to: chainAddress, amountMicro: positiveMicro,
    way: sweepWay, burnSun: sun, lendSun: sun.optional(), stakeSun: sun, facts: sweepFacts,
    clockId: z.string(), untilMs: z.number(), atMs: z.number(),
  })),
  /** The energy is with the address: it may move. */
  lent: message('sweep.lent', z.object({ ...ofSweep, clockId: z.string(), untilMs: z.number(), atMs: z.number() })),
  /** The energy is not to be had, or takes too long: it is not to be lent any more. */
  lendGivenUp: message('sweep.lend_given_up', z.object({ ...ofSweep, reason: z.enum(['halted', 'late']), atMs: z.number() })),
  /** Nothing was lent, and nothing will be: TRX is burnt after all. */
  lendEnded: message('sweep.lend_ended', z.object({ ...ofSweep, atMs: z.number() })),
  moved: message('sweep.moved', z.object({ ...ofSweep, outcome: z.enum(['landed', 'withdrawn']), atMs: z.number() })),
  /** What was lent is taken back: the address has moved, or keeps it too long. */
  returnAsked: message('sweep.return_asked', z.object({
    ...ofSweep, reason: z.enum(['landed', 'halted', 'withdrawn', 'late']), atMs: z.number(),
  })),
  returned: message('sweep.returned', z.object({ ...ofSweep, outcome: z.enum(['landed', 'withdrawn']), atMs: z.number() })),
  /** What one of its transactions cost, and all of them so far. */
  charged: message('sweep.charged', z.object({
    ...ofSweep, dispatch: dispatchId, txid, feeSun: sun, costSun: sun, atMs: z.number(),
  })),
  ended: message('sweep.ended', z.object({ ...ofSweep, atMs: z.number() })),
}

/** Its dispatches: TRX for the address is counted behind `f`. */
export const sweepDispatch = (sweep: string, part: SweepPart): string =>
  `${{ lend: 'lend', move: 'swp', back: 'back' }[part]}_${sweep}`
export const fuelDispatch = (sweep: string, count: number): string => `gas_${sweep}f${count}`

const dispatchPattern = /^(swp|lend|back|gas)_(T[1-9A-HJ-NP-Za-km-z]{33}x\d{1,9})(?:f\d{1,9})?$/
const parts = { swp: 'move', lend: 'lend', back: 'back', gas: 'fuel' } as const

/** Which sweep a dispatch serves, and as what; undefined for all others. */
export const sweepOfDispatch = (dispatch: string): { readonly sweep: string; readonly part: SweepPart | 'fuel' } | undefined => {
  const [, prefix, sweep] = dispatchPattern.exec(dispatch) ?? []
  return prefix === undefined || sweep === undefined ? undefined : { sweep, part: parts[prefix as keyof typeof parts] }
}
