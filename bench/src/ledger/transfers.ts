/** A transfer both ledgers can do: accounts by number. */
export type BenchTransfer = {
  readonly id: string
  /** Which of its row it is; a repetition has the number of what it repeats. */
  readonly number: number
  readonly debit: number
  readonly credit: number
  readonly amountMicro: bigint
}

export type Distribution = 'uniform' | 'zipf' | '10 hot accounts'

export const accountCount = 1_000
export const openingMicro = 1_000_000_000_000n
/** More than any account ever has: one in a hundred transfers tries it and must be refused. */
const overdraftMicro = 1_000_000_000_000_000n
const overdraftEvery = 100
const repeatEvery = 100

/** The same numbers at every run (mulberry32). */
const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Zipf with exponent 1 by its cumulative weights. */
const zipfWeights = (): Float64Array => {
  const cumulative = new Float64Array(accountCount)
  let sum = 0
  for (let rank = 0; rank < accountCount; rank += 1) {
    sum += 1 / (rank + 1)
    cumulative[rank] = sum
  }
  return cumulative.map((weight) => weight / sum)
}

const pickerOf = (distribution: Distribution, random: () => number): (() => number) => {
  if (distribution === 'uniform') return () => Math.floor(random() * accountCount)
  if (distribution === '10 hot accounts') return () => Math.floor(random() * 10)
  const weights = zipfWeights()
  return () => {
    const wanted = random()
    let [low, high] = [0, accountCount - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((weights[middle] ?? 1) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** An endless row of transfers, with overdrafts and repetitions of the last transfer among them. */
export const transfersOf = (distribution: Distribution, prefix: string): (() => BenchTransfer) => {
  const random = randomOf(42)
  const pick = pickerOf(distribution, random)
  let count = 0
  let last: BenchTransfer | undefined
  return () => {
    count += 1
    if (last !== undefined && count % repeatEvery === 0) return last
    const debit = pick()
    let credit = pick()
    while (credit === debit) credit = pick()
    const isOverdraft = count % overdraftEvery === 50
    const amountMicro = isOverdraft ? overdraftMicro : BigInt(1 + Math.floor(random() * 1_000_000))
    last = { id: `${prefix}-${count}`, number: count, debit, credit, amountMicro }
    return last
  }
}

const chunkNumbers = 65_536

/**
 * Which transfers were answered, each counted once. Bytes in chunks: a `Set` of them stops the
 * process that is measured while it doubles.
 */
export class Answered {
  readonly #chunks: Uint8Array[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add({ number }: BenchTransfer): void {
    const at = Math.floor(number / chunkNumbers)
    while (this.#chunks.length <= at) this.#chunks.push(new Uint8Array(chunkNumbers))
    const chunk = this.#chunks[at]
    if (chunk === undefined || chunk[number % chunkNumbers] === 1) return
    chunk[number % chunkNumbers] = 1
    this.#size += 1
  }
}
