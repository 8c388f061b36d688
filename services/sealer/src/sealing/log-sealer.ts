import { checkpointText, noteText, originOf, tileWidth } from '@stablegate/proof'
import { sha256 } from '@stablegate/proof/node'
import type { EventReader } from '@stablegate/host'
import type { SealerSettings } from '../config.ts'
import { against, firstChanged, shrinking, type Contradiction } from '../domain/contradiction.ts'
import { grow, type Tree } from '../domain/tree.ts'
import type { Archive } from '../publish/archive.ts'
import type { TreeStore } from '../store/tree-store.ts'

const pageEvents = tileWidth

export type SealingTools = {
  readonly events: EventReader
  readonly store: TreeStore
  readonly archive: Archive | undefined
  readonly settings: SealerSettings
  readonly lookBackEvents: number
  readonly now: () => number
  /** Told after each piece of work how long that took, it rests before the next; not at all by default. */
  readonly rest?: (workedMs: number, signal: AbortSignal) => Promise<void>
}

/** How far a log is sealed, and why not further. */
export type Sealed = { readonly tree: Tree; readonly contradiction: Contradiction | undefined; readonly signed: boolean }

const atOf = (fault: string | undefined): number | undefined =>
  fault === undefined ? undefined : (JSON.parse(fault) as Contradiction).position

/**
 * Seals one log: reads on from where its tree ends, keeps the tree, signs it. It refuses as soon as
 * the log contradicts what was sealed of it, and goes on when it no more does.
 */
export class LogSealer {
  readonly #log: string
  readonly #tools: SealingTools
  #nextTile = 0
  /** Of this incarnation what was published before is known to be the beginning of this tree. */
  #agreedWithArchive: string | undefined

  constructor(log: string, tools: SealingTools) {
    this.#log = log
    this.#tools = tools
  }

  /** One round. Throws what passes, such as a store that does not answer; the next round tries again. */
  async round(signal: AbortSignal): Promise<Sealed | undefined> {
    const { events, store, now } = this.#tools
    const head = await events.head(this.#log)
    const { tree, fault } = await store.tree(this.#log, head.incarnation)
    if (head.position === 0 && tree.size === 0) return undefined
    const contradiction = await this.#lookAt(tree, head.position, atOf(fault), signal)
    const saidNow = contradiction && JSON.stringify(contradiction)
    if (saidNow !== fault) await store.setFault(tree, saidNow, now())
    if (contradiction) return { tree, contradiction, signed: false }
    const grown = await this.#growTo(tree, head.position, signal)
    const beyond = await this.#againstArchive(grown, head.position)
    if (beyond) {
      await store.setFault(grown, JSON.stringify(beyond), now())
      return { tree: grown, contradiction: beyond, signed: false }
    }
    return { tree: grown, contradiction: undefined, signed: await this.#sign(grown) }
  }

  async #growTo(from: Tree, position: number, signal: AbortSignal): Promise<Tree> {
    const { events, store, now } = this.#tools
    let tree = from
    while (tree.position < position && !signal.aborted) {
      const before: Tree = tree
      tree = await this.#work(signal, async () => {
        const page = await events.readLog(this.#log, before.position, pageEvents, 'disk')
        if (page.length === 0) return before
        const growth = grow(sha256, before, page)
        await store.keep(before, growth, now())
        return growth.tree
      })
      if (tree === before) break
    }
    return tree
  }

  /** A piece of work and the rest after it: who seals shares the machine with those who append. */
  async #work<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const startedAtMs = performance.now()
    const done = await work()
    await this.#tools.rest?.(performance.now() - startedAtMs, signal)
    return done
  }

  /** The head, the last sealed event, some older ones in turn, and the place of a known fault. */
  async #lookAt(
    tree: Tree, headPosition: number, faultAt: number | undefined, signal: AbortSignal,
  ): Promise<Contradiction | undefined> {
    const shrunk = shrinking(tree, headPosition)
    if (shrunk || tree.size === 0) return shrunk
    const last = { position: tree.position, hash: tree.lastLeaf }
    const page = await this.#tools.events.readLog(this.#log, tree.position - 1, 1, 'disk')
    return firstChanged(sha256, [last], page) ?? await this.#lookBack(tree, faultAt, signal)
  }

  async #lookBack(
    tree: Tree, faultAt: number | undefined, signal: AbortSignal,
  ): Promise<Contradiction | undefined> {
    const tiles = Math.ceil(tree.size / tileWidth)
    const most = Math.min(tiles, Math.ceil(this.#tools.lookBackEvents / tileWidth))
    const chosen = Array.from({ length: most }, (_, at) => (this.#nextTile + at) % tiles)
    for (const index of chosen) {
      const found = await this.#work(signal, () => this.#lookAtTile(tree, index))
      // It stays on a tile with a fault until that is mended.
      if (found) return found
      this.#nextTile = (index + 1) % tiles
    }
    if (faultAt === undefined) return undefined
    return await this.#lookAtTile(tree, await this.#tools.store.tileOf(tree, faultAt))
  }

  async #lookAtTile(tree: Tree, index: number): Promise<Contradiction | undefined> {
    const sealed = await this.#tools.store.leaves(tree, index)
    const first = sealed[0]?.position
    if (first === undefined) return undefined
    const events = await this.#tools.events.readLog(this.#log, first - 1, tileWidth, 'disk')
    return firstChanged(sha256, sealed, events)
  }

  /** Never a smaller tree than was published, nor another of the same size: also when the database was set back. */
  async #againstArchive(tree: Tree, headPosition: number): Promise<Contradiction | undefined> {
    const { archive, store } = this.#tools
    if (archive === undefined || this.#agreedWithArchive === tree.incarnation) return undefined
    const said = await archive.last(this.#log, this.#originOf(tree))
    if (said && said.size <= tree.size) {
      const differs = against(said, await store.rootAt(tree, said.size))
      if (differs) return differs
    }
    if (said && said.size > tree.size) {
      return {
        code: 'log_shrank', position: headPosition,
        detail: `${said.size} events were signed and published, the log holds ${tree.size}`,
      }
    }
    this.#agreedWithArchive = tree.incarnation
    return undefined
  }

  #originOf({ log, incarnation }: Tree): string {
    return originOf(this.#tools.settings.origin, log, incarnation)
  }

  async #sign(tree: Tree): Promise<boolean> {
    const { store, settings, now } = this.#tools
    const last = await store.lastSigned(tree.log, tree.incarnation)
    if (tree.size === 0 || (last && last.size >= tree.size)) return false
    const root = await store.rootAt(tree, tree.size)
    const text = checkpointText({ origin: this.#originOf(tree), size: tree.size, root })
    const note = noteText({ text, signatures: settings.signers.map((signer) => signer.sign(text)) })
    await store.keepSigned(tree, root, note, now())
    return true
  }
}
