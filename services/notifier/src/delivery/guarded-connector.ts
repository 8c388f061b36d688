import { lookup as resolve, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import type { AddressPolicy } from './address-guard.ts'

/** The receiver's name leads to, or the socket reached, an address that deliveries must not touch. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number,
) => void

/** A resolver that refuses the whole name when any of its addresses is refused. */
const guardedLookup = (policy: AddressPolicy) =>
  (hostname: string, options: { readonly all?: boolean }, callback: LookupCallback): void => {
    resolve(hostname, { all: true, verbatim: true }, (error, addresses) => {
      if (error) return callback(error, '')
      const bad = addresses.find(({ address }) => !policy(address))
      if (bad) return callback(new AddressRefused(`${hostname} resolves to ${bad.address}`), '')
      const [first] = addresses
      if (!first) return callback(new AddressRefused(`${hostname} has no address`), '')
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }

const literalOf = (hostname: string): string | undefined => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) === 0 ? undefined : bare
}

/**
 * Connects only where the policy allows: an address literal is checked before (Node asks no
 * resolver for one), every resolved address is checked, and the connected socket once more.
 */
export const guardedConnector = (policy: AddressPolicy, timeoutMs: number): buildConnector.connector => {
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(policy) as never })
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
