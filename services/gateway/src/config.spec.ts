import { describe, expect, it } from 'vitest'
import { config, gatewaySettings } from './config.ts'
import { sha256 } from './crypto/master-key.ts'

const keys = { GATEWAY_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'), PUBLIC_URL: 'https://pay.example.com',
  TRUSTED_PROXIES: '10.0.0.0/8', WEBHOOK_MASTER_KEYS: `k:${Buffer.alloc(32, 2).toString('base64')}` }
const settings = (values: object, livemode: boolean) => gatewaySettings(config.parse(values), livemode)
const operators = (...list: object[]) => ({ OPERATORS: JSON.stringify(list) })

describe('configuration', () => {
  it('knows operators by the digest of their keys', () => {
    const given = settings(operators({ operator: 'opr_a', key: 'sk_test_aaaaaaaaaaaaaaaaaaaa', owners: ['house'] }), false)
    expect(given.operators).toEqual([{ operator: 'opr_a', keyHash: sha256('sk_test_aaaaaaaaaaaaaaaaaaaa'), owners: ['house'] }])
    expect(settings({}, false).operators).toEqual([])
  })

  it('refuses live mode with one operator, a key in clear, or no keys of its own', () => {
    const a = { operator: 'opr_a', key_hash: 'a'.repeat(64) }
    const b = { operator: 'opr_b', key_hash: 'b'.repeat(64) }
    expect(() => settings({ ...keys, ...operators(a) }, true)).toThrow(/two operators/)
    expect(() => settings({ ...keys, ...operators(a, { operator: 'opr_b', key: 'sk_live_aaaaaaaaaaaaaaaaaaaa' }) }, true))
      .toThrow(/key_hash/)
    expect(() => settings(operators(a, b), true)).toThrow(/GATEWAY_MASTER_KEY/)
    expect(settings({ ...keys, ...operators(a, b) }, true).operators).toHaveLength(2)
    expect(() => settings({ ...keys, ...operators(a, b), TRUSTED_PROXIES: undefined }, true)).toThrow(/TRUSTED_PROXIES/)
    for (const url of [undefined, 'http://pay.example.com']) {
      expect(() => settings({ ...keys, ...operators(a, b), PUBLIC_URL: url }, true)).toThrow(/PUBLIC_URL/)
    }
  })

  it('refuses one person with two names, and two keys of one name', () => {
    const a = { operator: 'opr_a', key_hash: 'a'.repeat(64) }
    expect(() => settings({ ...keys, ...operators(a, { ...a, operator: 'opr_b' }) }, true)).toThrow(/opr_b has the key of another/)
    expect(() => settings({ ...keys, ...operators(a, { ...a, key_hash: 'b'.repeat(64) }) }, true)).toThrow(/opr_a has the name/)
    const inClear = { operator: 'opr_a', key: 'sk_test_aaaaaaaaaaaaaaaaaaaa' }
    expect(() => settings(operators(inClear, { ...inClear, operator: 'opr_b' }), false)).toThrow(/the key of another/)
  })

  it('refuses a test key that looks like a live one', () => {
    expect(() => settings(operators({ operator: 'opr_a', key: 'sk_live_aaaaaaaaaaaaaaaaaaaa' }), false)).toThrow()
    expect(() => settings(operators({ operator: 'opr_a' }), false)).toThrow(/neither/)
  })
})
