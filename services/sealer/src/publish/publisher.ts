import type { WitnessAddress } from '../config.ts'
import type { Tree } from '../domain/tree.ts'
import type { Signed, TreeStore } from '../store/tree-store.ts'
import type { Archive } from './archive.ts'
import { askWitness } from './witness.ts'

type Tools = {
  readonly store: TreeStore
  readonly archive: Archive | undefined
  readonly witnesses: readonly WitnessAddress[]
  /** What a witness did not do, for the log of the process; the next checkpoint tries again. */
  readonly onFailure: (log: string, reason: string) => void
}

/**
 * Brings checkpoints out of the database, in the order of their sizes. Who dies in the middle does
 * it again: the archive then has a line twice, and a witness says that it knows it.
 */
export class Publisher {
  readonly #tools: Tools

  constructor(tools: Tools) {
    this.#tools = tools
  }

  async publish(tree: Tree): Promise<void> {
    const { store, archive } = this.#tools
    const waiting = await store.unpublished(tree.log, tree.incarnation)
    for (const { note, atMs } of waiting) await archive?.append(tree.log, note, atMs)
    const last = waiting.at(-1)
    if (last === undefined) return
    await store.markPublished(tree, last.size)
    await this.#cosign(tree, last)
  }

  async #cosign(tree: Tree, signed: Signed): Promise<void> {
    await Promise.all(this.#tools.witnesses.map((witness) => this.#ask(witness, tree, signed)))
  }

  async #ask(witness: WitnessAddress, tree: Tree, { size, note }: Signed): Promise<void> {
    const { store, onFailure } = this.#tools
    let known = await store.witnessedSize(witness.key.name, tree)
    // A witness that knows another size says so once; then its answer stands.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (known > size) return onFailure(tree.log, `${witness.key.name} knows ${known} events, more than ${size}`)
      const proof = await store.consistency(tree, known, size)
      const answer = await askWitness(witness, known, proof, note)
      if (answer.kind === 'failed') return onFailure(tree.log, answer.reason)
      if (answer.kind === 'cosigned') return await store.keepCosigned(witness.key.name, tree, size, answer.lines)
      known = answer.size
    }
  }
}
