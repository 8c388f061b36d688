import { unreachable } from '@stablegate/kernel'
import { reputationWindow } from './reputation.ts'
import { recordKey, type AcceptorEvent, type AcceptorState, type BondOperation } from './state.ts'

type EventCalled<Type extends AcceptorEvent['type']> = Extract<AcceptorEvent, { type: Type }>

/**
 * How many recorded outcomes are remembered to know a repetition; a process repeats within minutes.
 */
const rememberedOutcomes = 5_000

const orderRecorded = (state: AcceptorState, { data }: EventCalled<'order.recorded'>): void => {
  const { order, merchant, payerFingerprint, outcome, usdtMicro, respondedAfterMs } = data
  state.orders.push({ order, merchant, payerFingerprint, outcome, usdtMicro, respondedAfterMs })
  if (state.orders.length > reputationWindow) state.orders.shift()
  state.recorded.add(recordKey(order, outcome))
  if (state.recorded.size <= rememberedOutcomes) return
  for (const oldest of state.recorded) {
    state.recorded.delete(oldest)
    break
  }
}

const bondAsked = (state: AcceptorState, operation: BondOperation): void => {
  state.bondOperations += 1
  state.bondPending = operation
}

const bondDone = (state: AcceptorState, { bondMicro }: { readonly bondMicro: bigint }): void => {
  state.bondMicro = bondMicro
  state.bondPending = undefined
}

const change = <Value>(map: Map<string, Value>, key: string, changed: Partial<Value>): void => {
  const value = map.get(key)
  if (value) map.set(key, { ...value, ...changed })
}

const evolveBond = (
  state: AcceptorState,
  event: Extract<AcceptorEvent, { type: `bond.${string}` }>,
): void => {
  switch (event.type) {
    case 'bond.requested':
      return bondAsked(state, {
        transfer: event.data.transfer,
        kind: 'post',
        amountMicro: event.data.amountMicro,
      })
    case 'bond.refund_requested':
      return bondAsked(state, {
        transfer: event.data.transfer,
        kind: 'refund',
        amountMicro: event.data.amountMicro,
      })
    case 'bond.slash_ordered': {
      state.proposals.delete('slash')
      state.slashes.set(event.data.order, event.data.transfer)
      const amountMicro = event.data.lossMicro + event.data.penaltyMicro
      return bondAsked(state, { transfer: event.data.transfer, kind: 'slash', amountMicro })
    }
    case 'bond.posted':
    case 'bond.refunded':
    case 'bond.slashed':
      return bondDone(state, event.data)
    case 'bond.refused':
      state.bondPending = undefined
      // Nothing moved, so the loss may be slashed for yet.
      for (const [order, transfer] of state.slashes)
        if (transfer === event.data.transfer) state.slashes.delete(order)
      return
    default:
      return unreachable(event)
  }
}

const addAccount = (state: AcceptorState, { data }: EventCalled<'payment_account.added'>): void => {
  const { account, method, currency, maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor } = data
  state.accounts.set(account, {
    account,
    method,
    currency,
    maxPerOrderMinor,
    maxPerDayMinor,
    maxPerMonthMinor,
    enabled: true,
  })
}

const evolveAccount = (
  state: AcceptorState,
  event: EventCalled<Extract<AcceptorEvent['type'], `payment_account.${string}`>>,
): void => {
  const { account } = event.data
  switch (event.type) {
    case 'payment_account.added':
      return addAccount(state, event)
    case 'payment_account.limits_set': {
      const { maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor } = event.data
      const limits = { maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor }
      return change(state.accounts, account, limits)
    }
    case 'payment_account.disabled':
      return change(state.accounts, account, { enabled: false })
    case 'payment_account.enabled':
      return change(state.accounts, account, { enabled: true })
    default:
      return unreachable(event)
  }
}

/** One of a kind waits: a newer one takes the place of an older. */
const evolveProposals = (
  { proposals }: AcceptorState,
  event: EventCalled<'acceptor.act_proposed' | 'acceptor.act_rejected'>,
): void => {
  if (event.type === 'acceptor.act_rejected') return void proposals.delete(event.data.kind)
  const { proposal, act, by } = event.data
  proposals.set(act.kind, { id: proposal, act, by })
}

const evolveBlocks = (
  state: AcceptorState,
  event: EventCalled<'withdrawal.blocked' | 'withdrawal.unblocked'>,
): void => {
  if (event.type === 'withdrawal.unblocked') state.blocks.delete(event.data.order)
  else {
    const { order, amountMicro, clockId } = event.data
    state.blocks.set(order, { amountMicro, clockId })
  }
}

/** Folds one fact; never refuses. */
export const evolve = (state: AcceptorState, event: AcceptorEvent): AcceptorState => {
  switch (event.type) {
    case 'acceptor.registered':
      state.registration = event.data
      break
    case 'acceptor.screened':
      state.screening = event.data
      break
    // Of a verification no tier was proposed, so nothing is deleted.
    case 'acceptor.verified':
    case 'acceptor.tier_set':
      state.caps = event.data.caps
      state.proposals.delete('tier')
      break
    case 'acceptor.suspended':
      state.suspended = true
      break
    case 'acceptor.reinstated':
      state.suspended = false
      state.proposals.delete('reinstate')
      break
    case 'acceptor.act_proposed':
    case 'acceptor.act_rejected':
      evolveProposals(state, event)
      break
    case 'acceptor.related_set':
      state.related = { merchants: event.data.merchants, payers: event.data.payers }
      break
    case 'acceptor.went_online':
      state.online = true
      break
    case 'acceptor.went_offline':
      state.online = false
      state.offlineSinceMs = event.data.atMs
      break
    case 'acceptor.auto_accept_set':
      state.autoAccept = event.data.enabled
      break
    case 'payment_account.added':
    case 'payment_account.limits_set':
    case 'payment_account.disabled':
    case 'payment_account.enabled':
      evolveAccount(state, event)
      break
    case 'quote.set': {
      const { acceptor: _acceptor, ...quote } = event.data
      state.quotes.set(quote.quote, quote)
      break
    }
    case 'quote.removed':
      state.quotes.delete(event.data.quote)
      break
    case 'order.recorded':
      orderRecorded(state, event)
      break
    case 'loss.recorded':
      state.losses.set(event.data.order, event.data.lossMicro)
      break
    case 'withdrawal.blocked':
    case 'withdrawal.unblocked':
      evolveBlocks(state, event)
      break
    default:
      evolveBond(state, event)
  }
  return state
}
