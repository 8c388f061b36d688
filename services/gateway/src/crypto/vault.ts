import { randomBytes } from 'node:crypto'
import type { MasterKey } from './master-key.ts'
import { freshNonce, openBytes, sealBytes } from './seal.ts'

/** Where the keys of subjects lie, wrapped; apart from the log, so that forgetting one is possible. */
export interface SubjectKeys {
  get(subject: string): Promise<Buffer | undefined>
  /** Keeps a new key unless the subject has one; answers the one that is kept. */
  putIfAbsent(subject: string, make: () => Buffer): Promise<Buffer>
  /** For ever: from then on `get` answers the empty buffer. */
  forget(subject: string): Promise<void>
}

/** A subject as it is called after it was forgotten so many times. */
const nthSubject = (subject: string, times: number): string => times === 0 ? subject : `${subject}~${times}`

/**
 * Seals personal data under a key of its subject before it becomes part of an event. The nonce is
 * a function of the key, the text and `seed` (the request it came with): the same request sealed
 * twice gives the same bytes, so that a retried command is the same command.
 */
export class Vault {
  readonly #master: MasterKey
  readonly #keys: SubjectKeys

  constructor(master: MasterKey, keys: SubjectKeys) {
    this.#master = master
    this.#keys = keys
  }

  async seal(subject: string, seed: string, plain: string): Promise<string> {
    for (let times = 0; ; times += 1) {
      const live = nthSubject(subject, times)
      // Most subjects are new: to put a key and to learn of one that stands is the same question.
      const wrapped = await this.#keys.putIfAbsent(live, () => this.#wrapNew(live))
      if (wrapped.length === 0) continue
      const sealed = this.#sealUnder(wrapped, live, seed, Buffer.from(plain))
      return `s1.${live}.${sealed.toString('base64url')}`
    }
  }

  /** The text, or undefined when its subject was forgotten. Throws when it was tampered with. */
  async open(sealed: string): Promise<string | undefined> {
    const [version, subject, body] = sealed.split('.')
    if (version !== 's1' || subject === undefined || body === undefined) throw new RangeError('not a sealed text')
    return (await this.openFile(subject, Buffer.from(body, 'base64url')))?.toString('utf8')
  }

  /**
   * The subject as it is now: who was forgotten and comes again is somebody new, whose name only
   * counts on, so that the old texts stay unreadable and the new ones are not.
   */
  async liveSubject(subject: string): Promise<string> {
    for (let times = 0; ; times += 1) {
      const live = nthSubject(subject, times)
      const wrapped = await this.#keys.get(live)
      if (wrapped === undefined || wrapped.length > 0) return live
    }
  }

  /** `subject` is one that `liveSubject` gave. */
  async sealFile(subject: string, seed: string, plain: Buffer): Promise<Buffer> {
    const wrapped = await this.#keys.putIfAbsent(subject, () => this.#wrapNew(subject))
    return this.#sealUnder(wrapped, subject, seed, plain)
  }

  #sealUnder(wrapped: Buffer, subject: string, seed: string, plain: Buffer): Buffer {
    const key = this.#unwrap(subject, wrapped)
    const nonce = this.#master.digest('nonce', subject, seed, key.toString('hex'), plain.toString('base64'))
    return sealBytes(key, nonce, subject, plain)
  }

  async openFile(subject: string, sealed: Buffer): Promise<Buffer | undefined> {
    const wrapped = await this.#keys.get(subject)
    return wrapped && wrapped.length > 0 ? openBytes(this.#unwrap(subject, wrapped), subject, sealed) : undefined
  }

  /** After this nobody can read what was sealed for the subject, though the log still verifies. */
  async forget(subject: string): Promise<void> {
    const live = await this.liveSubject(subject)
    // Nothing was sealed since the last time: a repetition changes nothing.
    if (await this.#keys.get(live) !== undefined) await this.#keys.forget(live)
  }

  /** The same key under the newest master key; undefined when it is already, or was forgotten. */
  rewrapped(subject: string, wrapped: Buffer): Buffer | undefined {
    if (wrapped.length === 0) return undefined
    try {
      openBytes(this.#master.key('wrap'), subject, wrapped)
      return undefined
    } catch {
      return this.#wrap(subject, this.#unwrap(subject, wrapped))
    }
  }

  #wrapNew(subject: string): Buffer {
    return this.#wrap(subject, randomBytes(32))
  }

  #wrap(subject: string, key: Buffer): Buffer {
    return sealBytes(this.#master.key('wrap'), freshNonce(), subject, key)
  }

  #unwrap(subject: string, wrapped: Buffer): Buffer {
    return this.#master.open('wrap', subject, wrapped)
  }
}
