import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'

/** All addresses that a name leads to. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

/** One question is asked so long, and so often. */
const questionMs = 1_500
const tries = 2

const loopback: readonly LookupAddress[] = [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]

/**
 * Asks the name servers (those of this machine where none are given) without the operating system:
 * Node does the system's look-ups on four threads, and four receivers with hanging name servers
 * would hold up all others. So there is no hosts file and no search domain; `localhost` is what RFC
 * 6761 says it is. Rejects where neither kind of address is known.
 */
export const resolver = (servers?: readonly string[], timeoutMs = questionMs): Resolve => {
  const asked = new Resolver({ timeout: timeoutMs, tries })
  if (servers !== undefined) asked.setServers(servers)
  return async (hostname) => {
    const name = hostname.toLowerCase().replace(/\.$/, '')
    if (name === 'localhost' || name.endsWith('.localhost')) return loopback
    const [v4, v6] = await Promise.allSettled([asked.resolve4(name), asked.resolve6(name)])
    const found = [
      ...(v4.status === 'fulfilled' ? v4.value : []).map((address) => ({ address, family: 4 })),
      ...(v6.status === 'fulfilled' ? v6.value : []).map((address) => ({ address, family: 6 })),
    ]
    if (found.length === 0 && v4.status === 'rejected') throw v4.reason
    return found
  }
}
