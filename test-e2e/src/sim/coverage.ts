import { type Fault, faults } from './engine/faults.ts'
import { type Exit, exits } from './models/payment-model.ts'

/** How many payments came to each exit after each fault had touched them. */
export class Coverage {
  readonly #pairs = new Map<string, number>()
  readonly ends = new Map<Exit, number>()
  readonly rules = new Map<string, number>()

  count(exit: Exit, touchedBy: ReadonlySet<Fault>): void {
    this.ends.set(exit, (this.ends.get(exit) ?? 0) + 1)
    for (const fault of touchedBy) {
      const pair = `${exit} ${fault}`
      this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + 1)
    }
  }

  add(other: Coverage): void {
    for (const [pair, count] of other.#pairs) this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + count)
    for (const [exit, count] of other.ends) this.ends.set(exit, (this.ends.get(exit) ?? 0) + count)
  }

  of(exit: Exit, fault: Fault): number {
    return this.#pairs.get(`${exit} ${fault}`) ?? 0
  }

  missing(): readonly string[] {
    return exits.flatMap((exit) => faults.filter((fault) => this.of(exit, fault) === 0).map((fault) => `${exit} x ${fault}`))
  }

  table(): string {
    const wide = Math.max(...faults.map((fault) => fault.length))
    const head = ['fault'.padEnd(wide), ...exits.map((exit) => exit.padStart(15))].join(' ')
    const rows = faults.map((fault) =>
      [fault.padEnd(wide), ...exits.map((exit) => String(this.of(exit, fault)).padStart(15))].join(' '))
    const all = ['payments'.padEnd(wide), ...exits.map((exit) => String(this.ends.get(exit) ?? 0).padStart(15))].join(' ')
    return [head, ...rows, all].join('\n')
  }
}
