import { beforeEach, expect, test, vi } from 'vitest'
import { credentials, transport } from '../api/client.ts'
import { readSession, sessionAct } from './session.ts'

vi.mock('../api/client.ts', () => ({ credentials: {}, transport: { get: vi.fn(), post: vi.fn() } }))

const signedIn = (csrf: string) => ({ state: 'signed_in', csrf })
const signedOut = { state: 'signed_out', csrf: null }
/** Answers of the reads of a session, in the order in which they are asked for. */
let reads: PromiseWithResolvers<unknown>[] = []
let acts: PromiseWithResolvers<unknown>[] = []

const later = (asked: PromiseWithResolvers<unknown>[]) => () => {
  const one = Promise.withResolvers<unknown>()
  asked.push(one)
  return one.promise
}

beforeEach(() => {
  [reads, acts] = [[], []]
  vi.mocked(transport.get).mockImplementation(later(reads) as never)
  vi.mocked(transport.post).mockImplementation(later(acts) as never)
})

test('what was asked before an act is not believed after it, for it may tell of the session that the act replaced', async () => {
  const asked = readSession()
  await vi.waitFor(() => expect(reads).toHaveLength(1))
  const acted = sessionAct('/passkey')
  // The server ends the old session before its answer to the act is here.
  reads[0]?.resolve(signedOut)
  acts[0]?.resolve(signedIn('new'))
  expect(await acted).toEqual(signedIn('new'))
  await vi.waitFor(() => expect(reads).toHaveLength(2))
  expect(credentials.csrf).toBe('new')
  reads[1]?.resolve(signedIn('new'))
  expect(await asked).toEqual(signedIn('new'))
})

test('nothing is asked while an act is under way, also one that fails', async () => {
  const acted = sessionAct('/code')
  const asked = readSession()
  acts[0]?.reject(new Error('wrong'))
  await expect(acted).rejects.toThrow('wrong')
  await vi.waitFor(() => expect(reads).toHaveLength(1))
  reads[0]?.resolve(signedIn('old'))
  expect(await asked).toEqual(signedIn('old'))
})

test('whoever was signed out elsewhere is told so', async () => {
  const asked = readSession()
  await vi.waitFor(() => expect(reads).toHaveLength(1))
  reads[0]?.resolve(signedOut)
  expect(await asked).toEqual(signedOut)
  expect(credentials.csrf).toBeUndefined()
})
