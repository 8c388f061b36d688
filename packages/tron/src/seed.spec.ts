import { pbkdf2Sync } from 'node:crypto'
import { expect, it } from 'vitest'
import { depositAddress } from './hd.ts'
import { keyOfSeed, watchOnlyKeyOf } from './seed.ts'

// BIP-39: the seed of the mnemonic "all" twelve times, with no passphrase.
const seed = pbkdf2Sync(Array.from({ length: 12 }, () => 'all').join(' '), 'mnemonic', 2_048, 64, 'sha512')

it('derives the watch-only key, and keys whose addresses are those of the watch-only key', () => {
  const xpub = watchOnlyKeyOf(seed)
  expect(xpub).toBe('xpub6DCWphzD1URX6NLY4bzJQoNz3Ja14ueGphAz3c7XdzyfR3hbsv4XybKuXVPSGFiASvcugTyiJrQyw5u33izp6rB1W9fgZM4ugKQJQBcEFo8')
  for (const index of [0, 1, 2]) {
    expect(keyOfSeed(seed, `m/44'/195'/0'/0/${index}`).address).toBe(depositAddress(xpub, index))
  }
  expect(keyOfSeed(seed, "m/44'/195'/1'/0/0").address).toBe('TNPgkSKfz2xS39fcyfrouz7QPbkkJaDLYv')
})
