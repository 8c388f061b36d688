import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import type { AddressPolicy } from './address-guard.ts'
import type { Resolve } from './resolver.ts'

/** The receiver's name leads to, or the socket reached, an address that deliveries must not touch. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
}

type LookupCallback = (
  error: Error | null, address: string | readonly LookupAddress[], family?: number,
) => void

/** Refuses the whole name when any of its addresses is refused. */
const checkedAddresses = async (
  policy: AddressPolicy, resolve: Resolve, hostname: string,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
  const [first, ...others] = await resolve(hostname)
  if (!first) throw new AddressRefused(`${hostname} has no address`)
  const bad = [first, ...others].find(({ address }) => !policy(address))
  if (bad) throw new AddressRefused(`${hostname} resolves to ${bad.address}`)
  return [first, ...others]
}

const guardedLookup = (policy: AddressPolicy, resolve: Resolve) =>
  (hostname: string, options: { readonly all?: boolean }, callback: LookupCallback): void => {
    checkedAddresses(policy, resolve, hostname).then(
      (addresses) => (options.all === true
        ? callback(null, addresses)
        : callback(null, addresses[0].address, addresses[0].family)),
      (error: Error) => callback(error, ''))
  }

const literalOf = (hostname: string): string | undefined => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) === 0 ? undefined : bare
}

export type ConnectorOptions = {
  readonly policy: AddressPolicy
  readonly timeoutMs: number
  readonly resolve: Resolve
}

/**
 * Connects only where the policy allows: an address literal is checked before (Node asks no
 * resolver for one), every resolved address is checked and is the very one that is connected to,
 * and the connected socket is checked once more.
 */
export const guardedConnector = (
  { policy, timeoutMs, resolve }: ConnectorOptions,
): buildConnector.connector => {
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(policy, resolve) as never })
  return (options, callback) => {
    const literal = literalOf(options.hostname)
    if (literal !== undefined && !policy(literal)) {
      return callback(new AddressRefused(`${options.hostname} is refused`), null)
    }
    return connect(options, (...result) => {
      const [error, socket] = result
      if (error) return callback(error, null)
      if (!policy(socket.remoteAddress ?? '')) {
        socket.destroy()
        return callback(new AddressRefused(`connected to ${socket.remoteAddress ?? 'nobody'}`), null)
      }
      return callback(null, socket)
    })
  }
}
