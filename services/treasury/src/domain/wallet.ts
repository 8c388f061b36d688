import {
  addressKey, holderKey, walletCommands, walletEvents, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { decodeAddress, depositAddress } from '@stablegate/tron'

export type WalletCommand = CommandOf<typeof walletCommands>
export type WalletEvent = MessagesOf<typeof walletEvents>
type Opened = Extract<WalletEvent, { type: 'wallet.opened' }>['data']

/** Why a command on a wallet is refused, in the order in which it is looked at. */
export const walletRejections = [
  'wallet_differs', 'xpub_invalid', 'address_invalid', 'wallet_closed', 'holder_unfit', 'holder_has_address',
] as const
export type WalletRejection = (typeof walletRejections)[number]

type Limits = Omit<Extract<WalletEvent, { type: 'wallet.limits_noted' }>['data'], 'atMs'>
type WalletState = { opened?: Opened; next: number; limits?: Limits }
type Outcome = Decision<WalletEvent, WalletRejection>
type CommandNamed<Type> = Extract<WalletCommand, { readonly type: Type }>

const derives = (xpub: string): boolean => {
  try {
    return depositAddress(xpub, 0) !== ''
  } catch {
    return false
  }
}

const keysOf = ({ xpub, hot, cold, gas, token }: Omit<Opened, 'atMs' | 'chain'>): string =>
  [xpub, hot, cold ?? '', gas ?? '', token].join(' ')

const open = ({ data, atMs }: CommandNamed<'treasury.wallet.open'>, { opened }: WalletState): Outcome => {
  if (opened) return keysOf(opened) === keysOf(data) ? accept() : reject('wallet_differs')
  if (!derives(data.xpub)) return reject('xpub_invalid')
  const named = [data.hot, data.cold, data.gas, data.token].filter((address) => address !== undefined)
  if (named.some((address) => decodeAddress(address) === undefined)) return reject('address_invalid')
  if (new Set(named).size !== named.length) return reject('address_invalid')
  return accept({ type: 'wallet.opened', data: { ...data, atMs } })
}

const decide = (command: WalletCommand, state: WalletState): Outcome => {
  switch (command.type) {
    case 'treasury.wallet.open': return open(command, state)
    case 'treasury.wallet.assign': {
      const { chain, holder } = command.data
      // A payment hears of it by an event, for nobody waits for the answer; whoever asks for an address of its own by the refusal.
      if (!state.opened) {
        return holder.kind === 'payment'
          ? accept({ type: 'address.refused', data: { chain, holder, code: 'wallet_closed', atMs: command.atMs } })
          : reject('wallet_closed')
      }
      if (holder.kind !== 'payment' && holder.kind !== 'acceptor') return reject('holder_unfit')
      const address = depositAddress(state.opened.xpub, state.next)
      return accept({ type: 'address.assigned', data: { chain, holder, index: state.next, address, atMs: command.atMs } })
    }
    case 'treasury.wallet.note_limits': return noteLimits(command, state)
    default: return unreachable(command)
  }
}

const noteLimits = ({ data, atMs }: CommandNamed<'treasury.wallet.note_limits'>, { opened, limits }: WalletState): Outcome => {
  if (!opened) return reject('wallet_closed')
  if (data.hotCeilingMicro === limits?.hotCeilingMicro && data.hotTargetMicro === limits?.hotTargetMicro) return accept()
  return accept({ type: 'wallet.limits_noted', data: { ...data, atMs } })
}

const evolve = (state: WalletState, event: WalletEvent): WalletState => {
  switch (event.type) {
    case 'wallet.opened':
      state.opened = event.data
      return state
    case 'address.assigned':
      state.next = event.data.index + 1
      return state
    case 'wallet.limits_noted':
      state.limits = event.data
      return state
    case 'address.refused': return state
    default: return unreachable(event)
  }
}

const decider: Decider<WalletCommand, WalletEvent, WalletState, WalletRejection> = {
  initial: () => ({ next: 0 }), decide, evolve,
}

/** A chain's addresses: one stream hands out the indices, so that no two holders share one. */
export const wallet: Aggregate<WalletCommand, WalletEvent, WalletState, WalletRejection> = {
  name: 'wallet',
  decider,
  commands: Object.values(walletCommands),
  events: Object.values(walletEvents),
  rejections: walletRejections,
  key: (command) => (command as WalletCommand).data.chain,
  // A holder is given one address a chain, for ever, however often and by whomever it is asked for.
  claims: (event) => event.type === 'address.assigned'
    ? [{ stream: `holder-${addressKey(event.data.chain, holderKey(event.data.holder))}`, rejected: 'holder_has_address' }]
    : [],
  // The claims refuse what was asked long ago; the stream has as many commands as there are addresses.
  knownCommands: 2_000,
}
