import { expect, test } from 'vitest'
import { isPassing } from './passing.ts'

const withCode = (code: string): Error => Object.assign(new Error('it failed'), { code })

test.each([
  new Error('timeout exceeded when trying to connect'), new Error('Connection terminated unexpectedly'),
  new Error('Query read timeout'), withCode('57P01'), withCode('57014'), withCode('53300'), withCode('08006'),
  withCode('55P03'), withCode('ECONNREFUSED'), withCode('ECONNRESET'),
])('a database that is away or too busy passes: %s', (error) => {
  expect(isPassing(error)).toBe(true)
})

test.each([new Error('a row is missing'), withCode('23505'), withCode('42P01'), 'text', undefined])(
  'what is wrong stays wrong: %s', (error) => {
    expect(isPassing(error)).toBe(false)
  })
