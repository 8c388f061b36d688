import { type Fault, faults } from './engine/faults.ts'
import { type Exit as PaymentExit, exits as paymentExits } from './models/payment-model.ts'
import { type PayoutExit, payoutExits } from './models/payout-model.ts'

type Exit = PaymentExit | PayoutExit
const exits = [...paymentExits, ...payoutExits]

/** Counts by name; a name is an exit, or an exit and a fault. */
export type Counts = readonly (readonly [name: string, count: number])[]

const pairOf = (exit: Exit, fault: Fault): string => `${exit} x ${fault}`

/** How many payments and payouts came to each exit, and to each exit after each fault had touched them. */
export class Coverage {
  readonly #counts = new Map<string, number>()

  count(exit: Exit, touchedBy: Iterable<Fault>): void {
    this.addCounts([[exit, 1], ...[...touchedBy].map((fault) => [pairOf(exit, fault), 1] as const)])
  }

  counts(): Counts {
    return [...this.#counts]
  }

  addCounts(counts: Counts): void {
    for (const [name, count] of counts)
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count)
  }

  missing(): readonly string[] {
    return exits
      .flatMap((exit) => faults.map((fault) => pairOf(exit, fault)))
      .filter((pair) => !this.#counts.has(pair))
  }

  table(): string {
    const wide = Math.max(...faults.map((fault) => fault.length)) + 1
    const row = (head: string, cells: readonly string[]): string =>
      head.padEnd(wide) + cells.map((cell) => cell.padStart(18)).join('')
    const shown = (name: string): string => String(this.#counts.get(name) ?? 0)
    return [
      row('ends', exits),
      row('of all', exits.map(shown)),
      ...faults.map((fault) =>
        row(
          fault,
          exits.map((exit) => shown(pairOf(exit, fault))),
        ),
      ),
    ].join('\n')
  }
}
