import { secp256k1 } from '@noble/curves/secp256k1.js'
import { addressOfPublicKey } from './hd.ts'

const recoveryOffset = 27

/**
 * Signs the id of a transaction: r, s and v (27 or 28) in 65 bytes of hex. Deterministic (RFC 6979),
 * s in the lower half: the same key and id give the same signature, so that twice is once.
 */
export const signTxid = (txid: string, privateKey: Uint8Array): string => {
  const signature = secp256k1.sign(Buffer.from(txid, 'hex'), privateKey, { prehash: false, format: 'recovered' })
  const [recovery = 0] = signature
  return Buffer.concat([signature.subarray(1), Uint8Array.of(recovery + recoveryOffset)]).toString('hex')
}

/**
 * The two ways to write r and s of a signature in DER with a v, s in its lower half as the network wants
 * it: the key's own is the one that `signerOf` finds its address by. Throws on what is no signature.
 */
export const signaturesOfDer = (der: Uint8Array): readonly string[] => {
  const { r, s } = secp256k1.Signature.fromBytes(der, 'der')
  const order = secp256k1.Point.CURVE().n
  const low = new secp256k1.Signature(r, s > order / 2n ? order - s : s)
  return [0, 1].map((recovery) =>
    Buffer.concat([low.toBytes('compact'), Uint8Array.of(recovery + recoveryOffset)]).toString('hex'))
}

/** Whose signature it is; undefined where it is none, or one of the two ways of writing it that nobody uses. */
export const signerOf = (txid: string, signature: string): string | undefined => {
  if (!/^[0-9a-f]{130}$/.test(signature) || !/^[0-9a-f]{64}$/.test(txid)) return undefined
  const bytes = Buffer.from(signature, 'hex')
  const recovery = (bytes[64] ?? 0) - recoveryOffset
  if (recovery !== 0 && recovery !== 1) return undefined
  try {
    const parsed = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), 'compact')
    if (parsed.hasHighS()) return undefined
    const recovered = secp256k1.recoverPublicKey(
      Buffer.concat([Uint8Array.of(recovery), bytes.subarray(0, 64)]), Buffer.from(txid, 'hex'), { prehash: false })
    return addressOfPublicKey(recovered)
  } catch {
    return undefined
  }
}

/** The address of a private key of 32 bytes. */
export const addressOfKey = (privateKey: Uint8Array): string => addressOfPublicKey(secp256k1.getPublicKey(privateKey))
