import type { AcceptorProfile } from '@stablegate/contracts'
import type { Entry } from './market.ts'
import { noUse, type Use } from './period.ts'

/** What one payment account took. */
export type AccountUse = { readonly day: Use; readonly month: Use }

/** All that the book knows of one acceptor: what it says, what it has, what it is busy with. */
export type Seat = {
  readonly acceptor: string
  profile: AcceptorProfile | undefined
  /**
   * Free in the ledger as of `position`; reservations that the ledger does not show yet come off
   * it.
   */
  freeMicro: bigint
  position: number
  reservedMicro: bigint
  openOrders: number
  openMicro: bigint
  readonly day: Use
  readonly month: Use
  readonly accounts: Map<string, AccountUse>
  /** Zero before its first offer. */
  lastOfferAtMs: number
  /** One for each method of each quote; none while it cannot be offered anything. */
  entries: readonly Entry[]
}

export const newSeat = (acceptor: string): Seat => ({
  acceptor,
  profile: undefined,
  freeMicro: 0n,
  position: 0,
  reservedMicro: 0n,
  openOrders: 0,
  openMicro: 0n,
  day: noUse(),
  month: noUse(),
  accounts: new Map(),
  lastOfferAtMs: 0,
  entries: [],
})

export const newAccountUse = (): AccountUse => ({ day: noUse(), month: noUse() })

export const accountUseOf = (seat: Seat, account: string): AccountUse => {
  const known = seat.accounts.get(account)
  if (known) return known
  const use = newAccountUse()
  seat.accounts.set(account, use)
  return use
}

/** Whether any offer at all could go to it; the index holds only seats that can. */
export const isOpenForOffers = (seat: Seat): boolean =>
  seat.profile !== undefined &&
  seat.profile.active &&
  seat.profile.online &&
  seat.openOrders < seat.profile.maxOpenOrders &&
  seat.freeMicro > seat.reservedMicro
