import { describe, expect, test } from 'vitest'
import { runMany } from './many.ts'
import { runSeed } from './run.ts'
import { simulated } from './services.ts'

describe('the walking system, simulated', () => {
  test(
    'a million steps, every exit after every fault, and all invariants hold',
    { timeout: 300_000 },
    async () => {
      const result = await runMany({
        services: simulated,
        firstSeed: 1,
        minSeeds: 1,
        minSteps: 1_000_000,
        mostStepsToCover: 2_500_000,
      })
      process.stdout.write(
        `${result.coverage.table()}\n${result.seeds} seeds, ${result.steps} steps, ${result.events} events\n`,
      )
      expect(result.failures).toEqual([])
      expect(result.coverage.missing()).toEqual([])
    },
  )

  test('a seed replays to the same end', { timeout: 60_000 }, async () => {
    const play = async () => {
      const { steps, events, simulatedMs } = await runSeed({ seed: 5, services: simulated })
      return { steps, events, simulatedMs }
    }
    expect(await play()).toEqual(await play())
  })
})
