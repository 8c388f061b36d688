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
})
export type TreasuryConfig = z.output<typeof config>
