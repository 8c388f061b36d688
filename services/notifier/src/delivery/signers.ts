import { endpointSecret, endpointSigningKey, type MasterKeys } from '@stablegate/contracts/webhook-keys'
import type { Target } from './queue.ts'
import type { Signer } from './signature.ts'

/** Who signs the messages of one endpoint; each secret is derived once. */
export class Signers {
  readonly #masters: MasterKeys
  readonly #known = new Map<string, Signer>()

  constructor(masters: MasterKeys) {
    this.#masters = masters
  }

  /** Those of its secret and, during a rotation, of the one before. */
  of({ endpoint, keyId, secretVersion, previous, ed25519 }: Target, nowMs: number): readonly Signer[] {
    const both = (key: string, version: number): Signer[] => [
      this.#signer('hmac', endpoint, key, version), ...(ed25519 ? [this.#signer('ed25519', endpoint, key, version)] : []),
    ]
    const old = previous && nowMs < previous.untilMs ? both(previous.keyId, previous.version) : []
    return [...both(keyId, secretVersion), ...old]
  }

  #signer(kind: Signer['kind'], endpoint: string, keyId: string, version: number): Signer {
    const name = `${kind} ${keyId} ${version}`
    const signer = this.#known.get(name) ?? (kind === 'hmac'
      ? { kind, secret: endpointSecret(this.#masters, keyId, endpoint, version) }
      : { kind, key: endpointSigningKey(this.#masters, keyId, endpoint, version) })
    this.#known.set(name, signer)
    return signer
  }
}
