/** A secret of Standard Webhooks: `whsec_...` (shared, HMAC) or `whpk_...` (public key, Ed25519). */
type Key = { readonly version: 'v1' | 'v1a'; readonly algorithm: 'HMAC' | 'Ed25519'; readonly bytes: Uint8Array<ArrayBuffer> }

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

const keyOf = (secret: string): Key => {
  const prefix = secret.slice(0, secret.indexOf('_') + 1)
  const bytes = bytesOf(secret.slice(prefix.length))
  // Short keys are mistakes of copying; the text itself stays out of the message.
  if (prefix === 'whsec_' && bytes && bytes.length >= 16) return { version: 'v1', algorithm: 'HMAC', bytes }
  if (prefix === 'whpk_' && bytes?.length === 32) return { version: 'v1a', algorithm: 'Ed25519', bytes }
  throw new TypeError('a webhook secret is whsec_<base64>, or whpk_<base64> for Ed25519')
}

type Imported = { readonly version: Key['version']; readonly algorithm: Key['algorithm']; readonly key: CryptoKey }

const importKey = async (secret: string): Promise<Imported> => {
  const { version, algorithm, bytes } = keyOf(secret)
  const by = algorithm === 'HMAC' ? { name: 'HMAC', hash: 'SHA-256' } : { name: 'Ed25519' }
  return { version, algorithm, key: await crypto.subtle.importKey('raw', bytes, by, false, ['verify']) }
}

/** More than any rotation needs; each costs a check. */
const maxSecrets = 10
const maxSignatures = 20

/**
 * Whether one of the signatures in the header is by one of the secrets. Comparing is left to
 * WebCrypto's `verify`, which takes the same time however much of a signature is right.
 */
export const isSigned = async (
  content: Uint8Array<ArrayBuffer>, header: string, secrets: readonly string[],
): Promise<boolean> => {
  if (secrets.length === 0 || secrets.length > maxSecrets) throw new TypeError(`from 1 to ${maxSecrets} webhook secrets`)
  const keys = await Promise.all(secrets.map(importKey))
  const signatures = header.split(' ').slice(0, maxSignatures).map((each) => {
    const comma = each.indexOf(',')
    return { version: each.slice(0, comma), bytes: bytesOf(each.slice(comma + 1)) }
  })
  for (const { version, algorithm, key } of keys) {
    for (const signature of signatures) {
      if (signature.version !== version || !signature.bytes) continue
      if (await crypto.subtle.verify(algorithm, key, signature.bytes, content)) return true
    }
  }
  return false
}
