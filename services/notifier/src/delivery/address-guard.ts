import { isIPv4, isIPv6 } from 'node:net'

/** Two decimal bytes as one group of an IPv6 address. */
const groupOf = (high = '0', low = '0'): string => ((Number(high) << 8) | Number(low)).toString(16)

/** Sixteen bytes of an IPv6 address; undefined when the text is none. */
const bytesOfV6 = (text: string): number[] | undefined => {
  const address = text.split('%')[0] ?? ''
  if (!isIPv6(address)) return undefined
  // A dotted tail is two groups more.
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = dotted
    ? `${dotted[1]}${groupOf(dotted[2], dotted[3])}:${groupOf(dotted[4], dotted[5])}`
    : address
  const [head = '', tail] = hex.split('::')
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const left = groupsOf(head)
  const right = groupsOf(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

const v4Ranges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24],
  ['224.0.0.0', 4], ['240.0.0.0', 4],
]

const numberOfV4 = (bytes: readonly number[]): number =>
  bytes.reduce((sum, byte) => sum * 256 + byte, 0)

const bytesOfV4 = (text: string): number[] => text.split('.').map(Number)

const blockedV4 = v4Ranges.map(([base, bits]) => {
  const size = 2 ** (32 - bits)
  const from = numberOfV4(bytesOfV4(base))
  return { from, to: from + size - 1 }
})

const isPublicV4 = (bytes: readonly number[]): boolean => {
  const value = numberOfV4(bytes)
  return !blockedV4.some(({ from, to }) => value >= from && value <= to)
}

const startsWith = (bytes: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte)

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)

/** Blocks of IPv6 that carry an IPv4 address, and where in them it stands. */
const embeddings: readonly { readonly prefix: readonly number[]; readonly at: number }[] = [
  { prefix: [...zeros(10), 0xff, 0xff], at: 12 }, // IPv4-mapped
  { prefix: [...zeros(8), 0xff, 0xff, 0, 0], at: 12 }, // IPv4-translated
  { prefix: [0, 0x64, 0xff, 0x9b, ...zeros(8)], at: 12 }, // NAT64, RFC 6052
  { prefix: [0x20, 0x02], at: 2 }, // 6to4
]

const isPublicV6 = (bytes: readonly number[]): boolean => {
  for (const { prefix, at } of embeddings) {
    if (startsWith(bytes, prefix)) return isPublicV4(bytes.slice(at, at + 4))
  }
  // Only 2000::/3 is routed in public; loopback, ULA, link-local, multicast, local NAT64 lie outside.
  if (((bytes[0] ?? 0) & 0xe0) !== 0x20) return false
  const documentation = startsWith(bytes, [0x20, 0x01, 0x0d, 0xb8]) || startsWith(bytes, [0x3f, 0xff])
  // 2001::/23 is for protocols (Teredo, benchmarks, ORCHID), not for receivers.
  const protocols = startsWith(bytes, [0x20, 0x01]) && (bytes[2] ?? 0) < 2
  return !documentation && !protocols
}

/** Whether an address, as text, is one of the public internet; anything that is no address is not. */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return isPublicV4(bytesOfV4(address))
  const bytes = bytesOfV6(address)
  return bytes !== undefined && isPublicV6(bytes)
}

/** Loopback as a socket or resolver names it; test mode may allow it by explicit configuration. */
export const isLoopbackAddress = (address: string): boolean => {
  if (isIPv4(address)) return address.startsWith('127.')
  const bytes = bytesOfV6(address)
  if (!bytes) return false
  const mapped = startsWith(bytes, [...zeros(10), 0xff, 0xff])
  return mapped ? bytes[12] === 127 : startsWith(bytes, zeros(15)) && bytes[15] === 1
}

/** Which addresses a delivery may reach. */
export type AddressPolicy = (address: string) => boolean

export const publicOrLoopback: AddressPolicy = (address) => isPublicAddress(address) || isLoopbackAddress(address)
