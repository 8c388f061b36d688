import { depositIdOf, type ChainTransfer, type Deposit, type Holder } from '@stablegate/contracts'
import type { AddressCommandOf, AddressEvent } from './address-state.ts'

export const ours = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
export const hot = 'TFz2CJn9CJb8C4i1Gke3jmZX2fRMJxniH2'
export const stranger = 'TQSw9qVAigRwfgPdf7aW4wxbG9tFitexg2'
export const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
export const atMs = Date.UTC(2026, 0, 1)

export const acceptor: Holder = { kind: 'acceptor', acceptor: 'acc_1' }
export const payment: Holder = { kind: 'payment', payment: 'pay_1', merchant: 'mer_1' }
export const hotWallet: Holder = { kind: 'hot' }

export const block = (letter = 'a', number = 7): ChainTransfer['block'] =>
  ({ number, hash: letter.repeat(64), atMs: 1 })

export const transfer = (of: Partial<ChainTransfer> = {}): ChainTransfer => ({
  chain: 'sandbox', txid: 'f'.repeat(64), part: 'log-0', token, from: stranger, to: ours, amountMicro: 5_000_000n,
  ours: 'to', block: block(), ...of,
})

export const depositOf = (holder: Holder, of: Partial<ChainTransfer> = {}, round = 1): Deposit => {
  const { chain, txid, part, from, to, amountMicro, block: at } = transfer(of)
  return { deposit: depositIdOf({ txid, part }), round, holder, chain, address: to, txid, part, from, amountMicro, block: at }
}

export const opened = (holder: Holder, address = ours): AddressEvent =>
  ({ type: 'address.opened', data: { chain: 'sandbox', address, holder, atMs } })

export const record = (
  stage: 'observed' | 'orphaned' | 'solid' | 'revoked', of: Partial<ChainTransfer> = {}, address?: string,
): Pick<AddressCommandOf<'recordTransfer'>, 'type' | 'data'> => ({
  type: 'treasury.address.record_transfer',
  data: { ...transfer(of), address: address ?? transfer(of).to, stage },
})

export const place = { chain: 'sandbox', address: ours, deposit: depositIdOf(transfer()) } as const

/** The story of a deposit of five USDT until it is booked. */
export const booked = (holder: Holder): readonly AddressEvent[] => [
  opened(holder),
  { type: 'deposit.solid', data: { ...depositOf(holder), atMs } },
  { type: 'deposit.booked', data: { ...depositOf(holder), atMs } },
]

export const screened = (holder: Holder, outcome: 'pass' | 'hold' | 'reject'): AddressEvent =>
  ({ type: 'deposit.screened', data: { ...depositOf(holder), outcome, reason: 'spec', atMs } })
