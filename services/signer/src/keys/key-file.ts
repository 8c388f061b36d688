import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { z } from 'zod'
import type { DispatchSource } from '@stablegate/contracts'
import { keyOfSeed, signTxid, watchOnlyKeyOf, type SeedKey } from '@stablegate/tron'
import type { KeyStore } from './key-store.ts'

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))
const keyFile = z.strictObject({
  version: z.literal(1),
  kdf: z.literal('scrypt'),
  /** Cost of guessing a passphrase: memory is 128 x n x r bytes. */
  n: z.int().min(2 ** 14).max(2 ** 20),
  r: z.literal(8),
  p: z.literal(1),
  cipher: z.literal('aes-256-gcm'),
  salt: hex(16),
  iv: hex(12),
  tag: hex(16),
  sealed: z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/),
})
type KeyFile = z.output<typeof keyFile>

const scryptCost = 2 ** 15
const maxMemoryBytes = 2 ** 31 - 1
const shortestPassphrase = 16

const keyFrom = (passphrase: string, { salt, n, r, p }: Pick<KeyFile, 'salt' | 'n' | 'r' | 'p'>): Buffer =>
  scryptSync(passphrase, Buffer.from(salt, 'hex'), 32, { N: n, r, p, maxmem: maxMemoryBytes })

/** What is in clear is bound to what is sealed: a cheaper cost or another salt does not open. */
const header = ({ version, kdf, n, r, p, cipher, salt }: Omit<KeyFile, 'iv' | 'tag' | 'sealed'>): Buffer =>
  Buffer.from([version, kdf, n, r, p, cipher, salt].join('|'))

/** The text of a key file that holds a seed. Throws RangeError on a passphrase below 16 characters. */
export const sealSeed = (seed: Uint8Array, passphrase: string): string => {
  if (passphrase.length < shortestPassphrase) throw new RangeError('a passphrase has 16 characters at least')
  const salt = randomBytes(16).toString('hex')
  const iv = randomBytes(12)
  const clear = { version: 1, kdf: 'scrypt', n: scryptCost, r: 8, p: 1, cipher: 'aes-256-gcm', salt } as const
  const cipher = createCipheriv('aes-256-gcm', keyFrom(passphrase, clear), iv).setAAD(header(clear))
  const sealed = Buffer.concat([cipher.update(seed), cipher.final()]).toString('hex')
  const file: KeyFile = { ...clear, iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex'), sealed }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/** The seed of a key file. Throws when the passphrase is wrong or a byte of the file was changed. */
export const openSeed = (text: string, passphrase: string): Uint8Array => {
  const file = keyFile.parse(JSON.parse(text))
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(passphrase, file), Buffer.from(file.iv, 'hex'))
    .setAAD(header(file)).setAuthTag(Buffer.from(file.tag, 'hex'))
  return Buffer.concat([decipher.update(Buffer.from(file.sealed, 'hex')), decipher.final()])
}

/** Deposit addresses lie in account 0 of the seed, the treasury's own in account 1: hot, cold, gas. */
const ownPath = (index: number): string => `m/44'/195'/1'/0/${index}`
const depositPath = (index: number): string => `m/44'/195'/0'/0/${index}`

/** Keys in the memory of this process, for test mode. */
export class SeedKeys implements KeyStore {
  readonly xpub: string
  readonly #seed: Uint8Array
  readonly #hot: SeedKey
  readonly #gas: SeedKey

  constructor(seed: Uint8Array) {
    this.#seed = seed
    this.xpub = watchOnlyKeyOf(seed)
    this.#hot = keyOfSeed(seed, ownPath(0))
    this.#gas = keyOfSeed(seed, ownPath(2))
  }

  get hot(): string {
    return this.#hot.address
  }

  get gas(): string {
    return this.#gas.address
  }

  sign(source: DispatchSource, txid: string): Promise<string> {
    return Promise.resolve(signTxid(txid, this.#keyOf(source).privateKey))
  }

  #keyOf(source: DispatchSource): SeedKey {
    switch (source.role) {
      case 'hot': return this.#hot
      case 'gas': return this.#gas
      case 'deposit': return keyOfSeed(this.#seed, depositPath(source.index))
    }
  }
}
