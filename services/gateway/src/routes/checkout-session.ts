import { sha256 } from '../crypto/master-key.ts'
import { sessionPrefix } from '../http/authenticate.ts'
import type { Call } from '../http/route.ts'

/** The customer as the payment's decider wants to know them. */
export const bySession = (call: Call<'session'>) => ({ role: 'customer' as const, sessionHash: call.caller.sessionHash })

/** A secret that acts for one customer: made here, shown once, known to all others by its digest. */
const sessionSecret = ({ gateway, seed }: Pick<Call, 'gateway' | 'seed'>, of: string): string =>
  sessionPrefix(gateway.livemode) + gateway.master.digest('session', of, seed).toString('base64url')

/** Binds whoever opened the link of a refund. */
export const claimingSession = (call: Call, refund: string) => {
  const secret = sessionSecret(call, refund)
  return { secret, sessionHash: sha256(secret) }
}

/** The first choice of a way to pay binds a session: its secret is made here, shown once, and acts from then on. */
export const bindingSession = (call: Call<'public' | 'session'>, payment: string) => {
  const { caller } = call
  if (caller.role === 'session') return { secret: null, by: { role: 'customer' as const, sessionHash: caller.sessionHash } }
  const secret = sessionSecret(call, payment)
  return { secret, by: { role: 'customer' as const, sessionHash: sha256(secret) } }
}
