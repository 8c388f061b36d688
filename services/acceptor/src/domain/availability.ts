import type { acceptorEvents, MessageOf } from '@stablegate/contracts'
import { accept, reject } from '@stablegate/kernel'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import { securedMicro, type AcceptorEvent, type AcceptorState } from './state.ts'

type OfflineReason = MessageOf<typeof acceptorEvents.wentOffline>['data']['reason']

/** The event of going offline, none where it is offline already. */
export const offlineEvents = (
  state: AcceptorState,
  acceptor: string,
  reason: OfflineReason,
  atMs: number,
): readonly AcceptorEvent[] =>
  state.online ? [{ type: 'acceptor.went_offline', data: { acceptor, reason, atMs } }] : []

export const goOnline = (
  { data, atMs }: CommandCalled<'go_online'>,
  state: Registered,
): Outcome => {
  if (state.online) return accept()
  if (state.suspended) return reject('acceptor_suspended')
  if (!state.caps) return reject('acceptor_not_verified')
  if (![...state.accounts.values()].some(({ enabled }) => enabled))
    return reject('no_enabled_account')
  if (state.quotes.size === 0) return reject('no_quote')
  if (securedMicro(state) < state.caps.bondMinimumMicro) return reject('bond_below_minimum')
  return accept({ type: 'acceptor.went_online', data: { ...data, atMs } })
}

export const goOffline = (
  { data, atMs }: CommandCalled<'go_offline'>,
  state: Registered,
): Outcome => accept(...offlineEvents(state, data.acceptor, 'own', atMs))

export const takeOffline = (
  { data, atMs }: CommandCalled<'take_offline'>,
  state: Registered,
): Outcome => accept(...offlineEvents(state, data.acceptor, data.reason, atMs))

export const setAutoAccept = (
  { data }: CommandCalled<'set_auto_accept'>,
  state: Registered,
): Outcome =>
  state.autoAccept === data.enabled ? accept() : accept({ type: 'acceptor.auto_accept_set', data })
