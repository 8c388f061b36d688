import { createHmac, sign, type KeyObject } from 'node:crypto'

/** What signs one message: a shared secret (`whsec_...`) or an Ed25519 key. */
export type Signer =
  | { readonly kind: 'hmac'; readonly secret: string }
  | { readonly kind: 'ed25519'; readonly key: KeyObject }

const signatureOf = (signer: Signer, content: string): string => {
  switch (signer.kind) {
    case 'hmac': {
      const key = Buffer.from(signer.secret.slice('whsec_'.length), 'base64')
      return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
    }
    case 'ed25519': return `v1a,${sign(null, Buffer.from(content), signer.key).toString('base64')}`
  }
}

/**
 * Headers of Standard Webhooks: the id stays the same over all tries, the timestamp is that of the
 * try, and there is one signature a signer, so that a receiver can change secrets without a gap.
 */
export const signedHeaders = (
  messageId: string, atMs: number, body: string, signers: readonly Signer[],
): Record<string, string> => {
  const timestamp = Math.floor(atMs / 1000)
  const content = `${messageId}.${timestamp}.${body}`
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signers.map((signer) => signatureOf(signer, content)).join(' '),
  }
}
