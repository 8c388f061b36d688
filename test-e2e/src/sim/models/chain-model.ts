import type { addressEvents, chainEvents, ChainTransfer, MessagesOf, OnChain } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'
import type { LedgerModel } from './ledger-model.ts'

type ChainEvent = MessagesOf<typeof chainEvents>
type AddressEvent = MessagesOf<typeof addressEvents>

/** A deposit that the treasury waits to be screened, or judged by two people. */
export type Waiting = {
  readonly chain: 'sandbox' | 'tron'
  readonly address: string
  readonly deposit: string
  is: 'unscreened' | 'held' | 'proposed' | 'over'
}

type Moved = { readonly depositMicro: bigint; readonly hotMicro: bigint; readonly coldMicro: bigint }

const keyOf = ({ txid, part }: Pick<ChainTransfer, 'txid' | 'part'>): string => `${txid}/${part}`

/** What is on chain by the watcher's word, and what the treasury has yet to be told. */
export class ChainModel {
  /** Solid transfers that were not taken back, by what they move to the addresses of deposits, to the hot and to the cold one. */
  readonly #solid = new Map<string, Moved>()
  #hot = ''
  #cold = ''
  /** Transfers that are in a block and not solid. */
  readonly observed = new Map<string, OnChain & { readonly blockHash: string }>()
  /** Watchlists by the position of their event, until they are confirmed. */
  readonly watched: { readonly list: string; readonly position: number }[] = []
  readonly addresses: string[] = []
  readonly waiting = new Map<string, Waiting>()
  readonly #blocked = new Map<string, bigint>()
  readonly #deposits = new Set<string>()

  applyChain(event: ChainEvent, position: number): void {
    switch (event.type) {
      case 'addresses.watched':
        this.watched.push({ list: event.data.list, position })
        break
      case 'chain.addresses_confirmed': {
        const { throughPosition } = event.data
        while ((this.watched[0]?.position ?? Infinity) <= throughPosition) this.watched.shift()
        break
      }
      case 'transfer.observed': {
        const { chain, txid, part, block } = event.data
        this.observed.set(keyOf(event.data), { chain, txid, part, blockHash: block.hash })
        break
      }
      case 'transfer.orphaned':
        this.observed.delete(keyOf(event.data))
        break
      case 'transfer.solid': {
        const key = keyOf(event.data)
        this.observed.delete(key)
        if (this.#solid.has(key)) throw new Violation('a transfer is solid once', key)
        this.#solid.set(key, this.#movedBy(event.data))
        break
      }
      case 'transfer.revoked':
        this.#solid.delete(keyOf(event.data))
        break
      default:
    }
  }

  #movedBy({ from, to, amountMicro }: ChainTransfer): Moved {
    const isOurs = (address: string): boolean => this.#deposits.has(address)
    const at = (own: string): bigint => (to === own ? amountMicro : 0n) - (from === own ? amountMicro : 0n)
    return {
      hotMicro: at(this.#hot), coldMicro: at(this.#cold),
      depositMicro: (isOurs(to) ? amountMicro : 0n) - (isOurs(from) ? amountMicro : 0n),
    }
  }

  applyAddress(event: AddressEvent): void {
    switch (event.type) {
      case 'address.opened':
        if (event.data.holder.kind === 'hot') this.#hot = event.data.address
        else if (event.data.holder.kind === 'cold') this.#cold = event.data.address
        else this.#deposits.add(event.data.address)
        break
      case 'address.ready':
        this.addresses.push(event.data.address)
        break
      case 'deposit.booked': {
        const { chain, address, deposit } = event.data
        this.waiting.set(deposit, { chain, address, deposit, is: 'unscreened' })
        break
      }
      case 'deposit.screened': {
        const waiting = this.waiting.get(event.data.deposit)
        if (waiting) waiting.is = event.data.outcome === 'hold' ? 'held' : 'over'
        break
      }
      case 'deposit.verdict_proposed': {
        const waiting = this.waiting.get(event.data.deposit)
        if (waiting) waiting.is = 'proposed'
        break
      }
      case 'deposit.verdict_approved':
      case 'deposit.revoked': {
        const waiting = this.waiting.get(event.data.deposit)
        if (waiting) waiting.is = 'over'
        break
      }
      case 'deposit.blocked':
        this.#blocked.set(event.data.deposit, event.data.amountMicro)
        break
      case 'deposit.reversing': {
        if (event.data.place === 'blocked') this.#blocked.delete(event.data.deposit)
        // Also of one whose revocation came before it was booked, which nobody screens any more.
        const waiting = this.waiting.get(event.data.deposit)
        if (waiting) waiting.is = 'over'
        break
      }
      default:
    }
  }

  get isIdle(): boolean {
    return this.watched.length === 0 && [...this.waiting.values()].every(({ is }) => is === 'over')
  }

  /** Rule 12 at the end of all: custody is what is solid on chain, and nothing of it is nobody's. */
  checkEnd(ledger: LedgerModel): void {
    const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((total, one) => total + one, 0n)
    const moved = [...this.#solid.values()]
    const onChain = {
      deposit: sum(moved.map((one) => one.depositMicro)), hot: sum(moved.map((one) => one.hotMicro)),
      cold: sum(moved.map((one) => one.coldMicro)),
    }
    for (const part of ['deposit', 'hot', 'cold'] as const) {
      const custodyMicro = ledger.postedMicro(`custody:${part}:sandbox`)
      if (custodyMicro !== onChain[part])
        throw new Violation('custody is what is solid', `${part}: custody ${custodyMicro}, on chain ${onChain[part]}`)
    }
    const doubtfulMicro = ledger.postedMicro('custody:doubtful:sandbox')
    if (doubtfulMicro !== 0n) throw new Violation('doubts end', `${doubtfulMicro} are doubtful`)
    for (const account of ledger.sums.keys()) {
      if (account.startsWith('unapplied:') && ledger.postedMicro(account) !== 0n)
        throw new Violation('unapplied money ends somewhere', `${account} has ${ledger.postedMicro(account)}`)
    }
    const blockedMicro = ledger.postedMicro('blocked')
    if (blockedMicro !== sum(this.#blocked.values()))
      throw new Violation('blocked is what was rejected', `${blockedMicro} in the books`)
  }
}
