import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { openBytes } from './seal.ts'

/** What keys are derived for; each purpose has a key of its own, so none says anything of another. */
export type Purpose = 'wrap' | 'nonce' | 'fingerprint' | 'api-key' | 'session' | 'identity' | 'answer' | 'sign-in' | 'csrf' | 'invitation'
  | 'refund-link'

/**
 * What must come out the same for ever: hashes that are compared with those of years ago, ids that are
 * functions of a request, and what others encrypted. These come from the oldest key.
 */
const lasting: ReadonlySet<Purpose> = new Set(['fingerprint', 'identity', 'nonce', 'sign-in'])

/**
 * The gateway's one secret, from which every other is derived. While it is changed there are several:
 * the newest seals and wraps, all of them open.
 */
export class MasterKey {
  /** Of each master key what was derived from it. */
  readonly #keys: readonly Map<Purpose, Buffer>[]
  readonly #masters: readonly Buffer[]

  /** `text`: base64 of 32 bytes, several with commas, newest first. Throws RangeError on anything else. */
  constructor(text: string) {
    this.#masters = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'))
    if (this.#masters.some(({ length }) => length !== 32)) throw new RangeError('expected base64 of 32 bytes')
    this.#keys = this.#masters.map(() => new Map())
  }

  /** Whether there is an older key than the newest. */
  get isChanging(): boolean {
    return this.#masters.length > 1
  }

  key(purpose: Purpose): Buffer {
    return this.#derived(lasting.has(purpose) ? this.#masters.length - 1 : 0, purpose)
  }

  #derived(at: number, purpose: Purpose): Buffer {
    const known = this.#keys[at]?.get(purpose)
    if (known) return known
    const made = Buffer.from(hkdfSync('sha256', this.#masters[at] as Buffer, 'stablegate.gateway', purpose, 32))
    this.#keys[at]?.set(purpose, made)
    return made
  }

  /** Opens what was sealed under the newest key or an older one. Throws when none of them fits. */
  open(purpose: Purpose, context: string, sealed: Buffer): Buffer {
    let failure: unknown
    for (const at of this.#masters.keys()) {
      try {
        return openBytes(this.#derived(at, purpose), context, sealed)
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
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
