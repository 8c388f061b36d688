import { paymentCommands, paymentEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, defineService, reject, type Aggregate, type Service } from '@stablegate/kernel'

const commands = { create: paymentCommands.create }
const events = { created: paymentEvents.created }
type CreateCommand = CommandOf<typeof commands>
type Created = MessagesOf<typeof events>

const payment: Aggregate<CreateCommand, Created, { made: boolean }, 'payment_exists'> = {
  name: 'payment',
  decider: {
    initial: () => ({ made: false }),
    decide: ({ data, atMs }, { made }) => made
      ? reject('payment_exists')
      : accept({ type: 'payment.created', data: { ...data, atMs, expiresAtMs: atMs + 1 } }),
    evolve: (state) => ({ ...state, made: true }),
  },
  commands: Object.values(commands), events: Object.values(events), rejections: ['payment_exists'],
  key: (command) => (command as CreateCommand).data.payment,
}

/** As much of the order service as the door needs to be seen working. */
export const orderStub = (): Service => defineService({
  name: 'order', aggregates: [payment],
  queries: [{ name: 'getPayment', parse: (input) => input, answer: () => Promise.resolve(null) }],
})
