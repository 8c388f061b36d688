import { message, paymentCommands, paymentEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, defineService, reject, type Aggregate, type Service } from '@stablegate/kernel'
import { z } from 'zod'

const touched = z.object({ payment: z.string() })
const commands = { create: paymentCommands.create, touch: message('order.payment.touch', touched) }
const events = { created: paymentEvents.created, touched: message('payment.touched', touched) }
type StubCommand = CommandOf<typeof commands>
type Created = MessagesOf<typeof events>

const payment: Aggregate<StubCommand, Created, { made: boolean }, 'payment_exists'> = {
  name: 'payment',
  decider: {
    initial: () => ({ made: false }),
    decide: (command, { made }) => {
      if (command.type === 'order.payment.touch') return accept({ type: 'payment.touched', data: command.data })
      const { data, atMs } = command
      return made
        ? reject('payment_exists')
        : accept({ type: 'payment.created', data: { ...data, atMs, expiresAtMs: atMs + 1 } })
    },
    evolve: () => ({ made: true }),
  },
  commands: Object.values(commands), events: Object.values(events), rejections: ['payment_exists'],
  key: (command) => (command as StubCommand).data.payment,
}

/** As much of the order service as the door needs to be seen working. */
export const orderStub = (show: (payment: string) => unknown = () => null): Service => defineService({
  name: 'order', aggregates: [payment],
  queries: [{
    name: 'getPayment', parse: (input) => input,
    answer: (_db, input: { readonly payment: string }) => Promise.resolve(show(input.payment)),
  }],
})
