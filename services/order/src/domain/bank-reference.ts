import {
  bankReferenceCommands,
  bankReferenceEvents,
  type CommandOf,
  type MessagesOf,
} from '@stablegate/contracts'
import { accept, type Aggregate } from '@stablegate/kernel'

type NoteCommand = CommandOf<typeof bankReferenceCommands>
type NotedEvent = MessagesOf<typeof bankReferenceEvents>
type Claimants = { readonly payments: readonly string[] }

/**
 * Who has named one bank reference on one payment account (rule 11). It decides nothing about
 * settlement, whose fence is a stream created once; it makes the second claimant known to both.
 */
export const bankReference: Aggregate<NoteCommand, NotedEvent, Claimants, never> = {
  name: 'bankreference',
  decider: {
    initial: () => ({ payments: [] }),
    decide: ({ data }, { payments }) => {
      if (payments.includes(data.payment)) return accept()
      const first = payments[0]
      return accept({
        type: 'bank_reference.noted',
        data: first === undefined ? data : { ...data, first },
      })
    },
    evolve: ({ payments }, { data }) => ({ payments: [...payments, data.payment] }),
  },
  commands: Object.values(bankReferenceCommands),
  events: Object.values(bankReferenceEvents),
  rejections: [],
  // Hardly any reference is named twice.
  begins: Object.values(bankReferenceCommands).map(({ type }) => type),
  rests: () => true,
  key: (command) => {
    const { account, method, bankReferenceHash } = (command as NoteCommand).data
    return `${account}-${method}-${bankReferenceHash}`
  },
}
