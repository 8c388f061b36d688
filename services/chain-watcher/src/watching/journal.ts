import { setImmediate as nextTurn } from 'node:timers/promises'
import { chainEvents, type ChainName, type ChainTransfer, type MessageOf } from '@stablegate/contracts'
import type { EventReader } from '@stablegate/host'
import { decodeEvent, indexSpecs, type RecordedEvent, type StoredEvent } from '@stablegate/kernel'
import { onChainKey, type TransferEvent } from '../domain/transfer.ts'
import { watchlistStreams } from '../domain/watchlist.ts'

const log = 'chain-watcher'
/**
 * A list holds one address or a thousand. A page is as many events as hold about so many addresses by
 * what came before: large ones would cost more memory than the set, small ones a minute of questions.
 */
const pageAddresses = 2_000
const firstPageEvents = 50
const mostPageEvents = 500
/** While so many lists wait for their answer no more are read: a million of them would not fit. */
const mostNewLists = 2_000
/** After so many addresses others have their turn: who is silent for seconds is taken for dead. */
const turnAddresses = 500
/** Streams of addresses read at the same time when a session begins. */
const parallelStreams = 2

const specs = indexSpecs([
  chainEvents.addressesWatched, chainEvents.observed, chainEvents.orphaned, chainEvents.solid,
  chainEvents.revoked,
])
type JournalEvent = TransferEvent | MessageOf<typeof chainEvents.addressesWatched>

/** A transfer that is in a block which is not solid yet, and where the log says so. */
export type OpenTransfer = { readonly transfer: ChainTransfer; readonly position: number }

/** A list of addresses that nobody has answered yet. */
export type NewList = { readonly list: string; readonly position: number; readonly refused: boolean }

export type JournalOptions = {
  readonly chain: ChainName
  readonly events: EventReader
  /** Takes an address up; answers false where it is none. */
  readonly addAddress: (address: string) => boolean
}

/**
 * What the service's own log says of a chain: the addresses to watch and the transfers still open,
 * whoever wrote them. Read on before every round; it is the only memory that outlives a process.
 */
export class Journal {
  readonly #options: JournalOptions
  readonly #open = new Map<string, OpenTransfer>()
  /** By position, oldest first: only the log, which has an order, adds to them. */
  readonly #newLists = new Map<number, NewList>()
  #position = 0
  #confirmedThrough = 0
  #pageEvents = firstPageEvents

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** All of the log up to here is known. */
  get position(): number { return this.#position }
  get open(): ReadonlyMap<string, OpenTransfer> { return this.#open }

  /**
   * Reads all addresses that were answered for, by their streams. The log is to be read from where the
   * first of the others stands, or behind which every open transfer lies.
   */
  async load(openAfter: number, confirmedThrough: number): Promise<void> {
    this.#confirmedThrough = confirmedThrough
    this.#position = openAfter
    const streams = [...watchlistStreams(this.#options.chain)]
    const readStreams = async (): Promise<void> => {
      for (let stream = streams.pop(); stream !== undefined; stream = streams.pop()) {
        await this.#readStream(stream)
      }
    }
    await Promise.all(Array.from({ length: parallelStreams }, readStreams))
  }

  /** Reads on; answers whether that was the end of the log, and not only too many lists to answer. */
  async follow(): Promise<boolean> {
    while (this.#newLists.size < mostNewLists) {
      const asked = this.#pageEvents
      const page = await this.#options.events.readLog(log, this.#position, asked)
      this.#pageEvents = pageAfter(page, await this.#applyAll(page))
      this.#position = page.at(-1)?.position ?? this.#position
      if (page.length < asked) return true
    }
    return false
  }

  /** Lists that nobody has answered yet, oldest first. */
  newLists(limit: number): readonly NewList[] {
    return this.#newLists.values().take(limit).toArray()
  }

  answered(throughPosition: number): void {
    this.#confirmedThrough = throughPosition
    for (const position of this.#newLists.keys()) {
      if (position > throughPosition) return
      this.#newLists.delete(position)
    }
  }

  /** Every open transfer was last observed at a later position than this. */
  openAfter(): number {
    let earliest = this.#position
    for (const { position } of this.#open.values()) earliest = Math.min(earliest, position - 1)
    return earliest
  }

  async #readStream(stream: string): Promise<void> {
    let pageEvents = firstPageEvents
    for (let from = 0; ;) {
      const page = await this.#options.events.readStream(stream, from, pageEvents)
      const unanswered = page.findIndex(({ position }) => position > this.#confirmedThrough)
      const answered = unanswered < 0 ? page : page.slice(0, unanswered)
      const addresses = await this.#applyAll(answered)
      const next = page[unanswered]
      if (next !== undefined) this.#position = Math.min(this.#position, next.position - 1)
      if (next !== undefined || page.length < pageEvents) return
      from += page.length
      pageEvents = pageAfter(page, addresses)
    }
  }

  /** Answers how many addresses were among them. */
  async #applyAll(page: readonly StoredEvent[]): Promise<number> {
    let addresses = 0
    let turnedAt = 0
    for (const event of page) {
      addresses += this.#apply(event)
      if (addresses - turnedAt < turnAddresses) continue
      turnedAt = addresses
      await nextTurn()
    }
    return addresses
  }

  #apply(stored: StoredEvent): number {
    const spec = specs.get(stored.type)
    if (spec === undefined) return 0
    const event = decodeEvent(spec, stored) as RecordedEvent<JournalEvent>
    if (event.data.chain !== this.#options.chain) return 0
    switch (event.type) {
      case 'addresses.watched':
        this.#watch(event.data, stored.position)
        return event.data.addresses.length
      case 'transfer.observed':
        this.#open.set(onChainKey(event.data), { transfer: event.data, position: stored.position })
        return 0
      default:
        this.#open.delete(onChainKey(event.data))
        return 0
    }
  }

  #watch(data: MessageOf<typeof chainEvents.addressesWatched>['data'], position: number): void {
    const taken = data.addresses.map((address) => this.#options.addAddress(address))
    if (position <= this.#confirmedThrough) return
    this.#newLists.set(position, { list: data.list, position, refused: taken.includes(false) })
  }
}

/** How many events to read after these, which held so many addresses. */
const pageAfter = (page: readonly StoredEvent[], addresses: number): number => {
  const wanted = Math.floor(page.length * pageAddresses / Math.max(1, addresses))
  return page.length === 0 ? firstPageEvents : Math.min(mostPageEvents, Math.max(1, wanted))
}
