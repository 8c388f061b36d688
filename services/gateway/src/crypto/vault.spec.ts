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
    putIfAbsent: (subject, make) => {
      const wrapped = keys.get(subject) ?? make()
      keys.set(subject, wrapped)
      return Promise.resolve(wrapped)
    },
    forget: (subject) => Promise.resolve(void keys.set(subject, Buffer.alloc(0))),
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
    await vault.forget('payer-1')
    const again = await vault.seal('payer-1', 'seed', 'again')
    expect(await vault.open(sealed)).toBeUndefined()
    expect(await vault.open(again)).toBe('again')
    await vault.forget('payer-1')
    expect([await vault.open(sealed), await vault.open(again)]).toEqual([undefined, undefined])
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

describe('a change of the master key', () => {
  const [old, young] = [7, 8].map((fill) => Buffer.alloc(32, fill).toString('base64'))
  const before = new MasterKey(String(old))
  const during = new MasterKey(`${young},${old}`)

  it('opens what the older key sealed, and puts it under the newest', async () => {
    const keys = memoryKeys()
    const sealed = await new Vault(before, keys).seal('payer-1', 'seed', 'secret')
    const vault = new Vault(during, keys)
    expect(await vault.open(sealed)).toBe('secret')
    const wrapped = await keys.get('payer-1')
    const renewed = wrapped && vault.rewrapped('payer-1', wrapped)
    if (!renewed) throw new Error('it was under the older key')
    expect(vault.rewrapped('payer-1', renewed)).toBeUndefined()
    expect(vault.rewrapped('payer-1', Buffer.alloc(0))).toBeUndefined()
    const rewrapped: SubjectKeys = { ...keys, get: () => Promise.resolve(renewed) }
    expect(await new Vault(new MasterKey(String(young)), rewrapped).open(sealed)).toBe('secret')
    await expect(new Vault(before, rewrapped).open(sealed)).rejects.toThrow()
  })

  it('leaves what is compared for ever as it was, and derives new secrets from the new key', () => {
    expect(bankReferenceHash(during, 'BR1')).toBe(bankReferenceHash(before, 'BR1'))
    expect(during.key('identity')).toEqual(before.key('identity'))
    for (const purpose of ['wrap', 'answer', 'api-key', 'session'] as const) {
      expect(during.key(purpose)).toEqual(new MasterKey(String(young)).key(purpose))
    }
    expect([before.isChanging, during.isChanging]).toEqual([false, true])
    expect(() => new MasterKey(`${young},short`)).toThrow(RangeError)
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
