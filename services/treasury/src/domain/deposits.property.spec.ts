import type { ChainTransfer } from '@stablegate/contracts'
import type { RecordedEvent } from '@stablegate/kernel'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { acceptor, atMs, block, opened, place, record } from './address.spec-support.ts'
import type { AddressCommand, AddressEvent } from './address-state.ts'
import { addressDecider } from './address.ts'
import { ledgerAsks, parseStepId } from './ledger-asks.ts'

type Post = { readonly id: string; readonly amountMicro: bigint; readonly legs?: readonly object[]; readonly debit?: string }
const envelope = { id: 'spec', atMs, actor: 'spec' }

/** An address and a ledger that answers late, twice, and each question on its own. */
class Play {
  #state = addressDecider.initial()
  readonly events: AddressEvent[] = []
  /** Steps that were asked and not answered yet. */
  readonly asked: string[] = []
  /** Steps the ledger did, each once, whatever is asked again. */
  readonly done = new Map<string, bigint>()

  constructor() {
    this.#fold(opened(acceptor))
  }

  tell(command: Pick<AddressCommand, 'type' | 'data'>): void {
    const decision = addressDecider.decide({ ...envelope, ...command } as AddressCommand, this.#state)
    if ('events' in decision) for (const event of decision.events) this.#fold(event)
  }

  answer(which: number, twice: boolean): void {
    const id = this.asked[which % Math.max(1, this.asked.length)]
    const step = id === undefined ? undefined : parseStepId(id)
    if (id === undefined || step === undefined) return
    this.asked.splice(this.asked.indexOf(id), 1)
    const data = { ...step, chain: 'sandbox' as const }
    for (let times = twice ? 2 : 1; times > 0; times -= 1) this.tell({ type: 'treasury.address.record_booking', data })
  }

  #fold(event: AddressEvent): void {
    this.#state = addressDecider.evolve(this.#state, event)
    this.events.push(event)
    for (const { data } of ledgerAsks(event as RecordedEvent<AddressEvent>)) {
      for (const { id, amountMicro } of (data as { transfers: readonly Post[] }).transfers) {
        expect(this.done.has(id)).toBe(false)
        this.done.set(id, amountMicro)
        this.asked.push(id)
      }
    }
  }

  steps(name: string): number {
    return [...this.done.keys()].filter((id) => id.endsWith(`:${name}`)).length
  }
}

const stages = ['observed', 'orphaned', 'solid', 'revoked'] as const
const told = fc.record({
  kind: fc.constant('told' as const), stage: fc.constantFrom(...stages), letter: fc.constantFrom('a', 'b'),
})
const answered = fc.record({ kind: fc.constant('answered' as const), which: fc.nat(5), twice: fc.boolean() })
const screened = fc.record({ kind: fc.constant('screened' as const), outcome: fc.constantFrom('pass' as const, 'reject' as const, 'hold' as const) })

it('whatever is told, again, late or out of order, a round is booked once, credited at most once and reversed at most once', () => {
  let reached = 0
  fc.assert(fc.property(fc.array(fc.oneof(told, told, answered, answered, screened), { maxLength: 60, size: 'max' }), (story) => {
    const play = new Play()
    for (const step of story) {
      if (step.kind === 'told') play.tell(record(step.stage, { block: block(step.letter) } satisfies Partial<ChainTransfer>))
      else if (step.kind === 'answered') play.answer(step.which, step.twice)
      else play.tell({
        type: 'treasury.address.record_screening',
        data: { ...place, outcome: step.outcome, reason: 'spec' },
      })
    }
    while (play.asked.length > 0) play.answer(0, true)
    const solid = play.events.filter(({ type }) => type === 'deposit.solid').length
    const revoked = play.events.filter(({ type }) => type === 'deposit.revoked').length
    const reversed = play.events.filter(({ type }) => type === 'deposit.reversed').length
    // Rounds end before the next begins on chain, and each revoked one is wholly taken back.
    expect(solid - revoked).toBeGreaterThanOrEqual(0)
    expect(solid - revoked).toBeLessThanOrEqual(1)
    expect(play.steps('book')).toBe(solid)
    expect(reversed).toBe(revoked)
    expect(play.steps('credit') + play.steps('block')).toBeLessThanOrEqual(solid)
    // What the ledger did is known to be done: nothing is taken back in the middle of a step.
    for (const [step, word] of [['credit', 'deposit.credited'], ['block', 'deposit.blocked'], ['book', 'deposit.booked']]) {
      expect(play.events.filter(({ type }) => type === word).length).toBe(play.steps(step ?? ''))
    }
    // Each answer counts once: no round has the same word twice.
    const words = play.events.map((event) => `${event.type} ${'round' in event.data ? event.data.round : ''}`)
      .filter((word) => !/observed|orphaned/.test(word))
    expect(new Set(words).size).toBe(words.length)
    reached += play.steps('credit') > 0 && revoked > 0 ? 1 : 0
  }), { numRuns: 1_000 })
  expect(reached).toBeGreaterThan(20)
})
