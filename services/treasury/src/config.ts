import { chainAddress } from '@stablegate/contracts'
import { z } from 'zod'

const addresses = z.string().transform((text, context): readonly string[] => {
  const items = text.split(',').map((item) => item.trim()).filter((item) => item !== '')
  if (items.some((item) => !chainAddress.safeParse(item).success)) {
    context.addIssue({ code: 'custom', message: 'holds what is no address' })
    return z.NEVER
  }
  return items
})

export const config = z.object({
  TREASURY_XPUB: z.string().optional()
    .describe('Watch-only account key (m/44\'/195\'/0\') that deposit addresses come from; without it none are handed out'),
  TREASURY_HOT: chainAddress.optional().describe('Address that payouts are paid from'),
  TREASURY_COLD: chainAddress.optional().describe('Address of what is too much for the hot one'),
  TREASURY_GAS: chainAddress.optional().describe('Address whose TRX pays for transactions of the others'),
  TREASURY_TOKEN: chainAddress.optional().describe('The USDT contract; default Tether on main net'),
  SCREENING_REJECT: addresses.default([]).describe('Senders whose money is blocked, with commas'),
  SCREENING_HOLD: addresses.default([]).describe('Senders whose money waits for two operators, with commas'),
  SCREENING_TIMEOUT_MS: z.coerce.number().int().min(10).max(600_000).default(30_000)
    .describe('How long one screening may take before it is tried again'),
  SCREENING_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(1_000)
    .describe('How often deposits that wait for screening are looked for'),
  CHAIN_NODES: z.string().optional().describe('Base URLs of nodes with commas; without any nothing is paid out'),
  CHAIN_NODE_API_KEY: z.string().optional()
    .describe('Sent as TRON-PRO-API-KEY: to every node, or as `host=key` with commas to that host alone'),
  CHAIN_NODE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000).describe('How long a node may take to answer'),
  TREASURY_LIFE_MS: z.coerce.number().int().min(500).max(3_600_000).default(120_000)
    .describe('How long a transaction may be taken into a block: an attempt more waits for its end'),
  TREASURY_MAX_FEE_TRX: z.coerce.number().int().min(1).max(1_000).default(60).describe('The most that one transaction may burn'),
  TREASURY_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(1_000).describe('How often due payouts are looked for'),
  TREASURY_SWEEP_USDT: z.coerce.number().int().min(1).max(1_000_000).optional()
    .describe('Deposit addresses that hold more are emptied to the hot one; without it none is'),
  TREASURY_SWEEP_POLL_MS: z.coerce.number().int().min(10).max(3_600_000).default(60_000).describe('How often sweeps are looked for'),
  TREASURY_LENDING_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(600_000)
    .describe('How long a sweep waits for lent energy before TRX is burnt, and how long it keeps what it does not use'),
  TREASURY_HOT_CEILING_USDT: z.coerce.number().int().min(1).max(1_000_000_000).optional()
    .describe('What the hot address holds above this, and owes nobody, goes to the cold one; without it nothing does'),
  TREASURY_HOT_TARGET_USDT: z.coerce.number().int().min(0).max(1_000_000_000).optional()
    .describe('What the hot address is left with then; default half of the ceiling'),
  TREASURY_BROADCAST_MS: z.coerce.number().int().min(10).max(60_000).default(3_000)
    .describe('Time between two broadcasts of the same bytes'),
  RESERVES_POLL_MS: z.coerce.number().int().min(10).max(3_600_000).default(10_000)
    .describe('How often the reserves are proven'),
  RESERVES_GRACE_MS: z.coerce.number().int().min(100).max(3_600_000).default(60_000)
    .describe('How long a fact on chain may be on its way into the ledger before it is missed'),
})
export type TreasuryConfig = z.output<typeof config>
