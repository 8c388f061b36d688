import type { DispatchSource } from '@stablegate/contracts'
import type { KeyStore } from './key-store.ts'
import type { RemoteKey } from './kms-key.ts'

/**
 * Each role from its own store: keys of deposit addresses are derived from a seed, one for every address,
 * which no key service does; the two that hold what is worth most need not be in this process.
 */
export const roleKeys = (
  seed: KeyStore, remote: { readonly hot?: RemoteKey | undefined; readonly gas?: RemoteKey | undefined },
): KeyStore => ({
  xpub: seed.xpub,
  hot: remote.hot?.address ?? seed.hot,
  gas: remote.gas?.address ?? seed.gas,
  sign: (source: DispatchSource, txid: string, signal?: AbortSignal): Promise<string> => {
    const key = source.role === 'deposit' ? undefined : remote[source.role]
    return key === undefined ? seed.sign(source, txid, signal) : key.sign(txid, signal)
  },
})
