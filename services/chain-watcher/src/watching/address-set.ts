const wordsAnAddress = 5
const firstCapacity = 1 << 12
/** The table doubles when it is fuller than this: probes stay short. */
const fullest = 0.6

/**
 * Addresses of 20 bytes in one flat table: five words each, found by open addressing. A million
 * take 42 MB, where a `Set` of strings takes three times as much and keeps the collector busy.
 */
export class AddressSet {
  #words = new Uint32Array(firstCapacity * wordsAnAddress)
  #mask = firstCapacity - 1
  #size = 0

  get size(): number { return this.#size }

  add(address: Uint8Array): void {
    const view = new DataView(address.buffer, address.byteOffset, 20)
    const words = [0, 4, 8, 12, 16].map((at) => view.getUint32(at))
    // All zero marks an empty place; it is the address that burns money, and nobody's.
    if (words.every((word) => word === 0)) return
    if (this.#size + 1 > (this.#mask + 1) * fullest) this.#grow()
    if (this.#put(words)) this.#size += 1
  }

  /** Whether an account, 40 hex digits, is one of them. */
  has(account: string): boolean {
    if (account.length !== 40) return false
    const first = Number.parseInt(account.slice(0, 8), 16)
    const second = Number.parseInt(account.slice(8, 16), 16)
    const words = this.#words
    for (let slot = this.#slot(first, second); ; slot = (slot + 1) & this.#mask) {
      const at = slot * wordsAnAddress
      if (isEmpty(words, at)) return false
      if (words[at] === first && words[at + 1] === second && this.#restIs(at, account)) return true
    }
  }

  #restIs(at: number, account: string): boolean {
    for (let word = 2; word < wordsAnAddress; word += 1) {
      const digits = account.slice(word * 8, word * 8 + 8)
      if (this.#words[at + word] !== Number.parseInt(digits, 16)) return false
    }
    return true
  }

  // Addresses are digests: any of their bits spread well, two words so that none is chosen for us.
  #slot(first: number, second: number): number {
    return (Math.imul(first ^ (second >>> 7), 0x9e3779b1) >>> 8) & this.#mask
  }

  #put(words: readonly number[]): boolean {
    const [first = 0, second = 0] = words
    for (let slot = this.#slot(first, second); ; slot = (slot + 1) & this.#mask) {
      const at = slot * wordsAnAddress
      if (isEmpty(this.#words, at)) {
        this.#words.set(words, at)
        return true
      }
      if (words.every((word, index) => this.#words[at + index] === word)) return false
    }
  }

  #grow(): void {
    const old = this.#words
    this.#mask = this.#mask * 2 + 1
    this.#words = new Uint32Array((this.#mask + 1) * wordsAnAddress)
    for (let at = 0; at < old.length; at += wordsAnAddress) {
      if (!isEmpty(old, at)) this.#put([...old.subarray(at, at + wordsAnAddress)])
    }
  }
}

const isEmpty = (words: Uint32Array, at: number): boolean =>
  words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0 && words[at + 4] === 0
