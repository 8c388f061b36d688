import { addressCommands, addressEvents, addressKey, holderKey } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider } from '@stablegate/kernel'
import {
  addressRejections, evolve, factKey, noAddress, type AddressCommand, type AddressCommandOf, type AddressEvent,
  type AddressRejection, type AddressState, type Opened, type Outcome,
} from './address-state.ts'
import { recordIssuerAct, recordMove, recordOutgoing } from './custody.ts'
import { approveVerdict, proposeVerdict, recordBooking, recordIncoming, recordScreening, retryStep } from './deposits.ts'

const open = ({ data, atMs }: AddressCommandOf<'open'>, { opened }: AddressState): Outcome => {
  if (opened === undefined) return accept({ type: 'address.opened', data: { ...data, atMs } })
  return holderKey(opened.holder) === holderKey(data.holder) ? accept() : reject('address_taken')
}

const recordTransfer = (command: AddressCommandOf<'recordTransfer'>, state: AddressState, opened: Opened): Outcome => {
  const { from, to, address } = command.data
  // Both ends at once changes nothing here; who signs such a thing is another question.
  if (from === to) return accept()
  return address === from ? recordOutgoing(command, state, opened) : recordIncoming(command, state, opened)
}

const decide = (command: AddressCommand, state: AddressState): Outcome => {
  if (command.type === 'treasury.address.open') return open(command, state)
  const { opened } = state
  if (opened === undefined) return reject('address_unknown')
  switch (command.type) {
    case 'treasury.address.mark_ready':
      if (state.ready) return accept()
      return accept({ type: 'address.ready', data: { ...opened, atMs: command.atMs } })
    case 'treasury.address.record_transfer': return recordTransfer(command, state, opened)
    case 'treasury.address.record_move': return recordMove(command, state, opened)
    case 'treasury.address.record_unexpected':
      if (state.noted.has(factKey(command.data))) return accept()
      return accept({
        type: 'deposit.unexpected', data: { ...command.data, holder: opened.holder, atMs: command.atMs },
      })
    case 'treasury.address.record_issuer_act': return recordIssuerAct(command, state, opened)
    case 'treasury.address.record_booking': return recordBooking(command, state)
    case 'treasury.address.record_screening': return recordScreening(command, state)
    case 'treasury.address.propose_verdict': return proposeVerdict(command, state)
    case 'treasury.address.approve_verdict': return approveVerdict(command, state)
    case 'treasury.address.retry_step': return retryStep(command, state)
    default: return unreachable(command)
  }
}

export const addressDecider: Decider<AddressCommand, AddressEvent, AddressState, AddressRejection> = {
  initial: noAddress, decide, evolve,
}

/** One address of ours: whose it is, what came to it and left it, and what became of that in the ledger. */
export const address: Aggregate<AddressCommand, AddressEvent, AddressState, AddressRejection> = {
  name: 'address',
  decider: addressDecider,
  commands: Object.values(addressCommands),
  events: Object.values(addressEvents),
  rejections: addressRejections,
  key: (command) => {
    const { chain, address: of } = (command as AddressCommand).data
    return addressKey(chain, of)
  },
}
