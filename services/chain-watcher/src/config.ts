import type { ChainName } from '@stablegate/contracts'
import { z } from 'zod'
import { accountOf } from '@stablegate/tron'

const number = (least: number, most: number, otherwise: number) =>
  z.coerce.number().int().min(least).max(most).default(otherwise)

export const config = z.object({
  CHAIN_NODES: z.string().optional()
    .describe('Base URLs of nodes with commas; without any the watcher idles'),
  CHAIN_NODE_API_KEY: z.string().optional()
    .describe('Sent as TRON-PRO-API-KEY: to every node, or as `host=key` with commas to that host alone'),
  CHAIN_NODE_CALLS_PER_S: number(1, 10_000, 15).describe('Calls that each node is asked at most a second'),
  CHAIN_NODE_TIMEOUT_MS: number(100, 60_000, 10_000).describe('How long a node may take to answer'),
  CHAIN_TOKENS: z.string().optional()
    .describe('Allow-listed token contracts with commas; default Tether on main net, none elsewhere'),
  CHAIN_START_AFTER: z.coerce.number().int().min(0).optional()
    .describe('The last block that is not read, of a chain never watched before; default its solid one'),
  CHAIN_POLL_MS: number(10, 60_000, 3_000).describe('How often the head is asked for'),
  CHAIN_CHECKPOINT_BLOCKS: number(1, 10_000, 100)
    .describe('Solid blocks between two checkpoints: what is read again after a crash'),
  CHAIN_LAG_ALERT_BLOCKS: number(1, 100_000, 40).describe('Solid blocks behind from which on it alerts'),
})
export type WatcherConfig = z.output<typeof config>

export type WatcherSettings = {
  readonly chain: ChainName
  readonly nodes: readonly string[]
  readonly tokens: ReadonlySet<string>
}

const tether = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'

const items = (text: string | undefined): readonly string[] =>
  (text ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '')

/** Wrong addresses and URLs are said here, at start. */
export const watcherSettings = (values: WatcherConfig, livemode: boolean): WatcherSettings => {
  const nodes = items(values.CHAIN_NODES)
  for (const url of nodes) {
    if (!URL.canParse(url)) throw new Error(`CHAIN_NODES: ${url} is no URL`)
  }
  const tokens = items(values.CHAIN_TOKENS ?? (livemode ? tether : ''))
  if (nodes.length > 0 && tokens.length === 0) {
    throw new Error('CHAIN_TOKENS is not set: no transfer would ever be credited')
  }
  return { chain: livemode ? 'tron' : 'sandbox', nodes, tokens: new Set(tokens.map(accountOf)) }
}
