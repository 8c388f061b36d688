import { expect, test } from 'vitest'
import { waitFor } from './wait-for.ts'

test('gives the value as soon as there is one', async () => {
  let asked = 0
  const value = await waitFor(() => {
    asked += 1
    return asked === 3 ? 'there' : undefined
  }, { everyMs: 1 })
  expect(value).toBe('there')
  expect(asked).toBe(3)
})

test('after the deadline it says what it waited for and what was wrong', async () => {
  const never = waitFor(() => Promise.reject(new Error('still closed')), {
    deadlineMs: 20, everyMs: 5, what: 'the door',
  })
  await expect(never).rejects.toThrow(/waited \d+ ms for the door: still closed/)
})
