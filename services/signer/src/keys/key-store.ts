import type { DispatchSource } from '@stablegate/contracts'

/**
 * The port `keys`, shaped as key management services are: it gives signatures, never a key. An
 * adapter names addresses of its own and signs the id of a transaction with r, s, v in 65 bytes.
 * `roleKeys` puts several together, one for each role.
 */
export interface KeyStore {
  /** The watch-only key that deposit addresses come from. */
  readonly xpub: string
  readonly hot: string
  readonly gas: string
  /** Signs with the key of a source. Rejects when the store does not answer; the same is then asked again. */
  sign(source: DispatchSource, txid: string, signal?: AbortSignal): Promise<string>
}
