import type { issuerActs } from '@stablegate/contracts'

/** keccak256 of `Transfer(address,address,uint256)`. */
export const transferEvent = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

/** What Tether's contract logs when its issuer acts, by the first topic. */
export const issuerEvents: ReadonlyMap<string, (typeof issuerActs)[number]> = new Map([
  ['42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc', 'blacklisted'],
  ['d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c', 'unblacklisted'],
  ['61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6', 'destroyed'],
  ['6985a02210a168e66602d3235cb6db0e70f92b3ba4d376a33c0f3d9434bff625', 'paused'],
  ['7805862f689e2f13df9f062ff482ad3ad112aca9e0847911ed832e158c525b33', 'unpaused'],
  ['b044a1e409eac5c48e5af22d4af52670dd1a99059537a78b31b48c6500a6354e', 'fee_set'],
  ['cc358699805e9a8b7f77b522628c7cb9abd07d9efb86b6fb616af1609036a99e', 'deprecated'],
])
