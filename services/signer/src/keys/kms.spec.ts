import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto'
import { addressOfKey, signerOf, signTxid } from '@stablegate/tron'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SeedKeys } from './key-file.ts'
import { openKmsKey, type KmsOptions } from './kms-key.ts'
import { roleKeys } from './role-keys.ts'
import { signedHeaders } from './sigv4.ts'

/** The worked example of AWS's own documentation. */
const example = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

describe('a signed request', () => {
  it('comes out as in the documentation of AWS', () => {
    const { authorization } = signedHeaders({
      method: 'GET', url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'), body: '', service: 'iam',
      region: 'us-east-1', atMs: Date.UTC(2015, 7, 30, 12, 36, 0), headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    }, example)
    expect(authorization).toBe('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, '
      + 'SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7')
  })
})

type Asked = { readonly KeyId: string; readonly Message?: string; readonly MessageType?: string; readonly SigningAlgorithm?: string }

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** As ASN.1 writes a positive number: no leading zeros but the one that keeps it positive. */
const derNumber = (value: bigint): Buffer => {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  const positive = (bytes[0] ?? 0) > 127 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes
  return Buffer.concat([Uint8Array.of(2, positive.length), positive])
}

/** r and s of a signature in DER, s in its lower or its higher half. */
const derOf = (signature: string, form: 'low' | 'high'): Buffer => {
  const [r, low] = [BigInt(`0x${signature.slice(0, 64)}`), BigInt(`0x${signature.slice(64, 128)}`)]
  const numbers = Buffer.concat([derNumber(r), derNumber(form === 'low' ? low : order - low)])
  return Buffer.concat([Uint8Array.of(0x30, numbers.length), numbers])
}

/** Of a key of the curve in X.509 form: what stands before its point. */
const spkiPrefix = Buffer.from('3056301006072a8648ce3d020106052b8104000a034200', 'hex')
const spkiOf = (privateKey: Buffer): Buffer => {
  const pair = createECDH('secp256k1')
  pair.setPrivateKey(privateKey)
  return Buffer.concat([spkiPrefix, pair.getPublicKey()])
}

/** A key service that signs in earnest, now in one of the two forms of a signature and now in the other. */
class FakeKms {
  readonly keys = new Map<string, { readonly privateKey: Buffer; readonly spki: Buffer; readonly spec: string }>()
  readonly forms = { low: 0, high: 0 }
  form: 'low' | 'high' = 'low'
  failure: { readonly status: number; readonly body: string } | undefined
  wrongKey = false
  #now = 0

  constructor(now: number) {
    this.#now = now
  }

  add(id: string, spec: 'ECC_SECG_P256K1' | 'ECC_NIST_P256'): void {
    const privateKey = randomBytes(32)
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'der', type: 'spki' })
    this.keys.set(id, { privateKey, spec, spki: spec === 'ECC_NIST_P256' ? other : spkiOf(privateKey) })
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (this.failure !== undefined) return void response.writeHead(this.failure.status).end(this.failure.body)
    const url = new URL(`http://${request.headers.host ?? ''}/`)
    const expected = signedHeaders({
      method: 'POST', url, body, service: 'kms', region: 'eu-central-1', atMs: this.#now,
      headers: { 'content-type': request.headers['content-type'] ?? '', 'x-amz-target': String(request.headers['x-amz-target']) },
    }, { ...example, sessionToken: 'session' })
    if (request.headers.authorization !== expected['authorization']) {
      return void response.writeHead(400).end('{"__type":"com.amazon.coral.service#InvalidSignatureException"}')
    }
    const answer = this.#handle(String(request.headers['x-amz-target']), JSON.parse(body) as Asked)
    response.writeHead(200).end(JSON.stringify(answer))
  }

  #handle(target: string, asked: Asked): object {
    const key = this.keys.get(asked.KeyId)
    if (key === undefined) throw new Error('no such key')
    if (target === 'TrentService.GetPublicKey') {
      return { KeyId: asked.KeyId, PublicKey: key.spki.toString('base64'), KeySpec: key.spec, KeyUsage: 'SIGN_VERIFY' }
    }
    expect(asked).toMatchObject({ MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' })
    const txid = Buffer.from(asked.Message ?? '', 'base64').toString('hex')
    this.forms[this.form] += 1
    const der = derOf(signTxid(txid, this.wrongKey ? randomBytes(32) : key.privateKey), this.form)
    return { KeyId: asked.KeyId, Signature: der.toString('base64'), SigningAlgorithm: 'ECDSA_SHA_256' }
  }
}

describe('a key of KMS', () => {
  const now = Date.UTC(2026, 8, 1)
  const kms = new FakeKms(now)
  const server = createServer((request, response) => {
    kms.answer(request, response).catch(() => response.writeHead(400).end('{"__type":"NotFoundException"}'))
  })
  let options: KmsOptions
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    options = {
      region: 'eu-central-1', credentials: { ...example, sessionToken: 'session' }, timeoutMs: 2_000, now: () => now,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    }
    kms.add('hot', 'ECC_SECG_P256K1')
    kms.add('gas', 'ECC_SECG_P256K1')
    kms.add('other', 'ECC_NIST_P256')
  })
  beforeEach(() => Object.assign(kms, { form: 'low', failure: undefined, wrongKey: false }))
  afterAll(() => new Promise((closed) => server.close(closed)))

  const addressOf = (id: string): string => addressOfKey(kms.keys.get(id)?.privateKey ?? Buffer.alloc(0))

  it('names its address, and signs so that the network finds it again, whatever form the service gives', async () => {
    const key = await openKmsKey('hot', options)
    expect(key.address).toBe(addressOf('hot'))
    for (let count = 0; count < 24; count += 1) {
      kms.form = count % 2 === 0 ? 'high' : 'low'
      const txid = randomBytes(32).toString('hex')
      const signature = await key.sign(txid)
      expect(signature).toMatch(/^[0-9a-f]{128}1[bc]$/)
      expect(signerOf(txid, signature)).toBe(key.address)
    }
    expect(kms.forms).toEqual({ low: 12, high: 12 })
  })

  it('is not taken where it is of another curve, and neither is a signature of another key', async () => {
    await expect(openKmsKey('other', options)).rejects.toThrow('ECC_NIST_P256')
    const key = await openKmsKey('hot', options)
    kms.wrongKey = true
    await expect(key.sign('ab'.repeat(32))).rejects.toThrow('signature of another key')
  })

  it('says what the service says, and nothing of its secrets', async () => {
    const key = await openKmsKey('hot', options)
    kms.failure = { status: 400, body: '{"__type":"ThrottlingException","message":"slow"}' }
    await expect(key.sign('ab'.repeat(32))).rejects.toThrow('KMS Sign: status 400, ThrottlingException')
    kms.failure = { status: 503, body: '<html>busy</html>' }
    await expect(key.sign('ab'.repeat(32))).rejects.toThrow('status 503, no code')
    kms.failure = { status: 200, body: '{"Signature":"bm8gc2lnbmF0dXJl"}' }
    await expect(key.sign('ab'.repeat(32))).rejects.toThrow()
    kms.failure = undefined
    await expect(openKmsKey('nobody', options)).rejects.toThrow('NotFoundException')
    await expect(openKmsKey('hot', { ...options, credentials: { ...example, secretAccessKey: 'wrong' } })).rejects.toThrow('InvalidSignature')
    await expect(key.sign('ab'.repeat(32), AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  })

  it('takes the place of the seed for its role alone', async () => {
    const seed = new SeedKeys(Buffer.alloc(32, 9))
    const txid = 'cd'.repeat(32)
    const keys = roleKeys(seed, { hot: await openKmsKey('hot', options) })
    expect([keys.xpub, keys.hot, keys.gas]).toEqual([seed.xpub, addressOf('hot'), seed.gas])
    expect(signerOf(txid, await keys.sign({ role: 'hot' }, txid))).toBe(addressOf('hot'))
    expect(await keys.sign({ role: 'gas' }, txid)).toBe(await seed.sign({ role: 'gas' }, txid))
    const deposit = { role: 'deposit', index: 3, address: seed.hot } as const
    expect(await keys.sign(deposit, txid)).toBe(await seed.sign(deposit, txid))
  })
})
