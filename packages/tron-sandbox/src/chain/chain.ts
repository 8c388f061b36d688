import type { Address } from '../codec/address.ts'
import { contractOf, type Transaction } from '../codec/transaction.ts'
import type { Context } from '../rules/context.ts'
import { execute, validateExpiry, type Receipt } from '../rules/execute.ts'
import { contractInvalid, Rejection } from '../rules/rejection.ts'
import { validateSignatures } from '../rules/signatures.ts'
import { newAccount, putAccount } from '../state/account.ts'
import type { ChainParameters } from '../state/parameters.ts'
import { Store, type StateValue, type Undo } from '../state/store.ts'
import type { Tvm } from '../tvm/tvm.ts'
import { genesisBlock, sealed, type Block, type Entry } from './block.ts'
import { noteBlockOf, solidNumberOf, witnessesForLag, type Witness } from './witnesses.ts'

export type ChainOptions = {
  readonly parameters: ChainParameters
  readonly slotMs: number
  readonly solidLagBlocks: number
  readonly genesisAtMs: number
  readonly genesisBalances: readonly { readonly address: Address; readonly balanceSun: bigint }[]
  /** Whatever else stands in the state before the first block. */
  readonly genesisState: (store: Store) => void
  /** Keeps ids of all attempted broadcasts, as a node with the transaction cache switched on does. */
  readonly remembersBroadcasts: boolean
  /** Told of each change before anybody can see it. */
  readonly changed?: (change: Change) => void
}

type Pending = { readonly transaction: Transaction; readonly notBefore: number }

export type Fork = {
  /** How many blocks are taken back; at most those above the solid one. */
  readonly depth: number
  /** Blocks of the branch that wins; one more than the depth unless told. */
  readonly length?: number
  /** Orphaned transactions come back this many blocks later than they could. */
  readonly delayBlocks?: number
  /** Ids of orphaned transactions that never come back. */
  readonly lost?: readonly string[]
  /** Transactions that the winning branch has first: a spend that the orphaned ones lose against. */
  readonly first?: readonly Transaction[]
}

export type Forked = {
  readonly orphanedBlocks: readonly Block[]
  readonly orphanedIds: readonly string[]
  readonly newBlocks: readonly Block[]
}

const maxPending = 2000
/** Blocks below the solid one whose state can still be read. */
const readableBlocks = 256

export type ChainImage = {
  readonly blocks: readonly Block[]
  readonly solids: readonly number[]
  readonly state: readonly (readonly [string, StateValue])[]
  readonly undos: readonly (readonly [number, Undo])[]
  readonly pending: readonly Pending[]
}

/** A step from one image to the next. */
export type Change =
  | {
    readonly kind: 'block'; readonly block: Block; readonly solid: number; readonly pending: readonly Pending[]
    readonly state: readonly (readonly [string, StateValue | undefined])[]
  }
  /** So many blocks are taken back. */
  | { readonly kind: 'back'; readonly blocks: number; readonly pending: readonly Pending[] }
  | { readonly kind: 'pending'; readonly pending: readonly Pending[] }

/** The chain itself: blocks, the state at their head, pending transactions, forks. */
export class Chain {
  readonly options: ChainOptions
  readonly witnesses: readonly Witness[]
  readonly store = new Store()
  readonly #tvm: Tvm
  readonly #blocks: Block[]
  readonly #solids: number[] = [0]
  readonly #undos = new Map<number, Undo>()
  readonly #places = new Map<string, { readonly number: number; readonly index: number }>()
  readonly #numbers = new Map<string, number>()
  readonly #attempted = new Set<string>()
  #pending: Pending[] = []
  #pendingReceipts = new Map<string, Receipt>()
  /** Why a transaction that was once accepted fell out again. */
  readonly dropped = new Map<string, Rejection>()
  witnessesDown: ReadonlySet<number> = new Set()

  constructor(tvm: Tvm, options: ChainOptions) {
    this.#tvm = tvm
    this.options = options
    this.witnesses = witnessesForLag(options.solidLagBlocks)
    const genesis = genesisBlock(options.genesisAtMs)
    this.#blocks = [genesis]
    this.#numbers.set(genesis.id, 0)
    for (const { address, balanceSun } of options.genesisBalances) {
      putAccount(this.store, { ...newAccount(address, options.genesisAtMs), balanceSun })
    }
    options.genesisState(this.store)
    this.store.close()
  }

  get head(): Block {
    return this.#blockAt(this.headNumber)
  }

  get headNumber(): number {
    return this.#blocks.length - 1
  }

  get solidNumber(): number {
    return this.#solids[this.headNumber] ?? 0
  }

  get pending(): readonly Transaction[] {
    return this.#pending.map(({ transaction }) => transaction)
  }

  blockAt(number: number): Block | undefined {
    return this.#blocks[number]
  }

  numberOfId(id: string): number | undefined {
    return this.#numbers.get(id)
  }

  /** What was solid when that block was the head. */
  solidAt(headNumber: number): number {
    return this.#solids[headNumber] ?? 0
  }

  placeOf(transactionId: string): { readonly number: number; readonly index: number } | undefined {
    return this.#places.get(transactionId)
  }

  pendingOf(transactionId: string): { transaction: Transaction; receipt?: Receipt } | undefined {
    const found = this.#pending.find(({ transaction }) => transaction.id === transactionId)
    if (found === undefined) return undefined
    const receipt = this.#pendingReceipts.get(transactionId)
    return { transaction: found.transaction, ...(receipt === undefined ? {} : { receipt }) }
  }

  /** The state as it was after a block, without pending transactions; writes to it are lost. */
  stateAt(number: number): Store {
    const view = new Store(this.store)
    view.apply(this.store.changes())
    for (let above = this.headNumber; above > number; above--) {
      const undo = this.#undos.get(above)
      if (undo === undefined) throw new RangeError(`the state of block ${number} is no longer kept`)
      view.apply(undo)
    }
    view.close()
    return view
  }

  /** The context in which the next transaction would run. */
  contextOn(store: Store, headNumber = this.headNumber, atMs?: number): Context {
    const head = this.#blockAt(headNumber)
    const nextAtMs = atMs ?? head.atMs + this.options.slotMs
    return {
      store,
      parameters: this.options.parameters,
      blockNumber: headNumber + 1,
      blockAtMs: nextAtMs,
      slotMs: this.options.slotMs,
      headAtMs: head.atMs,
      blockIdAt: (number) => this.#blocks[number]?.id,
      witness: this.#witnessOfSlot(nextAtMs).address,
    }
  }

  /** Takes a transaction among the pending ones by the rules of a broadcast; throws a `Rejection`. */
  async submit(transaction: Transaction): Promise<void> {
    if (this.#pending.length > maxPending) throw new Rejection('SERVER_BUSY', 'Server busy.')
    if (this.options.remembersBroadcasts) {
      if (this.#attempted.has(transaction.id)) {
        throw new Rejection('DUP_TRANSACTION_ERROR', 'Transaction already exists.')
      }
      this.#attempted.add(transaction.id)
    }
    const contract = contractOf(transaction)
    if (contract === undefined) throw contractInvalid('No contract!')
    validateExpiry(transaction.raw, this.head.atMs, this.head.atMs)
    validateSignatures(this.store, transaction, contract)
    const receipt = await execute(this.#tvm, this.contextOn(this.store), transaction)
    this.#pending.push({ transaction, notBefore: 0 })
    this.#pendingReceipts.set(transaction.id, receipt)
    this.options.changed?.({ kind: 'pending', pending: this.#pending })
  }

  /** Forgets a pending transaction, as a node does that is restarted before it passed it on. */
  async forget(transactionId: string): Promise<void> {
    this.#pending = this.#pending.filter(({ transaction }) => transaction.id !== transactionId)
    this.store.rollback(0)
    await this.#runPending()
    this.options.changed?.({ kind: 'pending', pending: this.#pending })
  }

  /** Makes one block. Time moves by one slot, by the missed ones more, and never stays behind `notBeforeMs`. */
  async mine({ missedSlots = 0, notBeforeMs = 0 } = {}): Promise<Block> {
    this.store.rollback(0)
    const block = await this.#seal(missedSlots, notBeforeMs)
    await this.#runPending()
    return block
  }

  /** Another branch wins: blocks above the ancestor are gone, their transactions pending again. */
  async fork(fork: Fork): Promise<Forked> {
    const { depth, length = depth + 1, delayBlocks = 0, lost = [], first = [] } = fork
    if (!Number.isInteger(depth) || depth < 1 || depth > this.headNumber - this.solidNumber) {
      throw new RangeError(`a fork is 1 to ${this.headNumber - this.solidNumber} blocks deep here, not ${depth}`)
    }
    if (length <= depth) throw new RangeError('the branch that wins is the longer one')
    this.store.rollback(0)
    const orphanedBlocks: Block[] = []
    for (let taken = 0; taken < depth; taken++) orphanedBlocks.unshift(this.#takeBack())
    const orphaned = orphanedBlocks.flatMap(({ entries }) => entries.map(({ transaction }) => transaction))
    const notBefore = this.headNumber + 1 + delayBlocks
    this.#pending = [
      ...first.map((transaction) => ({ transaction, notBefore: 0 })),
      ...orphaned.filter(({ id }) => !lost.includes(id)).map((transaction) => ({ transaction, notBefore })),
      ...this.#pending,
    ]
    this.options.changed?.({ kind: 'back', blocks: depth, pending: this.#pending })
    const newBlocks: Block[] = []
    // The first slot of the new branch is another one, so even an empty block has another id.
    for (let made = 0; made < length; made++) newBlocks.push(await this.#seal(made === 0 ? 1 : 0, 0))
    await this.#runPending()
    return { orphanedBlocks, orphanedIds: orphaned.map(({ id }) => id), newBlocks }
  }

  image(): ChainImage {
    const state = new Map(this.store.entries())
    for (const [key, before] of this.store.changes()) {
      if (before === undefined) state.delete(key)
      else state.set(key, before)
    }
    return {
      blocks: this.#blocks, solids: this.#solids, state: [...state], undos: [...this.#undos], pending: this.#pending,
    }
  }

  /** Goes on from an image of this or an earlier process, and what happened since. */
  async restore(image: ChainImage, changes: readonly Change[] = []): Promise<void> {
    if (image.blocks[0]?.id !== this.#blocks[0]?.id) throw new Error('the file is of a chain with another first block')
    this.store.rollback(0)
    for (const [key] of this.store.entries()) this.store.set(key, undefined)
    for (const [key, value] of image.state) this.store.set(key, value)
    this.store.close()
    this.#blocks.splice(0, this.#blocks.length)
    for (const block of image.blocks) this.#append(block)
    this.#solids.splice(0, this.#solids.length, ...image.solids)
    for (const [number, undo] of image.undos) this.#undos.set(number, undo)
    this.#pending = [...image.pending]
    for (const change of changes) this.#redo(change)
    await this.#runPending()
  }

  #redo(change: Change): void {
    this.#pending = [...change.pending]
    if (change.kind === 'back') for (let taken = 0; taken < change.blocks; taken++) this.#takeBack()
    if (change.kind !== 'block') return
    for (const [key, value] of change.state) this.store.set(key, value)
    this.#close(change.block, change.solid)
  }

  #blockAt(number: number): Block {
    const block = this.#blocks[number]
    if (block === undefined) throw new Error(`no block ${number}`)
    return block
  }

  #append(block: Block): void {
    this.#blocks.push(block)
    this.#numbers.set(block.id, block.number)
    block.entries.forEach(({ transaction }, index) => this.#places.set(transaction.id, { number: block.number, index }))
  }

  #witnessOfSlot(atMs: number): Witness {
    const witness = this.witnesses[Math.floor(atMs / this.options.slotMs) % this.witnesses.length]
    if (witness === undefined) throw new Error('no witnesses')
    return witness
  }

  #nextSlot(missedSlots: number, notBeforeMs: number): number {
    const { slotMs } = this.options
    if (this.witnessesDown.size >= this.witnesses.length) throw new Error('all witnesses are down')
    let atMs = Math.max(this.head.atMs + slotMs * (1 + missedSlots), Math.floor(notBeforeMs / slotMs) * slotMs)
    while (this.witnessesDown.has(Math.floor(atMs / slotMs) % this.witnesses.length)) atMs += slotMs
    return atMs
  }

  async #seal(missedSlots: number, notBeforeMs: number): Promise<Block> {
    const atMs = this.#nextSlot(missedSlots, notBeforeMs)
    const number = this.headNumber + 1
    const context = this.contextOn(this.store, this.headNumber, atMs)
    const entries: Entry[] = []
    const left: Pending[] = []
    const changedOwners = new Set<Address>()
    for (const pending of this.#pending) {
      const { transaction } = pending
      const contract = contractOf(transaction)
      // Whoever changed its permissions in this block waits for the next one.
      if (pending.notBefore > number || changedOwners.has(contract?.owner ?? '')) {
        left.push(pending)
        continue
      }
      try {
        entries.push({ transaction, receipt: await execute(this.#tvm, context, transaction) })
        if (contract?.type === 'AccountPermissionUpdateContract') changedOwners.add(contract.owner)
      } catch (error) {
        this.#drop(transaction, error)
      }
    }
    const witness = this.#witnessOfSlot(atMs)
    noteBlockOf(this.store, witness.address, number)
    const block = sealed(this.head, atMs, witness, entries)
    this.#pending = left
    const solid = Math.max(this.solidNumber, solidNumberOf(this.store, this.witnesses))
    const state = [...this.store.changes().keys()].map((key) => [key, this.store.get(key)] as const)
    this.options.changed?.({ kind: 'block', block, solid, pending: left, state })
    this.#close(block, solid)
    return block
  }

  /** The block is the head, and what was written since the one before is its step. */
  #close(block: Block, solid: number): void {
    this.#append(block)
    this.#solids[block.number] = solid
    this.#undos.set(block.number, this.store.close())
    for (const old of this.#undos.keys()) {
      if (old >= solid - readableBlocks) break
      this.#undos.delete(old)
    }
  }

  #takeBack(): Block {
    const block = this.head
    this.store.apply(this.#undos.get(block.number) ?? new Map())
    this.#undos.delete(block.number)
    this.#blocks.pop()
    const solid = this.#solids.pop() ?? 0
    // What was solid stays so, whatever branch wins.
    this.#solids[this.headNumber] = Math.max(solid, this.#solids[this.headNumber] ?? 0)
    this.#numbers.delete(block.id)
    for (const { transaction } of block.entries) this.#places.delete(transaction.id)
    return block
  }

  /** Runs what is still pending on the new head, so that it shows and blocks its duplicates. */
  async #runPending(): Promise<void> {
    this.#pendingReceipts = new Map()
    const waiting = this.#pending
    this.#pending = []
    for (const pending of waiting) {
      const { transaction } = pending
      try {
        const receipt = await execute(this.#tvm, this.contextOn(this.store), transaction)
        this.#pendingReceipts.set(transaction.id, receipt)
        this.#pending.push(pending)
      } catch (error) {
        // One that must wait may become possible by then; the others are gone.
        if (pending.notBefore > this.headNumber + 1) this.#pending.push(pending)
        else this.#drop(transaction, error)
      }
    }
  }

  #drop(transaction: Transaction, error: unknown): void {
    if (!(error instanceof Rejection)) throw error
    if (!this.#places.has(transaction.id)) this.dropped.set(transaction.id, error)
  }
}
