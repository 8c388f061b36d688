import type { BlockRef } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import type { Findings } from '../domain/matching.ts'

/** A block that was looked through, with what was found; the serial counts readings. */
export type Scanned = { readonly ref: BlockRef; readonly findings: Findings; readonly serial: number }

/**
 * The last solid block and those read after it: one chain, without a gap. Holds at most what lies
 * between the solid block and the head.
 */
export class Window {
  #solid: BlockRef
  #scanned: Scanned[] = []

  constructor(solid: BlockRef) {
    this.#solid = solid
  }

  get solid(): BlockRef { return this.#solid }
  get tip(): BlockRef { return this.#scanned.at(-1)?.ref ?? this.#solid }

  at(number: number): Scanned | undefined {
    return this.#scanned[number - this.#solid.number - 1]
  }

  push(scanned: Scanned): void {
    const { number } = scanned.ref
    assertThat(number === this.tip.number + 1, `block ${number} after ${this.tip.number}`)
    this.#scanned.push(scanned)
  }

  /** Drops the block at this height and all after it. */
  truncate(number: number): void {
    this.#scanned = this.#scanned.slice(0, Math.max(0, number - this.#solid.number - 1))
  }

  /** The block after the solid one is solid now. */
  solidify(number: number): void {
    const [next] = this.#scanned
    assertThat(next?.ref.number === number && number === this.#solid.number + 1, `block ${number} is not next`)
    this.#scanned.shift()
    this.#solid = next.ref
  }
}
