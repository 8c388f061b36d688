import {
  addressEvents, holderKey, payeeEvents, paymentCommands, payoutEvents, refundCommands, walletEvents, type DepositStage,
  type MessageOf,
} from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'

type Recorded<Specs> = { [Key in keyof Specs]: RecordedEvent<MessageOf<Specs[Key]>> }[keyof Specs]

const depositEvents = {
  observed: addressEvents.observed,
  orphaned: addressEvents.orphaned,
  solid: addressEvents.solid,
  booked: addressEvents.booked,
  screened: addressEvents.screened,
  revoked: addressEvents.revoked,
} as const
const events = {
  ready: addressEvents.ready,
  unexpected: addressEvents.unexpected,
  ...depositEvents,
} as const

const stageOf = (event: Recorded<typeof depositEvents>): DepositStage => {
  switch (event.type) {
    case 'deposit.observed': return 'observed'
    case 'deposit.orphaned': return 'orphaned'
    case 'deposit.solid': return 'solid'
    case 'deposit.booked': return 'booked'
    case 'deposit.revoked': return 'revoked'
    case 'deposit.screened':
      return event.data.outcome === 'pass' ? 'passed' : event.data.outcome === 'hold' ? 'held' : 'rejected'
  }
}

const onAddress = (event: Recorded<typeof events>): readonly CommandToSend[] => {
  const { holder } = event.data
  if (holder.kind !== 'payment') return []
  const { payment } = holder
  if (event.type === 'address.ready') {
    const { chain, address } = event.data
    return [{ type: paymentCommands.recordAddress.type, data: { payment, network: chain, address } }]
  }
  if (event.type === 'deposit.unexpected') {
    const { txid, part, reason, asset, amountUnits, from, ours, block } = event.data
    // TRX that an address is given for its sweep comes from us: no customer sent it.
    if (ours === 'both') return []
    const { type } = paymentCommands.recordWrongAsset
    return [{ type, data: { payment, txid, part, reason, asset, amountUnits, from, block } }]
  }
  const { deposit, round, amountMicro, txid, part, from, block } = event.data
  const reversal = event.type === 'deposit.revoked' ? { reversedBy: event.data.reversedBy } : {}
  return [{
    type: paymentCommands.recordDeposit.type,
    data: { payment, deposit, round, amountMicro, txid, part, from, block, stage: stageOf(event), ...reversal },
  }]
}

/** Addresses of payments and what comes to them, in the order in which the treasury wrote it down. */
const deposits: Reaction = {
  name: 'deposits',
  log: 'treasury',
  events: Object.values(events),
  from: 'start',
  keyOf: ({ data }: Recorded<typeof events>) =>
    data.holder.kind === 'payment' ? data.holder.payment : data.address,
  react: onAddress,
}

/** No wallet, no address: the payment hears of it, and its customer chooses another way. */
const refusedAddresses: Reaction = {
  name: 'refused-addresses',
  log: 'treasury',
  events: [walletEvents.refused],
  from: 'start',
  keyOf: ({ data }: RecordedEvent<MessageOf<typeof walletEvents.refused>>) => holderKey(data.holder),
  react: ({ data: { holder, chain, code } }: RecordedEvent<MessageOf<typeof walletEvents.refused>>) => holder.kind === 'payment'
    ? [{ type: paymentCommands.refuseAddress.type, data: { payment: holder.payment, network: chain, code } }]
    : [],
}

const endEvents = {
  refused: payeeEvents.payoutRefused,
  confirmed: payoutEvents.confirmed,
  voided: payoutEvents.voided,
  revoked: payoutEvents.revoked,
  returned: payoutEvents.returned,
} as const

const factOf = (event: Recorded<typeof endEvents>): object => {
  switch (event.type) {
    case 'payout.confirmed': return { outcome: 'confirmed', txid: event.data.txid }
    case 'payout.voided': return { outcome: 'voided', reason: event.data.reason }
    case 'payout.refused': return { outcome: 'refused', reason: event.data.code }
    case 'payout.revoked': return { outcome: 'revoked' }
    case 'payout.returned': return { outcome: 'returned', reason: event.data.reason }
  }
}

/** Payouts that are refunds: how they ended. */
const refundPayouts: Reaction = {
  name: 'refund-payouts',
  log: 'treasury',
  events: Object.values(endEvents),
  from: 'start',
  keyOf: ({ data }: Recorded<typeof endEvents>) => data.payout,
  react: (event: Recorded<typeof endEvents>) => {
    const { payee, payout } = event.data
    if (payee.kind !== 'refund') return []
    return [{ type: refundCommands.recordPayout.type, data: { refund: payee.refund, payout, fact: factOf(event) } }]
  },
}

export const onChainReactions: readonly Reaction[] = [deposits, refusedAddresses, refundPayouts]
