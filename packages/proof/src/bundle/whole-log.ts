import { base64, equalBytes, fromBase64 } from '../bytes.ts'
import type { Books } from '../books/books.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { leafBytes } from '../leaf.ts'
import { Frontier } from '../merkle/frontier.ts'
import { leafHash, type Sha256 } from '../merkle/hash.ts'
import type { WholeLine } from './lines.ts'
import type { Findings } from './report.ts'

/**
 * A log from its first event on. Two trees grow beside each other: one of what the events are now,
 * one of the leaves that are said to have been sealed. When the second leads to the signed root and
 * the first does not, the events whose leaves differ are those that were changed.
 */
export class WholeLog {
  readonly #sha256: Sha256
  readonly #findings: Findings
  readonly #books: Books | undefined
  readonly #now: Frontier
  readonly #sealed: Frontier
  readonly #older: Checkpoint | undefined
  #changed: number[] = []
  #gapAfter: number | undefined
  #position = 0
  #areBooksBroken = false

  constructor(sha256: Sha256, findings: Findings, books: Books | undefined, older: Checkpoint | undefined) {
    this.#sha256 = sha256
    this.#findings = findings
    this.#books = books
    this.#older = older
    this.#now = new Frontier(sha256)
    this.#sealed = new Frontier(sha256)
  }

  get size(): number {
    return this.#now.size
  }

  add({ event, leaf }: WholeLine): void {
    const { position } = event
    if (position <= this.#position) {
      this.#findings.fault('events_out_of_order', `position ${position} stands after ${this.#position}`, position)
    } else if (position !== this.#position + 1) this.#gapAfter ??= this.#position
    this.#position = Math.max(position, this.#position)
    const hash = leafHash(this.#sha256, leafBytes(event))
    const sealed = fromBase64(leaf)
    const isSame = sealed !== undefined && equalBytes(hash, sealed)
    if (!isSame && this.#changed.length < maxNamed) this.#changed.push(position)
    this.#now.appendHash(hash)
    this.#sealed.appendHash(sealed ?? hash)
    this.#keepBooks(event)
    if (this.#older?.size === this.#now.size) this.#compareWithOlder(this.#older)
  }

  /** All events of the bundle were added: do they lead to what was signed? */
  end(checkpoint: Checkpoint): void {
    const { size, root } = checkpoint
    if (this.#now.size !== size) {
      const where = this.#gapAfter === undefined ? '' : `; one is missing after position ${this.#gapAfter}`
      this.#findings.fault('event_missing',
        `${this.#now.size} events are here, the checkpoint counts ${size}${where}`, this.#gapAfter)
    }
    const isRoot = equalBytes(this.#now.root(), root)
    if (isRoot) {
      this.#findings.held(`the ${size} events are the tree that was signed`)
      return
    }
    if (equalBytes(this.#sealed.root(), root)) this.#nameChanged()
    else {
      this.#findings.fault('root_differs',
        `the events lead to ${base64(this.#now.root())}, the checkpoint signs ${base64(root)}`)
    }
  }

  #nameChanged(): void {
    for (const position of this.#changed) {
      this.#findings.fault('event_changed', `the event at position ${position} is not what was sealed`, position)
    }
  }

  #keepBooks(event: WholeLine['event']): void {
    if (this.#books === undefined || this.#areBooksBroken) return
    try {
      this.#books.apply(event)
    } catch (error) {
      // What follows from broken books says nothing more.
      this.#areBooksBroken = true
      const reason = error instanceof Error ? error.message : String(error)
      this.#findings.fault('books_broken', `position ${event.position}: ${reason}`, event.position)
    }
  }

  #compareWithOlder({ size, root, origin }: Checkpoint): void {
    const grown = equalBytes(this.#now.root(), root) || equalBytes(this.#sealed.root(), root)
    this.#findings.check(grown, `it begins with all ${size} events of the older checkpoint`, 'forked',
      `the first ${size} events are not those that ${origin} signed before`)
  }
}

const maxNamed = 10
