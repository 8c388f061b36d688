import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { endpointSecret, endpointSigningKey, parseMasterKeys, publicKeyOf } from '@stablegate/contracts/webhook-keys'
import { signedHeaders } from './signature.ts'

const master = Buffer.alloc(32, 7).toString('base64')
const masters = parseMasterKeys(`new:${master},old:${Buffer.alloc(32, 9).toString('base64')}`)
const body = '{"amount":"1.000000","name":"承兑商"}'

describe('signatures of Standard Webhooks', () => {
  it('equal the published vector', () => {
    // The example of the specification's reference libraries.
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}', [
      { kind: 'hmac', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    ])
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
    expect(headers['webhook-timestamp']).toBe('1614265330')
  })

  it('equal the published vector of Ed25519', () => {
    // The key pair and signature of the reference server.
    const pair = Buffer.from('6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==', 'base64')
    const [seed, publicHalf] = [pair.subarray(0, 32), pair.subarray(32)]
    const jwk = { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x: publicHalf.toString('base64url') }
    const key = createPrivateKey({ key: jwk, format: 'jwk' })
    expect(publicKeyOf(key)).toBe('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=')
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}', [{ kind: 'ed25519', key }])
    expect(headers['webhook-signature']).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==')
  })

  it('are taken by the reference library, with either secret during a rotation', () => {
    const [current, previous] = [2, 1].map((version) => endpointSecret(masters, 'new', 'whe_1', version))
    const headers = signedHeaders('evt_1', Date.now(), body, [
      { kind: 'hmac', secret: current! }, { kind: 'hmac', secret: previous! },
    ])
    for (const secret of [current!, previous!]) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
    }
    expect(() => new Webhook(endpointSecret(masters, 'new', 'whe_1', 3)).verify(body, headers)).toThrow()
    expect(() => new Webhook(current!).verify(body.replace('1', '2'), headers)).toThrow()
  })

  it('can be made by Ed25519 and checked with the published key', () => {
    const key = endpointSigningKey(masters, 'new', 'whe_1', 1)
    const [, signature = ''] = signedHeaders('evt_1', 1_000_000, body, [{ kind: 'ed25519', key }])['webhook-signature']!.split('v1a,')
    const raw = Buffer.from(publicKeyOf(key).slice('whpk_'.length), 'base64')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })
    expect(verify(null, Buffer.from(`evt_1.1000.${body}`), publicKey, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('secrets', () => {
  it('differ by master key, endpoint and version, and stay what they are', () => {
    const secrets = [
      endpointSecret(masters, 'new', 'whe_1', 1), endpointSecret(masters, 'old', 'whe_1', 1),
      endpointSecret(masters, 'new', 'whe_2', 1), endpointSecret(masters, 'new', 'whe_1', 2),
    ]
    expect(new Set(secrets).size).toBe(4)
    // Kept by the gateway's spec as well: both derive the same.
    expect(secrets[0]).toBe('whsec_4+5bseTdawEues9hUtn9lIcsGsxW92KF+iGx0O5wxO8=')
  })

  it('need a master key of 32 bytes that is known', () => {
    expect(masters.current).toBe('new')
    expect(() => endpointSecret(masters, 'lost', 'whe_1', 1)).toThrow(/lost/)
    for (const text of ['', 'x', 'a:short', `A B:${master}`]) expect(() => parseMasterKeys(text)).toThrow(RangeError)
  })
})
