import { BlockList, isIP } from 'node:net'

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export const isAddressOrNetwork = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** An IPv4 caller on an IPv6 socket is the same caller. */
const plain = (ip: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip

/** Whether the address is in the list; of an empty list every address is. */
export const isListed = (addresses: readonly string[], ip: string): boolean => {
  if (addresses.length === 0) return true
  const list = new BlockList()
  for (const text of addresses) {
    const [address = '', bits] = text.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  const caller = plain(ip)
  return isIP(caller) !== 0 && list.check(caller, familyOf(caller))
}

const groupsOf = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))

/** The first four groups of an IPv6 address: what one household or server is given, and hops about in at will. */
const network64Of = (address: string): string => {
  const [head = '', tail] = address.split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** Whose budget a request from this address is: of IPv6 the network, since one caller has all of its addresses. */
export const neighbourhoodOf = (ip: string | undefined): string => {
  // A connection that has gone has no address any more.
  const address = plain(ip?.split('%')[0] ?? 'nowhere')
  return isIP(address) === 6 ? network64Of(address) : address
}
