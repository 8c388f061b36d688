import {
  chainCommands, type BlockRef, type ChainName, type ChainTransfer, type MessageOf, type chainEvents,
} from '@stablegate/contracts'
import type { EventReader } from '@stablegate/host'
import { assertThat, uuidv5, type Answer, type Clock, type Message } from '@stablegate/kernel'
import { NodeFault } from '../chain/node.ts'
import type { NodePool, Tips } from '../chain/node-pool.ts'
import type { ChainBlock } from '../domain/block.ts'
import { findingsIn, type Findings, type Watched } from '../domain/matching.ts'
import { onChainKey } from '../domain/transfer.ts'
import { ChainDistrusted, SessionOver, Unanswered } from './errors.ts'
import { Journal } from './journal.ts'
import { ReadAhead, type ReadBlock } from './read-ahead.ts'
import { isEmpty, isLookedAtTwice, secondLook } from './second-look.ts'
import { Window } from './window.ts'

export type FollowerOptions = {
  readonly watched: Watched
  readonly addAddress: (address: string) => boolean
  readonly nodes: NodePool
  readonly events: EventReader
  readonly send: (type: string, data: unknown, id: string) => Promise<Answer>
  readonly clock: Clock
  readonly session: string
  /** The last block that is not read, for a chain that was never watched. Default: the solid one. */
  readonly startAfter?: number
  /** A checkpoint is written after so many solid blocks, and not more often than so. */
  readonly checkpointBlocks: number
  readonly checkpointMs: number
  /** Blocks of one round: between rounds new addresses are taken up. */
  readonly blocksARound: number
  /** Blocks fetched ahead while catching up. */
  readonly ahead: number
}

export type FollowerStatus = {
  readonly cursor: number
  readonly checkpoint: number
  readonly scanned: number
  readonly head: number
  readonly solid: number
  readonly openTransfers: number
  readonly reorganisations: number
  /** Blocks with something in them that no second node could be asked for. */
  readonly onOneWord: number
}

/** Commands under way at the same time. */
const parallelCommands = 32
const listsAConfirmation = 500
/** So far beyond the last solid block is read: more than a network in trouble makes. */
const longestWindowBlocks = 4_096

/**
 * Reads a chain block by block and tells the service's deciders what is there for us. It keeps
 * nothing of its own: whatever it knows is in the log or on the chain, so it may end between any
 * two steps, and the next one finds everything again.
 */
export class Follower {
  readonly #options: FollowerOptions
  readonly #chain: ChainName
  readonly #journal: Journal
  readonly #window: Window
  #checkpoint: BlockRef
  #checkpointAtMs: number
  #tips: Tips | undefined
  #reorganisations = 0
  #onOneWord = 0
  #serial = 0
  readonly #ahead: ReadAhead

  private constructor(options: FollowerOptions, journal: Journal, cursor: BlockRef) {
    this.#options = options
    this.#chain = options.watched.chain
    this.#journal = journal
    this.#window = new Window(cursor)
    this.#checkpoint = cursor
    this.#checkpointAtMs = options.clock.now()
    this.#ahead = new ReadAhead(options)
    options.nodes.forget()
  }

  /** Begins a session: from here on commands of an older one are refused. */
  static async begin(options: FollowerOptions, signal?: AbortSignal): Promise<Follower> {
    const { watched: { chain }, nodes, session, startAfter } = options
    const start = startAfter === undefined
      ? (await nodes.tips(signal)).solid
      : refOf(await nodes.block(startAfter, 'solid', signal))
    const { number, hash, atMs } = start
    const answer = await options.send(
      chainCommands.begin.type, { chain, session, startAfter: { number, hash, atMs } },
      uuidv5('begin', chain, session))
    const [began] = acceptedEvents(answer) as readonly MessageOf<typeof chainEvents.sessionBegan>[]
    assertThat(began !== undefined, 'a session that began leaves an event')
    // Addresses come after the beginning: whatever was confirmed to anybody is among them.
    const journal = new Journal({ chain, events: options.events, addAddress: options.addAddress })
    await journal.load(began.data.openAfter, began.data.confirmedThrough)
    return new Follower(options, journal, began.data.cursor)
  }

  get status(): FollowerStatus {
    return {
      cursor: this.#window.solid.number,
      checkpoint: this.#checkpoint.number,
      scanned: this.#window.tip.number,
      head: this.#tips?.head.number ?? this.#window.tip.number,
      solid: this.#tips?.solid.number ?? this.#window.solid.number,
      openTransfers: this.#journal.open.size,
      reorganisations: this.#reorganisations,
      onOneWord: this.#onOneWord,
    }
  }

  /** Takes up what the log brought: new addresses are confirmed, transfers that are gone orphaned. */
  async listen(signal?: AbortSignal): Promise<void> {
    for (let isRead = false; !isRead;) {
      signal?.throwIfAborted()
      isRead = await this.#journal.follow()
      await this.#confirm()
    }
    await this.#orphan(signal)
  }

  /** One round; answers whether there is more to read at once. */
  async step(signal?: AbortSignal): Promise<boolean> {
    await this.listen(signal)
    const tips = await this.#options.nodes.tips(signal)
    this.#tips = tips
    const doubted = this.#options.nodes.contradiction()
    // While nodes differ on what is solid, what is observed is still told, and nothing credited.
    const waits = doubted === undefined && !(await this.#readSolid(tips.solid, signal))
    const behind = !waits && this.#window.solid.number < tips.solid.number
    const stalled = behind && doubted === undefined ? false : await this.#readHead(tips.head, signal)
    await this.listen(signal)
    await this.checkpoint(false)
    if (doubted !== undefined) {
      throw new ChainDistrusted('nodes_disagree', `${doubted} knows another solid block`)
    }
    return behind || (!stalled && this.#window.tip.number < tips.head.number)
  }

  /** Records how far all is read; without force only when enough was read since the last time. */
  async checkpoint(force: boolean): Promise<void> {
    const to = this.#window.solid
    const { checkpointBlocks, checkpointMs, clock, session } = this.#options
    const blocks = to.number - this.#checkpoint.number
    const due = blocks >= checkpointBlocks && clock.now() - this.#checkpointAtMs >= checkpointMs
    if (blocks === 0 || !(force || due)) return
    const openAfter = this.#journal.openAfter()
    await this.#tell(
      chainCommands.advance.type, { chain: this.#chain, session, to, openAfter },
      uuidv5('advance', session, to.hash))
    this.#checkpoint = to
    this.#checkpointAtMs = clock.now()
  }

  async #confirm(): Promise<void> {
    for (;;) {
      const lists = this.#journal.newLists(listsAConfirmation)
      const last = lists.at(-1)
      if (last === undefined) return
      const { session } = this.#options
      await this.#tell(chainCommands.confirm.type, {
        chain: this.#chain, session,
        lists: lists.filter(({ refused }) => !refused).map(({ list }) => list),
        refused: lists.filter(({ refused }) => refused).map(({ list }) => list),
        // The next block to be looked through is the first in which they are looked for.
        fromBlock: this.#window.tip.number + 1,
        throughPosition: last.position,
      }, uuidv5('confirm', session, last.position))
      this.#journal.answered(last.position)
    }
  }

  /**
   * Blocks that the network will not undo, as the solid view of nodes gives them. Answers false where
   * one that holds something waits for the word of a second node.
   */
  async #readSolid(solid: BlockRef, signal?: AbortSignal): Promise<boolean> {
    const last = Math.min(solid.number, this.#window.solid.number + this.#options.blocksARound)
    try {
      while (this.#window.solid.number < last) {
        signal?.throwIfAborted()
        const next = this.#window.solid.number + 1
        if (!(await this.#solidify(next, last, solid, signal))) return false
        this.#window.solidify(next)
      }
      return true
    } finally {
      // However it ended: before the next round addresses may come that were not looked for here.
      this.#ahead.clear()
    }
  }

  async #solidify(next: number, last: number, solid: BlockRef, signal?: AbortSignal): Promise<boolean> {
    const scanned = this.#window.at(next)
    // The window is one chain: if its block at the solid height is solid, so are those before. What
    // was found in one is read again all the same: receipts are not in the hash.
    const known = this.#window.at(solid.number)?.ref.hash === solid.hash
    if (scanned === undefined || !known || isLookedAtTwice(scanned.ref.number, scanned.findings)) {
      return this.#takeSolid(await this.#read(next, last, signal), signal)
    }
    this.#believe(scanned.ref)
    return true
  }

  #read(number: number, last: number, signal?: AbortSignal): Promise<ReadBlock> {
    return this.#ahead.take(number, last, (other) => this.#window.at(other) !== undefined, signal)
  }

  async #takeSolid(read: ReadBlock, signal?: AbortSignal): Promise<boolean> {
    const { block, findings } = read
    const ref = refOf(block)
    if (block.parent !== this.#window.solid.hash) {
      this.#options.nodes.distrust(`solid block ${block.number} does not follow the one before`)
      throw new ChainDistrusted('solid_conflict', `block ${block.number} has the parent ${block.parent}`)
    }
    this.#believe(ref)
    const scanned = this.#window.at(block.number)
    if (scanned !== undefined && scanned.ref.hash !== ref.hash) {
      this.#reorganisations += 1
      this.#window.truncate(block.number)
    }
    const known = this.#window.at(block.number)
    const matters = isLookedAtTwice(block.number, findings, known?.findings)
    if (matters && !(await this.#isVouchedFor(read, signal))) return false
    const serial = this.#nextSerial()
    if (known === undefined) this.#window.push({ ref, findings, serial })
    await this.#settle(findings, serial)
    return true
  }

  /** False where the second node does not have the block yet. */
  async #isVouchedFor({ block, findings, second }: ReadBlock, signal?: AbortSignal): Promise<boolean> {
    const { nodes, watched } = this.#options
    const word = await (second ?? secondLook(block, findings, nodes, watched, signal))
    if (word === 'none_other' && !isEmpty(findings)) this.#onOneWord += 1
    return word !== 'not_yet'
  }

  /** Never two opinions on a solid block: while nodes differ, nothing is credited. */
  #believe(ref: BlockRef): void {
    const other = this.#options.nodes.contradictionOf(ref)
    if (other !== undefined) {
      throw new ChainDistrusted('nodes_disagree', `${other} knows another block ${ref.number}`)
    }
    this.#options.nodes.believe(ref)
  }

  /** Blocks that may still be undone. Answers whether the node does not have the next one yet. */
  async #readHead(head: BlockRef, signal?: AbortSignal): Promise<boolean> {
    const highest = Math.min(head.number, this.#window.solid.number + longestWindowBlocks)
    // A fork is walked back block by block: this many readings end even where nodes take turns.
    const readings = this.#options.blocksARound + this.#window.tip.number - this.#window.solid.number
    for (let reading = 0; reading < readings && this.#window.tip.number < highest; reading += 1) {
      signal?.throwIfAborted()
      const block = await this.#nextBlock(signal)
      if (block === undefined) return true
      const { tip, solid } = this.#window
      if (block.parent === tip.hash) {
        const findings = findingsIn(block, this.#options.watched)
        const serial = this.#nextSerial()
        await inParallel(findings.transfers, (transfer) => this.#see(transfer, false, serial))
        this.#window.push({ ref: refOf(block), findings, serial })
        continue
      }
      if (tip.number === solid.number) {
        this.#options.nodes.distrust(`block ${block.number} does not follow the solid one`)
        throw new ChainDistrusted('head_conflict', `block ${block.number} has the parent ${block.parent}`)
      }
      this.#reorganisations += 1
      this.#window.truncate(tip.number)
    }
    return this.#window.tip.number >= highest
  }

  async #nextBlock(signal?: AbortSignal): Promise<ChainBlock | undefined> {
    try {
      return await this.#options.nodes.block(this.#window.tip.number + 1, 'head', signal)
    } catch (error) {
      if (error instanceof NodeFault && error.kind === 'absent') return undefined
      throw error
    }
  }

  async #settle({ transfers, notes }: Findings, serial: number): Promise<void> {
    await inParallel(transfers, (transfer) => this.#see(transfer, true, serial))
    await inParallel(notes, (note) => this.#tell(
      note.type, note.data, uuidv5('note', note.data.chain, note.data.txid, note.data.part, note.data.block.hash)))
  }

  /**
   * A block that comes back after another had its place is a new sight of the same thing: the
   * serial of its reading tells the two apart, the deciders tell whether anything is new.
   */
  async #see(transfer: ChainTransfer, solid: boolean, serial: number): Promise<void> {
    const id = uuidv5('see', this.#options.session, onChainKey(transfer), transfer.block.hash, String(solid), serial)
    await this.#tell(chainCommands.see.type, { ...transfer, solid }, id)
  }

  /** Open transfers that are not, or no longer, in the block at their height. */
  async #orphan(signal?: AbortSignal): Promise<void> {
    for (const { transfer, position } of [...this.#journal.open.values()]) {
      const { number, hash } = transfer.block
      if (number > this.#window.tip.number) continue
      const there = number > this.#window.solid.number
        ? this.#window.at(number)?.ref.hash === hash
        : await this.#standsIn(transfer, signal)
      if (there) continue
      const { chain, txid, part } = transfer
      await this.#tell(
        chainCommands.orphan.type, { chain, txid, part, blockHash: hash },
        uuidv5('orphan', chain, txid, part, position))
    }
  }

  /**
   * Whether a solid block holds the transfer. All that was in it is settled, so that one which is
   * still open there was seen by somebody else, or is gone: the block is read again to tell which.
   */
  async #standsIn(transfer: ChainTransfer, signal?: AbortSignal): Promise<boolean> {
    const block = await this.#options.nodes.block(transfer.block.number, 'solid', signal)
    const findings = findingsIn(block, this.#options.watched)
    if (!(await this.#isVouchedFor({ block, findings }, signal))) return true
    await this.#settle(findings, this.#nextSerial())
    return findings.transfers.some((other) => onChainKey(other) === onChainKey(transfer))
  }

  #nextSerial(): number {
    this.#serial += 1
    return this.#serial
  }

  async #tell(type: string, data: unknown, id: string): Promise<readonly Message[]> {
    return acceptedEvents(await this.#options.send(type, data, id))
  }
}

const refOf = ({ number, hash, atMs }: ChainBlock): BlockRef => ({ number, hash, atMs })

const acceptedEvents = (answer: Answer): readonly Message[] => {
  switch (answer.status) {
    case 'accepted': return answer.events
    case 'rejected':
      if (answer.code === 'session_over' || answer.code === 'cursor_behind') throw new SessionOver(answer.code)
      throw new ChainDistrusted(answer.code, answer.detail ?? 'refused by what was recorded before')
    case 'retry': throw new Unanswered(answer.reason)
    case 'broken': throw new Error(answer.message)
  }
}

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < items.length; from += parallelCommands) {
    await Promise.all(items.slice(from, from + parallelCommands).map(work))
  }
}
