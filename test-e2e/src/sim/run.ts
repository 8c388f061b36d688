import type { Guards, Service } from '@stablegate/kernel'
import { Coverage } from './coverage.ts'
import { checkEnd, hasEnded, leftOver } from './ending.ts'
import type { Fault } from './engine/faults.ts'
import { Violation } from './engine/violation.ts'
import { type Refusal, World } from './engine/world.ts'
import { Models } from './models/models.ts'
import { exitOf, isFinal } from './models/payment-model.ts'
import { isOver, payoutExitOf } from './models/payout-model.ts'
import { unjustified } from './models/refusals.ts'
import { Story } from './story.ts'

export type RunOptions = {
  readonly seed: number
  readonly services: readonly Service[]
  readonly guards?: Partial<Guards>
  readonly payments?: number
  /** No run is longer: what has not ended by then is stuck. */
  readonly maxSteps?: number
}

export type RunResult = {
  readonly seed: number
  readonly steps: number
  readonly simulatedMs: number
  readonly events: number
  readonly coverage: Coverage
  readonly violation: Violation | undefined
}

const startAtMs = Date.UTC(2026, 5, 1, 8)
const minute = 60_000
/** How long faults last, and by when at the latest everything must have ended. */
const stormMs = 45 * minute
const deadlineMs = 6 * 60 * minute

/** Faults of whole processes, which touch every payment that is under way. */
const ofProcesses: ReadonlySet<Fault> = new Set([
  'crash',
  'twin',
  'clock_jump',
  'slow_consumer',
  'bus_wiped',
])

/** Which faults touched which payment or payout. */
class Touched {
  readonly #faults = new Map<string, Set<Fault>>()
  readonly #models: Models

  constructor(models: Models) {
    this.#models = models
  }

  note(fault: Fault, streams: readonly string[]): void {
    if (ofProcesses.has(fault)) {
      for (const seen of this.#models.payments.payments.values()) {
        if (!isFinal(seen) || seen.recallOpen) this.#touch(seen.payment, fault)
      }
      for (const paid of this.#models.payouts.payouts.values()) if (!isOver(paid)) this.#touch(paid.payout, fault)
      return
    }
    for (const stream of streams) {
      const touched = /(?:pay|po)_[0-9A-Za-z]+/.exec(stream)?.[0]
      if (touched !== undefined) this.#touch(touched, fault)
    }
  }

  coverage(): Coverage {
    const coverage = new Coverage()
    for (const seen of this.#models.payments.payments.values()) {
      const exit = exitOf(seen)
      if (exit) coverage.count(exit, this.#faults.get(seen.payment) ?? [])
    }
    for (const paid of this.#models.payouts.payouts.values()) {
      const exit = payoutExitOf(paid)
      if (exit) coverage.count(exit, this.#faults.get(paid.payout) ?? [])
    }
    return coverage
  }

  #touch(id: string, fault: Fault): void {
    const faults = this.#faults.get(id)
    if (faults) faults.add(fault)
    else this.#faults.set(id, new Set([fault]))
  }
}

const checkRefusal = (world: World, refusal: Refusal): void => {
  const why = unjustified(world, refusal)
  if (why !== undefined) world.violate('a refusal is decided on the whole stream', why)
}

/** One world from one seed: people act, things fail, then all is calm and everything must end well. */
export const runSeed = async (options: RunOptions): Promise<RunResult> => {
  const { seed, services, guards = {}, payments = 14, maxSteps = 400_000 } = options
  const models = new Models()
  const touched = new Touched(models)
  const world: World = new World({
    seed,
    services,
    startAtMs,
    guards,
    onEvent: (event) => models.apply(event),
    onFault: (fault, streams) => touched.note(fault, streams),
    onRefusal: (refusal) => checkRefusal(world, refusal),
  })
  const { scheduler } = world
  const story = new Story(world, models)
  story.begin(payments)
  let ended = false
  while (!ended && world.violation === undefined && scheduler.step()) {
    await scheduler.settle()
    if (!story.isCalm && story.simulatedMs >= stormMs) story.becomeCalm()
    ended = story.isCalm && scheduler.steps % 256 === 0 && story.isChainIdle && hasEnded(world, models, story.created)
    if (scheduler.steps >= maxSteps || story.simulatedMs >= deadlineMs) break
  }
  if (world.violation === undefined) judge(world, models, story.created, ended)
  return {
    seed,
    steps: scheduler.steps,
    simulatedMs: story.simulatedMs,
    events: models.events,
    coverage: touched.coverage(),
    violation: world.violation,
  }
}

const judge = (world: World, models: Models, created: number, ended: boolean): void => {
  if (!ended) {
    world.violate('everything ends', leftOver(world, models, created))
    return
  }
  try {
    checkEnd(world, models)
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    world.violate(error.rule, error.details)
  }
}
