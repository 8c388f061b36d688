import type { Call } from '../http/route.ts'

/** Gateways that have seen a wallet: one that was opened is open for ever. */
const known = new WeakSet<object>()

/** Whether payments can be given addresses here. Where the treasury does not answer, the payment itself will hear. */
export const hasWallet = async (call: Call): Promise<boolean> => {
  const { gateway } = call
  if (known.has(gateway)) return true
  try {
    const chain = gateway.livemode ? 'tron' : 'sandbox'
    if (await gateway.ask<object | null>('treasury', 'address', { chain, holder: 'hot' }) === null) return false
  } catch {
    return true
  }
  known.add(gateway)
  return true
}
