import { chainAddress } from '@stablegate/contracts'
import { z } from 'zod'

const usdt = (otherwise: number) => z.coerce.number().int().min(1).max(1_000_000_000).default(otherwise)
  .transform((whole) => BigInt(whole) * 1_000_000n)
const trx = (otherwise: number) => z.coerce.number().int().min(1).max(1_000_000).default(otherwise)
  .transform((whole) => whole * 1_000_000)

export const config = z.object({
  SIGNER_KEY_FILE: z.string().optional().describe('File with the sealed seed; without it nothing is signed'),
  SIGNER_KEY_PASSPHRASE: z.string().optional().describe('Opens the key file'),
  SIGNER_KMS_HOT: z.string().max(2_048).optional()
    .describe('Key of AWS KMS (id, alias or ARN; ECC_SECG_P256K1) that signs for the hot address, in place of the seed\'s'),
  SIGNER_KMS_GAS: z.string().max(2_048).optional().describe('The same for the gas address; deposit addresses are always the seed\'s'),
  SIGNER_KMS_REGION: z.string().regex(/^[a-z0-9-]{1,40}$/).optional().describe('Region of those keys, such as eu-central-1'),
  SIGNER_KMS_ENDPOINT: z.url().optional().describe('Where KMS answers, if not at the region\'s own address'),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('Who asks KMS: may kms:GetPublicKey and kms:Sign on those keys, and nothing else'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Signs requests to KMS'),
  AWS_SESSION_TOKEN: z.string().optional().describe('With credentials that end'),
  SIGNER_TOKEN: chainAddress.optional().describe('The only USDT contract that is called; default Tether on main net'),
  SIGNER_COLD: chainAddress.optional().describe('Where too much of the hot address may go'),
  SIGNER_MAX_USDT: usdt(50_000).describe('The most that one payout may be'),
  SIGNER_MAX_USDT_PER_DAY: usdt(250_000).describe('The most that payouts of 24 hours may be'),
  SIGNER_UNAPPROVED_USDT: usdt(1_000).describe('Above it somebody must have approved'),
  SIGNER_MAX_FEE_TRX: trx(100).describe('The highest fee limit'),
  SIGNER_MAX_TRX: trx(200).describe('TRX that one transaction may move'),
  SIGNER_MAX_STAKE_TRX: trx(100_000).describe('Stake whose energy one transaction may lend or take back; nothing of it is spent'),
  SIGNER_MAX_LIFE_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(3_600_000)
    .describe('How far ahead an expiration may lie'),
  SIGNER_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(1_000)
    .describe('How often granted signatures are looked for'),
})
export type SignerConfig = z.output<typeof config>
