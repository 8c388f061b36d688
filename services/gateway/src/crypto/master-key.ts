import { createHash, createHmac, hkdfSync } from 'node:crypto'

/** What keys are derived for; each purpose has a key of its own, so none says anything of another. */
export type Purpose = 'wrap' | 'nonce' | 'fingerprint' | 'api-key' | 'session' | 'identity' | 'answer' | 'sign-in' | 'csrf' | 'invitation'

/** The gateway's one secret, from which every other is derived. */
export class MasterKey {
  readonly #keys = new Map<Purpose, Buffer>()
  readonly #master: Buffer

  /** `text`: base64 of 32 bytes. Throws RangeError on anything else. */
  constructor(text: string) {
    this.#master = Buffer.from(text, 'base64')
    if (this.#master.length !== 32) throw new RangeError('expected base64 of 32 bytes')
  }

  key(purpose: Purpose): Buffer {
    const known = this.#keys.get(purpose)
    if (known) return known
    const made = Buffer.from(hkdfSync('sha256', this.#master, 'stablegate.gateway', purpose, 32))
    this.#keys.set(purpose, made)
    return made
  }

  /** A keyed digest of the parts, each preceded by its length so that no two lists meet. */
  digest(purpose: Purpose, ...parts: readonly string[]): Buffer {
    const mac = createHmac('sha256', this.key(purpose))
    for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part)
    return mac.digest()
  }
}

/** Hex SHA-256: of secrets of 256 random bits, which no dictionary holds, and of files. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
