import { readFileSync } from 'node:fs'
import type { SignerConfig } from '../config.ts'
import { openSeed, SeedKeys } from './key-file.ts'
import type { KeyStore } from './key-store.ts'
import { openKmsKey, type KmsOptions } from './kms-key.ts'
import { roleKeys } from './role-keys.ts'

const timeoutMs = 10_000

const kmsOf = (config: SignerConfig, now: () => number): KmsOptions => {
  const { SIGNER_KMS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config
  if (region === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error('a key of KMS is named: set SIGNER_KMS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY too')
  }
  return {
    region, credentials: { accessKeyId, secretAccessKey, sessionToken: config.AWS_SESSION_TOKEN }, endpoint: config.SIGNER_KMS_ENDPOINT,
    timeoutMs, now,
  }
}

/** How the keys are opened that this process was started with; undefined where there are none. Throws on half a configuration. */
export const keyOpener = (config: SignerConfig, now: () => number): ((signal: AbortSignal) => Promise<KeyStore>) | undefined => {
  const { SIGNER_KEY_FILE: file, SIGNER_KEY_PASSPHRASE: passphrase, SIGNER_KMS_HOT: hot, SIGNER_KMS_GAS: gas } = config
  if (file === undefined) return undefined
  if (passphrase === undefined) throw new Error('SIGNER_KEY_FILE is set: set SIGNER_KEY_PASSPHRASE too')
  const seed = new SeedKeys(openSeed(readFileSync(file, 'utf8'), passphrase))
  if (hot === undefined && gas === undefined) return () => Promise.resolve(seed)
  const kms = kmsOf(config, now)
  const open = (keyId: string | undefined, signal: AbortSignal) => keyId === undefined ? undefined : openKmsKey(keyId, kms, signal)
  return async (signal) => roleKeys(seed, { hot: await open(hot, signal), gas: await open(gas, signal) })
}
