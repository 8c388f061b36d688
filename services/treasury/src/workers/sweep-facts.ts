import type { SweepFacts } from '@stablegate/contracts'
import { transferCall } from '@stablegate/tron'
import type { PayoutNodes } from '../chain/payout-node.ts'

export type SweepTransfer = {
  readonly nodes: PayoutNodes
  readonly token: string
  readonly gas: string
  readonly address: string
  readonly to: string
  readonly amountMicro: bigint
}

/** What a transfer would need now and what there is for it; undefined where it would fail. */
export const sweepFactsOf = async (
  { nodes, token, gas, address, to, amountMicro }: SweepTransfer, signal: AbortSignal,
): Promise<SweepFacts | undefined> => {
  const { energy, reverted } = await nodes.simulate(address, token, transferCall(to, amountMicro), signal)
  if (reverted) return undefined
  const [prices, own, ofGas, balanceSun, lendableSun] = await Promise.all([
    nodes.prices(signal), nodes.resources(address, signal), nodes.resources(gas, signal), nodes.balanceSun(address, signal),
    nodes.lendableSun(gas, signal),
  ])
  const active = balanceSun !== undefined
  return {
    energy, energyLeft: own.energyLeft, active, balanceSun: balanceSun ?? 0,
    // Its first TRX makes it an account, with an allowance as all have.
    bandwidthLeft: active ? own.bandwidthLeft : freeAllowance,
    gasBandwidthLeft: ofGas.bandwidthLeft, lendableSun, totalEnergy: ofGas.totalEnergy, totalStakeTrx: ofGas.totalStakeTrx,
    energyPriceSun: prices.energySun, bandwidthPriceSun: prices.bandwidthSun, activationSun: prices.activationSun,
  }
}

/** Bytes of bandwidth that every account has a day. */
const freeAllowance = 600
