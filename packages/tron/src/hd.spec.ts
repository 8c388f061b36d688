import { expect, it } from 'vitest'
import { depositAddress } from './hd.ts'

// The account of the mnemonic "all" twelve times, as hardware wallets publish it.
const xpub = 'xpub6DCWphzD1URX6NLY4bzJQoNz3Ja14ueGphAz3c7XdzyfR3hbsv4XybKuXVPSGFiASvcugTyiJrQyw5u33izp6rB1W9fgZM4ugKQJQBcEFo8'

it('derives the addresses that other wallets derive', () => {
  expect([0, 1, 2].map((index) => depositAddress(xpub, index))).toEqual([
    'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT', 'TFz2CJn9CJb8C4i1Gke3jmZX2fRMJxniH2', 'TQSw9qVAigRwfgPdf7aW4wxbG9tFitexg2',
  ])
})

it('refuses what is no index and what is no public key', () => {
  expect(() => depositAddress(xpub, 2 ** 31)).toThrow(RangeError)
  expect(() => depositAddress(xpub, -1)).toThrow(RangeError)
  expect(() => depositAddress(`xprv${xpub.slice(4)}`, 0)).toThrow()
})
