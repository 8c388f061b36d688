import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/**
 * Keys that sign webhooks. The gateway shows them, the notifier signs with them; both derive them
 * from the same master keys (WEBHOOK_MASTER_KEYS), so that none is stored or sent.
 */

/** Master keys by id: 32 bytes each. Old ones stay until no endpoint names them any more. */
export type MasterKeys = { readonly current: string; readonly keys: Readonly<Record<string, Buffer>> }

/** Reads `id:base64,id:base64`; the first is the current one. Throws on anything else. */
export const parseMasterKeys = (text: string): MasterKeys => {
  const keys: Record<string, Buffer> = {}
  let current: string | undefined
  for (const part of text.split(',')) {
    const match = /^([a-z0-9_-]{1,40}):([A-Za-z0-9+/=_-]{43,44})$/.exec(part.trim())
    const key = match?.[2] === undefined ? undefined : Buffer.from(match[2], 'base64')
    if (match?.[1] === undefined || key?.length !== 32) throw new RangeError('expected id:base64 of 32 bytes')
    keys[match[1]] = key
    current ??= match[1]
  }
  if (current === undefined) throw new RangeError('no master key')
  return { current, keys }
}

const derive = (masters: MasterKeys, keyId: string, purpose: string, endpoint: string, version: number): Buffer => {
  const master = masters.keys[keyId]
  if (!master) throw new RangeError(`no webhook master key with the id ${keyId}`)
  return createHmac('sha256', master).update(`stablegate:${purpose}:${endpoint}:${version}`).digest()
}

/**
 * The signing secret of an endpoint's version, as the receiver is told it. Secrets are a function
 * of a master key, so that none is stored, and a repeated request shows the same one.
 */
export const endpointSecret = (masters: MasterKeys, keyId: string, endpoint: string, version: number): string =>
  `whsec_${derive(masters, keyId, 'whsec', endpoint, version).toString('base64')}`

// RFC 8410: the fixed DER head of an Ed25519 private key, before its 32 bytes of seed.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The Ed25519 key of an endpoint's version, for receivers who want signatures that only we can make. */
export const endpointSigningKey = (
  masters: MasterKeys, keyId: string, endpoint: string, version: number,
): KeyObject => createPrivateKey({
  key: Buffer.concat([pkcs8Head, derive(masters, keyId, 'whsk', endpoint, version)]), format: 'der', type: 'pkcs8',
})

/** The public half as Standard Webhooks writes it. */
export const publicKeyOf = (key: KeyObject): string => {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return `whpk_${spki.subarray(spki.length - 32).toString('base64')}`
}
