import { createPublicKey } from 'node:crypto'
import { addressOfPublicKey, signaturesOfDer, signerOf } from '@stablegate/tron'
import { z } from 'zod'
import { signedHeaders, type AwsCredentials } from './sigv4.ts'

export type KmsOptions = {
  readonly region: string
  readonly credentials: AwsCredentials
  /** Where it answers, if not at the region's own address. */
  readonly endpoint?: string | undefined
  readonly timeoutMs: number
  readonly now: () => number
}

/** A key that never leaves its store. */
export interface RemoteKey {
  readonly address: string
  /** Signs the id of a transaction: r, s, v in 65 bytes of hex. */
  sign(txid: string, signal?: AbortSignal): Promise<string>
}

const longestAnswer = 16_384
const publicKeyAnswer = z.object({ PublicKey: z.base64(), KeySpec: z.string(), KeyUsage: z.string() })
const signAnswer = z.object({ Signature: z.base64() })

/** One call of AWS KMS. Rejects on whatever is no answer, with the code that the service gives. */
const call = async <Answer>(
  action: 'GetPublicKey' | 'Sign', input: object, answer: z.ZodType<Answer>,
  { region, credentials, endpoint, timeoutMs, now }: KmsOptions, signal?: AbortSignal,
): Promise<Answer> => {
  const url = new URL(endpoint ?? `https://kms.${region}.amazonaws.com/`)
  const body = JSON.stringify(input)
  const headers = signedHeaders({
    method: 'POST', url, body, service: 'kms', region, atMs: now(),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` },
  }, credentials)
  const timeout = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, {
    method: 'POST', headers, body, redirect: 'error', signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  })
  const text = (await response.text()).slice(0, longestAnswer)
  if (response.status !== 200) {
    const code = /"__type"\s*:\s*"(?:[^"#]*#)?([A-Za-z]{1,60})"/.exec(text)?.[1] ?? 'no code'
    throw new Error(`KMS ${action}: status ${response.status}, ${code}`)
  }
  return answer.parse(JSON.parse(text))
}

/** The point of a key in X.509 form, uncompressed; throws on a key of another curve. */
const pointOf = (spki: string): Uint8Array => {
  const { crv, x, y } = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }).export({ format: 'jwk' })
  if (crv !== 'secp256k1' || x === undefined || y === undefined) throw new Error(`a KMS key is of the curve ${crv ?? 'unknown'}`)
  return Buffer.concat([Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

/** Of one key, by its id, alias or ARN: KeySpec ECC_SECG_P256K1, KeyUsage SIGN_VERIFY. */
export const openKmsKey = async (keyId: string, options: KmsOptions, signal?: AbortSignal): Promise<RemoteKey> => {
  const found = await call('GetPublicKey', { KeyId: keyId }, publicKeyAnswer, options, signal)
  if (found.KeySpec !== 'ECC_SECG_P256K1' || found.KeyUsage !== 'SIGN_VERIFY') {
    throw new Error(`the KMS key ${keyId} is ${found.KeySpec} for ${found.KeyUsage}: it cannot sign for TRON`)
  }
  const address = addressOfPublicKey(pointOf(found.PublicKey))
  return {
    address,
    sign: async (txid, aborted) => {
      const { Signature: der } = await call('Sign', {
        KeyId: keyId, Message: Buffer.from(txid, 'hex').toString('base64'), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256',
      }, signAnswer, options, aborted)
      // It tells neither which of two keys a signature recovers to, nor the smaller of its two forms.
      const signature = signaturesOfDer(Buffer.from(der, 'base64')).find((one) => signerOf(txid, one) === address)
      if (signature === undefined) throw new Error(`the KMS key ${keyId} gave a signature of another key`)
      return signature
    },
  }
}
