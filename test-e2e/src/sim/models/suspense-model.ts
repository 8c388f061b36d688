import { depositIdOf, type addressEvents, type chainEvents, type MessagesOf } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'
import type { LedgerModel } from './ledger-model.ts'
import type { PaymentEvent } from './payment-model.ts'

type AddressEvent = MessagesOf<typeof addressEvents>
type ChainEvent = MessagesOf<typeof chainEvents>

/** What the services say of the money of one transfer in suspense. */
type Item = { cameMicro: bigint; leftMicro: bigint; mayBeTakenMicro: bigint }

const pot = 'suspense:sandbox'

/** Every sum in suspense by the transfer it came by, from what treasury and payments say of it, not the ledger. */
export class SuspenseModel {
  readonly #items = new Map<string, Item>()
  /** What each transfer moved, by the watcher's word. */
  readonly #onChain = new Map<string, bigint>()
  /** Strangers' money that waits for people: which deposit, at which address. */
  readonly strangers = new Map<string, { readonly address: string; readonly amountMicro: bigint }>()

  applyChain(event: ChainEvent): void {
    if (event.type === 'transfer.solid') this.#onChain.set(depositIdOf(event.data), event.data.amountMicro)
  }

  applyAddress(event: AddressEvent): void {
    switch (event.type) {
      case 'suspense.booked': {
        const { deposit, address, amountMicro } = event.data
        this.#of(deposit).cameMicro += amountMicro
        this.strangers.set(deposit, { address, amountMicro })
        break
      }
      case 'suspense.settled': {
        const { deposit, verdict, amountMicro } = event.data
        this.#of(deposit).leftMicro += verdict.outcome === 'equity' ? verdict.amountMicro ?? amountMicro : amountMicro
        break
      }
      case 'deposit.reversing':
        if (event.data.place === 'suspense') throw new Violation('suspense has items', event.data.deposit)
        if (event.data.place === 'item') this.#of(event.data.deposit).mayBeTakenMicro += event.data.amountMicro
        break
      default:
    }
  }

  applyPayment(event: PaymentEvent): void {
    switch (event.type) {
      case 'payment.move_decided':
        if (event.data.item === undefined) throw new Violation('what moves to or from suspense has a source', event.data.payment)
        break
      case 'payment.moved': {
        const { what, item = pot, amountMicro } = event.data
        this.#of(item)[what === 'aside' ? 'cameMicro' : 'leftMicro'] += amountMicro
        break
      }
      case 'payment.reversal_decided':
        if (event.data.fromAsideMicro !== undefined) this.#of(event.data.deposit).mayBeTakenMicro += event.data.fromAsideMicro
        break
      default:
    }
  }

  /** Items that have something, by the books. */
  open(ledger: LedgerModel): readonly string[] {
    return [...this.#items.keys()].filter((item) => ledger.postedMicro(`${pot}:${item}`) > 0n)
  }

  /** Suspense is the sum of its items, each with a transfer on chain that brought no less. */
  checkEnd(ledger: LedgerModel): void {
    if (ledger.postedMicro(pot) !== 0n) throw new Violation('suspense has items', `${ledger.postedMicro(pot)} are of none`)
    for (const account of ledger.sums.keys()) {
      if (!account.startsWith(`${pot}:`)) continue
      const item = account.slice(pot.length + 1)
      const { cameMicro, leftMicro, mayBeTakenMicro } = this.#of(item)
      const postedMicro = ledger.postedMicro(account)
      const takenMicro = cameMicro - leftMicro - postedMicro
      if (takenMicro < 0n || takenMicro > mayBeTakenMicro)
        throw new Violation('an item is what came less what went', `${item}: ${cameMicro} - ${leftMicro}, in the books ${postedMicro}`)
      if (postedMicro > (this.#onChain.get(item) ?? 0n))
        throw new Violation('an item is no more than its transfer', `${item} has ${postedMicro}`)
    }
  }

  #of(item: string): Item {
    const known = this.#items.get(item)
    if (known) return known
    const fresh = { cameMicro: 0n, leftMicro: 0n, mayBeTakenMicro: 0n }
    this.#items.set(item, fresh)
    return fresh
  }
}
