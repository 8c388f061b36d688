import { HDKey } from '@scure/bip32'
import { accountPath, addressOfPublicKey } from './hd.ts'

/** What a key of a seed is: its private key of 32 bytes and the address it signs for. */
export type SeedKey = { readonly privateKey: Uint8Array; readonly address: string }

/** The watch-only key of a seed's first account: from it alone every deposit address is derived. */
export const watchOnlyKeyOf = (seed: Uint8Array): string =>
  HDKey.fromMasterSeed(seed).derive(accountPath).publicExtendedKey

/** The key of a BIP-32 path (`m/44'/195'/0'/0/7`). Throws TypeError where the path gives none. */
export const keyOfSeed = (seed: Uint8Array, path: string): SeedKey => {
  const { privateKey, publicKey } = HDKey.fromMasterSeed(seed).derive(path)
  if (privateKey === null || publicKey === null) throw new TypeError(`no key at ${path}`)
  return { privateKey, address: addressOfPublicKey(publicKey) }
}
