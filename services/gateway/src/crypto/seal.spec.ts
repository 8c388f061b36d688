import { expect, it } from 'vitest'
import { freshNonce } from './seal.ts'

it('gives no nonce twice, also from one drawing to the next', () => {
  const nonces = Array.from({ length: 1_000 }, () => freshNonce().toString('hex'))
  expect(nonces.every((nonce) => nonce.length === 24)).toBe(true)
  expect(new Set(nonces).size).toBe(1_000)
})
