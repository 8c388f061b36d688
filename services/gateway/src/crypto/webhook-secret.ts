import { createHmac } from 'node:crypto'

/**
 * The signing secret of an endpoint's version. The notifier derives the same from the same master
 * keys (WEBHOOK_MASTER_KEYS), so that a secret is shown here once and stored nowhere.
 */
export const endpointSecret = (master: Buffer, endpoint: string, version: number): string =>
  `whsec_${createHmac('sha256', master).update(`stablegate:whsec:${endpoint}:${version}`).digest('base64')}`

/** The first of `id:base64,id:base64`: the key that new secrets are derived from. */
export const currentWebhookKey = (text: string): { readonly keyId: string; readonly master: Buffer } => {
  const [keyId = '', encoded = ''] = (text.split(',')[0] ?? '').trim().split(':')
  const master = Buffer.from(encoded, 'base64')
  if (keyId === '' || master.length !== 32) throw new RangeError('expected id:base64 of 32 bytes')
  return { keyId, master }
}
