import { ownerCommands, ownerEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, unreachable, type Aggregate, type Decider } from '@stablegate/kernel'

export type OwnerCommand = CommandOf<typeof ownerCommands>
export type OwnerEvent = MessagesOf<typeof ownerEvents>

/** Rule 17: three declines or silences within the window, over all of an owner's acceptors. */
export const strikePolicy = { strikes: 3, windowMs: 86_400_000 } as const

type Strike = { readonly order: string; readonly atMs: number }

export type OwnerState = {
  readonly acceptors: Set<string>
  /** Strikes since the owner was benched last. */
  strikes: Strike[]
  /** Orders that struck, newest last, so that one order strikes once. */
  readonly orders: Set<string>
}

const rememberedOrders = 1_000

const decide = (
  command: OwnerCommand,
  state: OwnerState,
): { readonly events: readonly OwnerEvent[] } => {
  const { data, atMs } = command
  switch (command.type) {
    case 'acceptor.owner.note_acceptor':
      return state.acceptors.has(data.acceptor)
        ? accept()
        : accept({ type: 'owner.acceptor_noted', data: command.data })
    case 'acceptor.owner.strike': {
      if (state.orders.has(command.data.order)) return accept()
      const recent = state.strikes.filter((strike) => atMs - strike.atMs < strikePolicy.windowMs)
      const struck = { type: 'owner.struck', data: { ...command.data, atMs } } as const
      if (recent.length + 1 < strikePolicy.strikes) return accept(struck)
      const acceptors = [...new Set([...state.acceptors, data.acceptor])].sort()
      return accept<OwnerEvent>(struck, {
        type: 'owner.benched',
        data: { owner: data.owner, acceptors, atMs },
      })
    }
    default:
      return unreachable(command)
  }
}

const evolve = (state: OwnerState, event: OwnerEvent): OwnerState => {
  switch (event.type) {
    case 'owner.acceptor_noted':
      state.acceptors.add(event.data.acceptor)
      break
    case 'owner.struck': {
      const { order, atMs } = event.data
      state.strikes = [...state.strikes, { order, atMs }].slice(-strikePolicy.strikes)
      state.orders.add(order)
      for (const oldest of state.orders) {
        if (state.orders.size <= rememberedOrders) break
        state.orders.delete(oldest)
      }
      break
    }
    case 'owner.benched':
      state.strikes = []
      break
    default:
      unreachable(event)
  }
  return state
}

export const ownerDecider: Decider<OwnerCommand, OwnerEvent, OwnerState, never> = {
  initial: () => ({ acceptors: new Set(), strikes: [], orders: new Set() }),
  decide,
  evolve,
}

/** The beneficial owner behind acceptors: nobody gets around a strike by having several of them. */
export const owner: Aggregate<OwnerCommand, OwnerEvent, OwnerState, never> = {
  name: 'owner',
  decider: ownerDecider,
  commands: Object.values(ownerCommands),
  events: Object.values(ownerEvents),
  rejections: [],
  key: (command) => (command.data as { readonly owner: string }).owner,
}
