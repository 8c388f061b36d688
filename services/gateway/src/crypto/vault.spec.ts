import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bankReferenceHash, payerFingerprint } from './fingerprints.ts'
import { MasterKey, sha256 } from './master-key.ts'
import { Vault, type SubjectKeys } from './vault.ts'

const master = new MasterKey(Buffer.alloc(32, 3).toString('base64'))

const memoryKeys = (): SubjectKeys => {
  const keys = new Map<string, Buffer>()
  return {
    get: (subject) => Promise.resolve(keys.get(subject)),
    putIfAbsent: (subject, wrapped) => {
      keys.set(subject, keys.get(subject) ?? wrapped)
      return Promise.resolve(keys.get(subject) ?? wrapped)
    },
    forget: (subject) => Promise.resolve(void keys.delete(subject)),
  }
}

describe('vault', () => {
  it('opens what it sealed, and the same request seals the same bytes', async () => {
    const vault = new Vault(master, memoryKeys())
    const sealed = await vault.seal('payer-1', 'seed', '王小明')
    expect(await vault.open(sealed)).toBe('王小明')
    expect(await vault.seal('payer-1', 'seed', '王小明')).toBe(sealed)
    expect(await vault.seal('payer-1', 'other', '王小明')).not.toBe(sealed)
    expect(sealed).not.toContain('王')
  })

  it('shows nothing of a subject that was forgotten', async () => {
    const vault = new Vault(master, memoryKeys())
    const sealed = await vault.seal('payer-1', 'seed', 'secret')
    await vault.forget('payer-1')
    expect(await vault.open(sealed)).toBeUndefined()
    await vault.seal('payer-1', 'seed', 'again')
    await expect(vault.open(sealed)).rejects.toThrow()
  })

  it('refuses a text that was changed or moved to another subject', async () => {
    const vault = new Vault(master, memoryKeys())
    const [, , body = ''] = (await vault.seal('payer-1', 'seed', 'secret')).split('.')
    await vault.seal('payer-2', 'seed', 'other')
    await expect(vault.open(`s1.payer-2.${body}`)).rejects.toThrow()
    const flipped = Buffer.from(body, 'base64url')
    flipped[flipped.length - 1]! ^= 1
    await expect(vault.open(`s1.payer-1.${flipped.toString('base64url')}`)).rejects.toThrow()
    await expect(vault.open('nonsense')).rejects.toThrow(RangeError)
  })

  it('keeps keys wrapped: they open nothing without the master key', async () => {
    const keys = memoryKeys()
    const sealed = await new Vault(master, keys).seal('payer-1', 'seed', 'secret')
    await expect(new Vault(new MasterKey(randomBytes(32).toString('base64')), keys).open(sealed)).rejects.toThrow()
  })
})

describe('fingerprints', () => {
  it('are the same for what a person would call the same', () => {
    expect(payerFingerprint(master, ' Wang  Xiaoming', '12 34')).toBe(payerFingerprint(master, 'wang xiaoming', '1234'))
    expect(bankReferenceHash(master, 'BR-1/2 3')).toBe(bankReferenceHash(master, 'br123'))
    expect(bankReferenceHash(master, 'BR1')).not.toBe(bankReferenceHash(master, 'BR2'))
    expect(payerFingerprint(master, 'ab', 'c')).not.toBe(payerFingerprint(master, 'a', 'bc'))
  })

  it('say nothing without the key', () => {
    const other = new MasterKey(Buffer.alloc(32, 4).toString('base64'))
    expect(bankReferenceHash(other, 'BR1')).not.toBe(bankReferenceHash(master, 'BR1'))
    expect(bankReferenceHash(master, 'BR1')).not.toBe(sha256('br1'))
  })

  it('need a key of 32 bytes', () => {
    for (const text of ['', 'short', Buffer.alloc(31).toString('base64')]) expect(() => new MasterKey(text)).toThrow(RangeError)
  })
})
