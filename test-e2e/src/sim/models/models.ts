import type {
  addressEvents, chainEvents, dispatchEvents, incidentEvents, intentEvents, ledgerEvents, MessagesOf, notifierEvents,
  outlookEvents, payeeEvents, payoutEvents, sweepEvents,
} from '@stablegate/contracts'
import { decode, type Metadata, type StoredEvent } from '@stablegate/kernel'
import { ChainModel } from './chain-model.ts'
import { CommandModel } from './command-model.ts'
import { FeedModel } from './feed-model.ts'
import { LedgerModel } from './ledger-model.ts'
import { type PaymentEvent, PaymentModel } from './payment-model.ts'
import { PayoutModel } from './payout-model.ts'
import { SuspenseModel } from './suspense-model.ts'

/** All that is known of a world from its events alone; a broken rule throws a `Violation`. */
export class Models {
  readonly ledger = new LedgerModel()
  readonly payments = new PaymentModel()
  readonly feed = new FeedModel()
  readonly chain = new ChainModel()
  readonly payouts = new PayoutModel()
  readonly suspense = new SuspenseModel()
  readonly #commands = new CommandModel()
  events = 0

  apply(stored: StoredEvent): void {
    this.events += 1
    const event = { type: stored.type, data: decode(stored.data) }
    const { commandId } = decode<Metadata>(stored.metadata)
    this.#commands.apply(stored, commandId, event.data)
    if (stored.log === 'ledger') this.ledger.apply(event as MessagesOf<typeof ledgerEvents>)
    else if (stored.log === 'notifier') this.feed.apply(event as MessagesOf<typeof notifierEvents>)
    else if (stored.log === 'chain-watcher') this.#applyChain(event as MessagesOf<typeof chainEvents>, stored.position)
    else if (stored.log === 'treasury') this.#applyTreasury(stored.stream, event)
    else if (stored.stream.startsWith('signer.intent-')) this.payouts.applyIntent(event as MessagesOf<typeof intentEvents>)
    else if (stored.stream.startsWith('order.payment-')) {
      this.payments.apply(event as PaymentEvent)
      this.suspense.applyPayment(event as PaymentEvent)
    }
  }

  #applyChain(event: MessagesOf<typeof chainEvents>, position: number): void {
    this.chain.applyChain(event, position)
    this.suspense.applyChain(event)
  }

  #applyTreasury(stream: string, event: { readonly type: string; readonly data: unknown }): void {
    const [aggregate = ''] = stream.slice('treasury.'.length).split('-')
    switch (aggregate) {
      case 'address':
        this.chain.applyAddress(event as MessagesOf<typeof addressEvents>)
        this.payouts.applyAddress(event as MessagesOf<typeof addressEvents>)
        this.suspense.applyAddress(event as MessagesOf<typeof addressEvents>)
        break
      case 'payee':
      case 'payout':
        this.payouts.applyPayout(event as MessagesOf<typeof payeeEvents> | MessagesOf<typeof payoutEvents>)
        break
      case 'dispatch':
        this.payouts.applyDispatch(event as MessagesOf<typeof dispatchEvents>)
        break
      case 'sweep':
        this.payouts.applySweep(event as MessagesOf<typeof sweepEvents>)
        break
      case 'incident':
        this.payouts.applyIncident(event as MessagesOf<typeof incidentEvents>)
        break
      case 'outlook':
        this.payouts.applyOutlook(event as MessagesOf<typeof outlookEvents>)
        break
      default:
    }
  }
}
