import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

const drawnNonces = 128
let drawn = Buffer.alloc(0)
let given = 0

/**
 * A random nonce, never given twice; many are drawn at once, since asking is what costs. It is a view
 * of what was drawn: to be used at once, not kept.
 */
export const freshNonce = (): Buffer => {
  if (given === drawn.length) [drawn, given] = [randomBytes(nonceBytes * drawnNonces), 0]
  given += nonceBytes
  return drawn.subarray(given - nonceBytes, given)
}

/** AES-256-GCM: nonce, tag, ciphertext. `context` is bound, so a text cannot be moved elsewhere. */
export const sealBytes = (key: Buffer, nonce: Buffer, context: string, plain: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce.subarray(0, nonceBytes))
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce.subarray(0, nonceBytes), cipher.getAuthTag(), sealed])
}

/** Opens what `sealBytes` made; throws when the key, the context or a bit of it is another. */
export const openBytes = (key: Buffer, context: string, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}
