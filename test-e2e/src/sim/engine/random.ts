/** Numbers from one seed (sfc32): the same seed gives the same numbers for ever, on every machine. */
export class Random {
  #a = 0
  #b = 0
  #c = 0
  #count = 1

  constructor(seed: number) {
    this.#a = seed | 0
    this.#b = Math.imul(seed, 0x9e3779b1) | 0
    this.#c = 0x5eed
    for (let round = 0; round < 15; round += 1) this.next()
  }

  /** At least 0, below 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return (sum >>> 0) / 4294967296
  }

  /** A whole number at least 0 and below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** 32 lower-case hexadecimal digits. */
  hex32(): string {
    let text = ''
    for (let part = 0; part < 4; part += 1)
      text += Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, '0')
    return text
  }

  uuid(): string {
    const hex = this.hex32()
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
}
