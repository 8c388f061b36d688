import { sha256 } from '../crypto/master-key.ts'
import { sessionPrefix } from '../http/authenticate.ts'
import type { Call } from '../http/route.ts'

/** The customer as the payment's decider wants to know them. */
export const bySession = (call: Call<'session'>) => ({ role: 'customer' as const, sessionHash: call.caller.sessionHash })

/** The first choice of a way to pay binds a session: its secret is made here, shown once, and acts from then on. */
export const bindingSession = (call: Call<'public' | 'session'>, payment: string) => {
  const { gateway, seed, caller } = call
  if (caller.role === 'session') return { secret: null, by: { role: 'customer' as const, sessionHash: caller.sessionHash } }
  const secret = sessionPrefix(gateway.livemode) + gateway.master.digest('session', payment, seed).toString('base64url')
  return { secret, by: { role: 'customer' as const, sessionHash: sha256(secret) } }
}
