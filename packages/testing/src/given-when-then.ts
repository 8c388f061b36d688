import { deepStrictEqual, fail } from 'node:assert/strict'
import { decode, encode, type Command, type Decider, type Message } from '@stablegate/kernel'

/** A command as a spec writes it: the envelope may be left out, and is then the same every time. */
export type SpecCommand<C extends Command> = C extends unknown
  ? Omit<C, 'id' | 'atMs' | 'actor'> & Partial<Pick<C, 'id' | 'atMs' | 'actor'>>
  : never

/** The time of a command that names none: 2026-01-01T00:00:00Z. */
export const specTimeMs = Date.UTC(2026, 0, 1)

const envelope = { id: '00000000-0000-4000-8000-000000000001', atMs: specTimeMs, actor: 'spec' }

export type Then<E, S, R extends string> = {
  /** The command was accepted and left exactly these events, in this order. */
  readonly then: (...events: readonly E[]) => void
  /** The command was accepted and changed nothing. */
  readonly thenNothing: () => void
  readonly thenRejected: (code: R) => void
  /** The command broke an invariant; the message matches. */
  readonly thenBroken: (message: RegExp) => void
  /** What was decided, for assertions of one's own, and the state after it. */
  readonly thenCheck: (check: (outcome: Outcome<E, S, R>) => void) => void
}

export type Outcome<E, S, R extends string> = {
  readonly events: readonly E[]
  readonly rejected: R | undefined
  readonly state: S
}

export type When<C extends Command, E, S, R extends string> = {
  readonly when: (command: SpecCommand<C>) => Then<E, S, R>
}

export type Specification<C extends Command, E extends Message, S, R extends string> = When<C, E, S, R> & {
  readonly given: (...events: readonly E[]) => When<C, E, S, R>
  /** Rejection codes that decisions of this specification have given so far. */
  readonly reached: ReadonlySet<R>
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/**
 * As the log will hold it: fields that are undefined vanish, and a bigint must be named for what it
 * is. Views are handed the very events that states are folded from, so nobody may change one.
 */
const asStored = <T>(value: T): T => frozen(decode<T>(encode(value)))

const decideTwice = <C extends Command, E extends Message, S, R extends string>(
  decider: Decider<C, E, S, R>, history: readonly E[], command: C,
): Outcome<E, S, R> => {
  const fold = (events: readonly E[], from: S): S => events.reduce((state, event) => decider.evolve(state, event), from)
  const state = fold(history, decider.initial())
  const decision = decider.decide(command, state)
  // The same state and command must give the same again: no clock, no dice, no change of the state.
  deepStrictEqual(decider.decide(command, state), decision, 'decide gave another answer the second time')
  if ('rejected' in decision) return { events: [], rejected: decision.rejected, state }
  const events = asStored(decision.events)
  return { events, rejected: undefined, state: fold(events, state) }
}

/**
 * Given events, when a command, then events or a refusal. Every decision is made twice and its
 * events go through the codec, so a decider that is not pure or cannot be stored fails anyway.
 */
export const specify = <C extends Command, E extends Message, S, R extends string>(
  decider: Decider<C, E, S, R>,
): Specification<C, E, S, R> => {
  const reached = new Set<R>()
  const whenGiven = (history: readonly E[]) => (partial: SpecCommand<C>): Then<E, S, R> => {
    const command = { ...envelope, ...partial } as unknown as C
    const outcomeOf = (): Outcome<E, S, R> => {
      const outcome = decideTwice(decider, asStored(history), command)
      if (outcome.rejected !== undefined) reached.add(outcome.rejected)
      return outcome
    }
    const thenEvents = (...expected: readonly E[]): void => {
      const outcome = outcomeOf()
      if (outcome.rejected !== undefined) fail(`${command.type} was rejected: ${outcome.rejected}`)
      deepStrictEqual(outcome.events, asStored(expected))
    }
    return {
      then: thenEvents,
      thenNothing: () => thenEvents(),
      thenRejected: (code) => {
        const outcome = outcomeOf()
        if (outcome.rejected === undefined) {
          fail(`${command.type} was accepted, not rejected as ${code}: ${encode(outcome.events)}`)
        }
        deepStrictEqual(outcome.rejected, code)
      },
      thenBroken: (message) => {
        let seen: unknown
        try {
          outcomeOf()
        } catch (error) {
          seen = error
        }
        const isAsExpected = seen instanceof Error && seen.name === 'BrokenInvariant' && message.test(seen.message)
        if (!isAsExpected) fail(`${command.type} should have broken ${String(message)}, but: ${String(seen)}`)
      },
      thenCheck: (check) => check(outcomeOf()),
    }
  }
  return { given: (...history) => ({ when: whenGiven(history) }), when: whenGiven([]), reached }
}

/**
 * For the last test of a decider's spec: throws, naming them, unless every code was given by some
 * decision of these specifications, and no decision gave a code that is not in the list.
 */
export const coversAllRejections = <R extends string>(
  codes: readonly R[], ...specifications: readonly { readonly reached: ReadonlySet<R> }[]
): void => {
  const reached = new Set(specifications.flatMap((specification) => [...specification.reached]))
  const missing = codes.filter((code) => !reached.has(code))
  const unlisted = [...reached].filter((code) => !codes.includes(code))
  if (missing.length > 0) fail(`rejections that no spec reaches: ${missing.join(', ')}`)
  if (unlisted.length > 0) fail(`rejections that are not listed: ${unlisted.join(', ')}`)
}
