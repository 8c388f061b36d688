import type { SweepFacts } from '@stablegate/contracts'

/** Sizes on chain with one signature, in bytes: what the network takes as bandwidth. */
export const bytesOf = { move: 345, native: 270, lend: 290, back: 290 } as const

/** Energy of a call moves with the network's load between estimate and block. */
const burnMargin = 1.3
/** Lent energy is not spent, so more of it costs nothing; less of it burns TRX that the address may not have. */
const lendMargin = 1.2
/** As much as this must be there before a transfer is built on energy alone. */
const sureMargin = 1.05

const sunPerTrx = 1_000_000

const bandwidthSun = (bytes: number, left: number, { bandwidthPriceSun }: Pick<SweepFacts, 'bandwidthPriceSun'>): number =>
  left >= bytes ? 0 : bytes * bandwidthPriceSun

type Needs = Pick<SweepFacts, 'energy' | 'energyLeft' | 'energyPriceSun' | 'bandwidthLeft' | 'bandwidthPriceSun'>

/**
 * TRX that an address must hold so that its transfer cannot fail for want of energy or bandwidth: of
 * several at once each may find that the others have taken what was there.
 */
export const needSun = (facts: Needs, transfers = 1): number => {
  const { energyLeft, energyPriceSun, bandwidthLeft } = facts
  const energy = facts.energy * transfers
  const missing = energyLeft >= Math.ceil(energy * sureMargin) ? 0 : Math.max(0, Math.ceil(energy * burnMargin) - energyLeft)
  return missing * energyPriceSun + bandwidthSun(bytesOf.move * transfers, bandwidthLeft, facts)
}

/** TRX burnt for TRX to come to the address: nothing where it has enough. */
const fuelSun = (neededSun: number, facts: SweepFacts): number => {
  if (!facts.active) return facts.activationSun
  return facts.balanceSun >= neededSun ? 0 : bandwidthSun(bytesOf.native, facts.gasBandwidthLeft, facts)
}

/** What is burnt in all where the energy is paid for with TRX. */
const burnCostSun = (facts: SweepFacts): number => {
  const { energy, energyLeft, energyPriceSun, bandwidthLeft } = facts
  return Math.max(0, energy - energyLeft) * energyPriceSun + bandwidthSun(bytesOf.move, bandwidthLeft, facts)
    + fuelSun(needSun(facts), facts)
}

/** What is burnt in all where the energy is lent: bandwidth, and the account's first TRX. */
const lendCostSun = (facts: SweepFacts): number => {
  const moveSun = bandwidthSun(bytesOf.move, facts.bandwidthLeft, facts)
  return moveSun + fuelSun(moveSun, facts) + bandwidthSun(bytesOf.lend + bytesOf.back, facts.gasBandwidthLeft, facts)
}

/** Stake whose energy carries the transfer, in sun, a whole number of TRX; the network lends no less than one. */
export const stakeSunFor = ({ energy, energyLeft, totalEnergy, totalStakeTrx }: SweepFacts): number | undefined => {
  if (totalEnergy === 0) return undefined
  const missing = Math.max(0, Math.ceil(energy * lendMargin) - energyLeft)
  // What the address has and what it is lent are each rounded down by the network.
  return Math.max(1, Math.ceil(((missing + 1) * totalStakeTrx) / totalEnergy)) * sunPerTrx
}

export type Choice = {
  readonly way: 'burn' | 'lend'
  readonly burnSun: number
  /** Undefined where nothing can be lent. */
  readonly lendSun?: number
  readonly stakeSun: number
}

/** The cheaper way to pay for a transfer; where both cost the same the one with fewer transactions. */
export const cheaperWay = (facts: SweepFacts): Choice => {
  const burnSun = burnCostSun(facts)
  const stakeSun = stakeSunFor(facts)
  if (stakeSun === undefined || stakeSun > facts.lendableSun) return { way: 'burn', burnSun, stakeSun: 0 }
  const lendSun = lendCostSun(facts)
  return lendSun < burnSun ? { way: 'lend', burnSun, lendSun, stakeSun } : { way: 'burn', burnSun, lendSun, stakeSun: 0 }
}
