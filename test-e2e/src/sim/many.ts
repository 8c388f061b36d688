import type { Guards, Service } from '@stablegate/kernel'
import { Coverage } from './coverage.ts'
import { runSeed, type RunResult } from './run.ts'

export type ManyOptions = {
  readonly services: readonly Service[]
  readonly firstSeed: number
  /** Runs seed after seed until both are reached. */
  readonly minSeeds: number
  readonly minSteps: number
  /** Goes on beyond, up to so many steps, while some pair of exit and fault was not met. */
  readonly mostStepsToCover?: number
  readonly guards?: Partial<Guards>
  readonly onRun?: (result: RunResult) => void
  /** Ends at the first failure: enough to know that there is one. */
  readonly stopAtFailure?: boolean
}

export type ManyResult = {
  readonly seeds: number
  readonly steps: number
  readonly events: number
  readonly coverage: Coverage
  readonly failures: readonly {
    readonly seed: number
    readonly rule: string
    readonly message: string
  }[]
}

/** Seed after seed, each a world of its own. */
export const runMany = async (options: ManyOptions): Promise<ManyResult> => {
  const coverage = new Coverage()
  const failures: ManyResult['failures'][number][] = []
  let seeds = 0
  let steps = 0
  let events = 0
  const { minSeeds, minSteps, mostStepsToCover = 0 } = options
  while (
    seeds < minSeeds ||
    steps < minSteps ||
    (steps < mostStepsToCover && coverage.missing().length > 0)
  ) {
    const seed = options.firstSeed + seeds
    const result = await runSeed({ seed, services: options.services, guards: options.guards ?? {} })
    seeds += 1
    steps += result.steps
    events += result.events
    coverage.addCounts(result.coverage.counts())
    const { violation } = result
    if (violation) failures.push({ seed, rule: violation.rule, message: violation.message })
    options.onRun?.(result)
    if (violation && options.stopAtFailure) break
  }
  return { seeds, steps, events, coverage, failures }
}
