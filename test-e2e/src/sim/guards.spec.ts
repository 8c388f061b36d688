import type { Guards, Service } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { withoutAttemptInLock, withoutDeadlineId, withoutExpiryProof } from './guards.ts'
import { runMany } from './many.ts'
import { simulated } from './services.ts'

/** A guard that nobody would miss guards nothing: without it some seed must fail, and soon. */
const maxSeeds = 150

const found = async (services: readonly Service[], guards: Partial<Guards> = {}) => {
  const { failures } = await runMany({
    services,
    guards,
    firstSeed: 1,
    minSeeds: maxSeeds,
    minSteps: 0,
    stopAtFailure: true,
  })
  if (process.env['SIM_SHOW']) process.stderr.write(`${JSON.stringify(failures).slice(0, 500)}\n`)
  return failures[0]
}

const changed = (change: (service: Service) => Service, name = 'order'): readonly Service[] =>
  simulated.map((service) => (service.name === name ? change(service) : service))

describe('each guard is missed by the simulator when it is gone', () => {
  test('a command id counts once', { timeout: 300_000 }, async () => {
    const failure = await found(simulated, { knownCommandId: false })
    expect(failure?.rule).toMatch(/counts once/)
  })
  test(
    'a refusal made on a cached state is decided again on the tail',
    { timeout: 300_000 },
    async () => {
      // Which of the two a seed meets first changes with every read more or less: a decision on a state
      // that fell behind refuses what it must not, or makes an event that is none.
      expect((await found(simulated, { redecideOnTail: false }))?.rule).toMatch(
        /^(a refusal is decided on the whole stream|alert command_broken)$/,
      )
    },
  )
  test(
    'a cursor drops what was applied and reads what is missing',
    { timeout: 300_000 },
    async () => {
      expect(await found(simulated, { cursorCheck: false })).toBeDefined()
    },
  )
  test("the attempt is in the lock's id", { timeout: 300_000 }, async () => {
    expect(await found(changed(withoutAttemptInLock))).toBeDefined()
  })
  test('a transaction is over by proof', { timeout: 300_000 }, async () => {
    expect(await found(changed(withoutExpiryProof, 'treasury'))).toBeDefined()
  })
  test('a deadline has an id', { timeout: 300_000 }, async () => {
    expect((await found(changed(withoutDeadlineId)))?.rule).toBe(
      'a deadline acts only while it is awaited',
    )
  })
})
