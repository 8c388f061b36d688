import { stopClocks } from './clocks.ts'
import {
  settlementOf,
  tell,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

/** An open recall or review keeps the money where it is. */
const isBlocked = (state: PaymentState): boolean =>
  (state.recall?.open ?? false) || state.flag !== undefined

/** Held has been due: whatever of this payment still stands there goes out. */
const releaseNow = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => {
  const { inHeldMicro, releases } = settlementOf(state)
  return inHeldMicro === 0n
    ? []
    : [
        tell('releaseDue', command, state, {
          count: releases + 1,
          amountMicro: inHeldMicro,
          clocks: stopClocks(state, 'release'),
        }),
      ]
}

const releaseReserveNow = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => {
  const { inReserveMicro, reserveReleases } = settlementOf(state)
  return inReserveMicro === 0n
    ? []
    : [
        tell('reserveDue', command, state, {
          count: reserveReleases + 1,
          amountMicro: inReserveMicro,
          clocks: stopClocks(state, 'reserve'),
        }),
      ]
}

export const holdOver = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] =>
  isBlocked(state)
    ? [
        tell('releaseDeferred', command, state, {
          what: 'held',
          clocks: stopClocks(state, 'release'),
        }),
      ]
    : releaseNow(command, state)

export const reserveOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] =>
  isBlocked(state)
    ? [
        tell('releaseDeferred', command, state, {
          what: 'reserve',
          clocks: stopClocks(state, 'reserve'),
        }),
      ]
    : releaseReserveNow(command, state)

/** What was due while something was open, once it is not: `state` is the one after. */
export const releaseDeferred = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => {
  const deferred = state.settlement?.deferred ?? []
  if (isBlocked(state)) return []
  return [
    ...(deferred.includes('held') ? releaseNow(command, state) : []),
    ...(deferred.includes('reserve') ? releaseReserveNow(command, state) : []),
  ]
}
