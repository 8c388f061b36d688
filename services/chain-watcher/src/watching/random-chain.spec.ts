import { describe, expect, it } from 'vitest'
import { RandomChain } from './random-chain.spec-support.ts'

/** To see a failure again: the seed stands in its name. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

describe('a watcher on random chains with forks, faulty nodes, deaths and ghosts', () => {
  for (const seed of seeds) {
    it(`credits what is solid on chain, exactly once, seed ${seed}`, async () => {
      const outcome = await new RandomChain(seed, 600).run()
      expect(outcome.wrong).toEqual([])
      expect(outcome.deposits).toBeGreaterThan(50)
    })
  }

  it('does so for 10,000 blocks', { timeout: 120_000 }, async () => {
    const startedAtMs = performance.now()
    const outcome = await new RandomChain(20_261_123, 10_000).run()
    expect(outcome.wrong).toEqual([])
    expect(outcome.blocks).toBeGreaterThanOrEqual(10_000)
    expect(outcome.forks).toBeGreaterThan(100)
    expect(outcome.restarts).toBeGreaterThan(50)
    console.warn(`${JSON.stringify(outcome)} in ${Math.round(performance.now() - startedAtMs)} ms`)
  })
})
