import type { addressEvents, chainEvents, ledgerEvents, MessagesOf, notifierEvents } from '@stablegate/contracts'
import { decode, type Metadata, type StoredEvent } from '@stablegate/kernel'
import { ChainModel } from './chain-model.ts'
import { CommandModel } from './command-model.ts'
import { FeedModel } from './feed-model.ts'
import { LedgerModel } from './ledger-model.ts'
import { type PaymentEvent, PaymentModel } from './payment-model.ts'

/** All that is known of a world from its events alone; a broken rule throws a `Violation`. */
export class Models {
  readonly ledger = new LedgerModel()
  readonly payments = new PaymentModel()
  readonly feed = new FeedModel()
  readonly chain = new ChainModel()
  readonly #commands = new CommandModel()
  events = 0

  apply(stored: StoredEvent): void {
    this.events += 1
    const event = { type: stored.type, data: decode(stored.data) }
    const { commandId } = decode<Metadata>(stored.metadata)
    this.#commands.apply(stored, commandId, event.data)
    if (stored.log === 'ledger') this.ledger.apply(event as MessagesOf<typeof ledgerEvents>)
    else if (stored.log === 'notifier') this.feed.apply(event as MessagesOf<typeof notifierEvents>)
    else if (stored.log === 'chain-watcher')
      this.chain.applyChain(event as MessagesOf<typeof chainEvents>, stored.position)
    else if (stored.stream.startsWith('treasury.address-'))
      this.chain.applyAddress(event as MessagesOf<typeof addressEvents>)
    else if (stored.stream.startsWith('order.payment-')) this.payments.apply(event as PaymentEvent)
  }
}
