import {
  acceptorCommands,
  acceptorEvents,
  acceptorRejections,
  type AcceptorRejection,
} from '@stablegate/contracts'
import { reject, unreachable, type Aggregate, type Decider, type Message } from '@stablegate/kernel'
import {
  addAccount,
  disableAccount,
  enableAccount,
  removeQuote,
  setAccountLimits,
  setQuote,
} from './accounts.ts'
import { goOffline, goOnline, setAutoAccept, takeOffline } from './availability.ts'
import { noteBond, requestBond, requestBondRefund } from './bond.ts'
import type { AcceptorCommand, Outcome, Registered } from './command.ts'
import { evolve } from './evolve.ts'
import { register, recordScreening, relatePayer, setRelated, setTier, suspend, verify } from './onboarding.ts'
import { approveAct, proposeReinstatement, proposeSlash, rejectAct } from './proposals.ts'
import { blockClock, blockWithdrawal, clock, recordLoss, recordOrder, releaseBlock } from './record.ts'
import { newAcceptor, type AcceptorEvent, type AcceptorState } from './state.ts'

const isRegistered = (state: AcceptorState): state is Registered => state.registration !== undefined

const decide = (command: AcceptorCommand, state: AcceptorState): Outcome => {
  switch (command.type) {
    case 'acceptor.acceptor.register':
      return register(command, state)
    // Facts of others are never refused.
    case 'acceptor.acceptor.record_order':
      return recordOrder(command, state)
    case 'acceptor.acceptor.record_loss':
      return recordLoss(command, state)
    case 'acceptor.acceptor.block_withdrawal':
      return blockWithdrawal(command, state)
    case 'acceptor.acceptor.release_block':
      return releaseBlock(command, state)
    case 'acceptor.acceptor.clock':
      return clock(command, state)
    default:
      return isRegistered(state) ? decideRegistered(command, state) : reject('acceptor_unknown')
  }
}

type OfRegistered = Exclude<
  AcceptorCommand,
  {
    type: `acceptor.acceptor.${'register' | 'record_order' | 'record_loss' | 'block_withdrawal' | 'release_block' | 'clock'}`
  }
>

const decideRegistered = (command: OfRegistered, state: Registered): Outcome => {
  switch (command.type) {
    case 'acceptor.acceptor.record_screening':
      return recordScreening(command, state)
    case 'acceptor.acceptor.verify':
      return verify(command, state)
    case 'acceptor.acceptor.set_tier':
      return setTier(command, state)
    case 'acceptor.acceptor.suspend':
      return suspend(command, state)
    case 'acceptor.acceptor.reinstate':
      return proposeReinstatement(command, state)
    case 'acceptor.acceptor.approve_act':
      return approveAct(command, state)
    case 'acceptor.acceptor.reject_act':
      return rejectAct(command, state)
    case 'acceptor.acceptor.set_related':
      return setRelated(command, state)
    case 'acceptor.acceptor.relate_payer':
      return relatePayer(command, state)
    case 'acceptor.acceptor.add_account':
      return addAccount(command, state)
    case 'acceptor.acceptor.set_account_limits':
      return setAccountLimits(command, state)
    case 'acceptor.acceptor.disable_account':
      return disableAccount(command, state)
    case 'acceptor.acceptor.enable_account':
      return enableAccount(command, state)
    case 'acceptor.acceptor.set_quote':
      return setQuote(command, state)
    case 'acceptor.acceptor.remove_quote':
      return removeQuote(command, state)
    case 'acceptor.acceptor.go_online':
      return goOnline(command, state)
    case 'acceptor.acceptor.go_offline':
      return goOffline(command, state)
    case 'acceptor.acceptor.take_offline':
      return takeOffline(command, state)
    case 'acceptor.acceptor.set_auto_accept':
      return setAutoAccept(command, state)
    case 'acceptor.acceptor.request_bond':
      return requestBond(command, state)
    case 'acceptor.acceptor.request_bond_refund':
      return requestBondRefund(command, state)
    case 'acceptor.acceptor.slash_bond':
      return proposeSlash(command, state)
    case 'acceptor.acceptor.note_bond':
      return noteBond(command, state)
    default:
      return unreachable(command)
  }
}

export const acceptorDecider: Decider<
  AcceptorCommand,
  AcceptorEvent,
  AcceptorState,
  AcceptorRejection
> = {
  initial: newAcceptor,
  decide,
  evolve,
}

const keyOf = (command: Message): string => {
  const data = command.data as { readonly acceptor?: string; readonly key?: string }
  return data.acceptor ?? data.key ?? ''
}

/**
 * One acceptor a stream; a payment account's id and fingerprint are claimed for ever, across all of
 * them.
 */
export const acceptor: Aggregate<AcceptorCommand, AcceptorEvent, AcceptorState, AcceptorRejection> =
  {
    name: 'acceptor',
    decider: acceptorDecider,
    commands: Object.values(acceptorCommands),
    events: Object.values(acceptorEvents),
    rejections: acceptorRejections,
    key: keyOf,
    claims: (event) =>
      event.type === 'payment_account.added'
        ? [
            { stream: `acceptor.account-${event.data.account}`, rejected: 'account_exists' },
            {
              stream: `acceptor.fingerprint-${event.data.fingerprint}`,
              rejected: 'account_fingerprint_taken',
            },
          ]
        : [],
    clocks: (event) => {
      switch (event.type) {
        case 'withdrawal.blocked': {
          const { order, clockId, untilMs } = event.data
          return [{ kind: blockClock(order), clockId, dueAtMs: untilMs }]
        }
        case 'withdrawal.unblocked':
          return [{ kind: blockClock(event.data.order), off: true }]
        default:
          return []
      }
    },
    knownCommands: 20_000,
  }
