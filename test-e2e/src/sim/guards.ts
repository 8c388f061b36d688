import type { AnyAggregate, AnyProcess, CommandToSend, Message, Service } from '@stablegate/kernel'

type Transfers = {
  readonly transfers: readonly { readonly id: string; readonly pending?: string }[]
}
type Clock = { readonly clockId: string; readonly dueAtMs: number }
type State = { readonly attempt: number; readonly clocks: Readonly<Record<string, Clock>> }

const withDecider = (
  aggregate: AnyAggregate,
  decide: (command: Message, state: State, next: AnyAggregate['decider']['decide']) => unknown,
): AnyAggregate => {
  const { decider } = aggregate
  return {
    ...aggregate,
    decider: {
      ...decider,
      decide: (command: Message, state: State) => decide(command, state, decider.decide) as never,
    },
  }
}

const on = (
  name: string,
  service: Service,
  change: (aggregate: AnyAggregate) => AnyAggregate,
): Service => ({
  ...service,
  aggregates: service.aggregates.map((aggregate) =>
    aggregate.name === name ? change(aggregate) : aggregate,
  ),
})

const escrow = /^escrow:(\w+):\d+$/
const withoutAttempt = (id: string): string => id.replace(escrow, 'escrow:$1:0')

/** The order service as it would be if a lock's id were a function of the payment alone. */
export const withoutAttemptInLock = (order: Service): Service => {
  const forget = (command: CommandToSend): CommandToSend => {
    if (command.type !== 'ledger.book.transfer') return command
    const data = command.data as Transfers
    return {
      ...command,
      data: {
        ...data,
        transfers: data.transfers.map((transfer) => ({
          ...transfer,
          id: withoutAttempt(transfer.id),
          ...(transfer.pending === undefined ? {} : { pending: withoutAttempt(transfer.pending) }),
        })),
      },
    }
  }
  const processes = order.processes.map((process): AnyProcess => ({
    ...process,
    react: (event, state) => process.react(event, state).map(forget),
  }))
  // Whatever escrow the ledger speaks of is taken for the present attempt's.
  const facts = (aggregate: AnyAggregate): AnyAggregate =>
    withDecider(aggregate, (command, state, decide) => {
      if (command.type !== 'order.payment.record_transfer') return decide(command, state)
      const data = command.data as { readonly ids: readonly string[] }
      const ids = data.ids.map((id) => id.replace(/^(escrow:\w+):0$/, `$1:${state.attempt}`))
      return decide({ ...command, data: { ...data, ids } }, state)
    })
  return { ...on('payment', order, facts), processes }
}

/** The order service as it would be if a payment obeyed any clock, awaited or not. */
export const withoutDeadlineId = (order: Service): Service =>
  on('payment', order, (aggregate) =>
    withDecider(aggregate, (command, state, decide) => {
      if (command.type !== 'order.payment.clock') return decide(command, state)
      const { kind, clockId, dueAtMs } = command.data as Clock & { readonly kind: string }
      const running = {
        kind,
        clockId,
        dueAtMs,
        setAtMs: dueAtMs,
        originalDueAtMs: dueAtMs,
        outages: [],
      }
      return decide(command, { ...state, clocks: { ...state.clocks, [kind]: running } })
    }),
  )

type Proof = { readonly solid: { readonly atMs: number } }
const farFuture = Date.UTC(2999, 0, 1)

/** The treasury as it would be if a transaction were over when somebody says so, not when it is proven. */
export const withoutExpiryProof = (treasury: Service): Service =>
  on('transaction', treasury, (aggregate) =>
    withDecider(aggregate, (command, state, decide) => {
      if (command.type !== 'treasury.transaction.expire') return decide(command, state)
      const proof = command.data as Proof
      return decide({ ...command, data: { ...proof, solid: { ...proof.solid, atMs: farFuture } } }, state)
    }),
  )
