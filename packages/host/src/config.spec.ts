import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, readConfig } from './config.ts'

const good = {
  EVENT_STORE_URL: 'postgres://u:secret@h/db', DATABASE_URL: 'postgres://u:secret@h/db', NATS_URL: 'nats://h:4222',
}

const problemsOf = (source: Readonly<Record<string, unknown>>, own?: z.ZodType): readonly string[] => {
  try {
    readConfig(source, new Map(own === undefined ? [] : [['own', own]]))
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('configuration', () => {
  it('has defaults for all but the servers', () => {
    expect(readConfig(good, new Map()).process).toMatchObject({ PORT: 8080, LIVEMODE: false, LOG_LEVEL: 'info' })
  })

  it('reads live mode as a word or a boolean', () => {
    const live = (LIVEMODE: unknown) => readConfig({ ...good, LIVEMODE }, new Map()).process.LIVEMODE
    expect([live('live'), live(true), live('true')]).toEqual([true, true, true])
    expect([live('test'), live(false), live(''), live(undefined)]).toEqual([false, false, false, false])
    expect(problemsOf({ ...good, LIVEMODE: 'yes' })).toHaveLength(1)
  })

  it('names every variable that is missing and how to set it', () => {
    const problems = problemsOf({})
    expect(problems.map((line) => line.split(' ')[0])).toEqual(['EVENT_STORE_URL', 'DATABASE_URL', 'NATS_URL'])
    expect(problems[0]).toContain('is not set')
    expect(problems[0]).toContain('postgres://user:password@localhost')
  })

  it('says what was wrong, all at once, and prints no password', () => {
    const own = z.object({ RETRY_MS: z.coerce.number().describe('the pause between tries, such as 500') })
    const problems = problemsOf({
      ...good, PORT: 'http', DATABASE_URL: 'mysql://u:secret@h/db', NATS_URL: 'localhost:4222', RETRY_MS: 'x',
    }, own)
    expect(problems.map((line) => line.split(' ')[0])).toEqual(['DATABASE_URL', 'NATS_URL', 'PORT', 'RETRY_MS'])
    expect(problems.join()).toContain('the pause between tries')
    expect(problems.join()).not.toContain('secret')
  })

  it('takes proxies by address or network, and never everybody', () => {
    const proxies = (TRUSTED_PROXIES: string) => readConfig({ ...good, TRUSTED_PROXIES }, new Map()).process.TRUSTED_PROXIES
    expect(proxies('10.0.0.0/8, 192.0.2.7,2001:db8::/32')).toEqual(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])
    expect(proxies('')).toBeUndefined()
    for (const wrong of ['true', '*', '0.0.0.0/0', '::/0', '10.0.0.0/33', 'ingress.local', '10.0.0.0/8,', '1']) {
      expect([wrong, problemsOf({ ...good, TRUSTED_PROXIES: wrong }).length]).toEqual([wrong, 1])
    }
  })

  it('accepts each event store and refuses others', () => {
    for (const url of ['postgresql://h/db', 'kurrentdb://h:2113?tls=false', 'esdb+discover://h:2113']) {
      expect(problemsOf({ ...good, EVENT_STORE_URL: url })).toEqual([])
    }
    expect(problemsOf({ ...good, EVENT_STORE_URL: 'http://h' })).toHaveLength(1)
  })
})
