import { parseMasterKeys, type MasterKeys } from '@stablegate/contracts/webhook-keys'
import { z } from 'zod'
import type { ChoiceLimits } from './http/choice-limits.ts'
import { keyPrefix, type Operator } from './http/authenticate.ts'
import { sha256 } from './crypto/master-key.ts'
import type { Budget } from './http/rate-limit.ts'

/** Everybody knows these: they serve in test mode when none are set. */
const testMasterKey = Buffer.alloc(32, 'stablegate-gateway').toString('base64')
const testWebhookKeys = `test:${Buffer.alloc(32, 'stablegate').toString('base64')}`

const budget = (fallback: string) => z.string().regex(/^\d+\/\d+$/).default(fallback)
  .describe('Requests a second and the burst, for example 50/200')

const count = z.coerce.number().int().min(0).max(1_000_000).optional()

/** Names have commas. */
const names = z.string().default('').transform((value) => value.split(';').map((one) => one.trim()).filter((one) => one !== ''))

export const config = z.object({
  GATEWAY_MASTER_KEY: z.string().optional()
    .describe('Base64 of 32 bytes; seals personal data, derives ids and secrets. Several with commas, newest first. Needed in live mode'),
  WEBHOOK_MASTER_KEYS: z.string().optional()
    .describe('As the notifier has it: id:base64 of 32 bytes, newest first. Needed in live mode'),
  OPERATORS: z.string().optional()
    .describe('JSON: [{"operator":"opr_ann","key":"sk_test_..."}], or "key_hash" (hex SHA-256) in live mode; "owners" they run'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional()
    .describe('Where people reach the pages, for example https://pay.example.com; cookies, links and passkeys rest on it. Needed in live mode'),
  OTHER_MODE_URL: z.url({ protocol: /^https?$/ }).optional()
    .describe('Where the pages of the other mode are, of live mode for a test system and the other way round; ours offer the way there'),
  TRUSTED_PROXIES: z.string().optional()
    .describe('The addresses of what ends TLS in front of this door, which the host believes. Needed in live mode'),
  RATE_LIMIT_KEY: budget('100/400'),
  RATE_LIMIT_PUBLIC: budget('20/80'),
  CHOICES_PER_ADDRESS: count
    .describe('How often an hour one address may ask for an acceptor; 0 is without limit. Default 30, in test mode 0'),
  CHOICES_PER_MERCHANT: count.describe('The same for all customers of a merchant. Default 5000, in test mode 0'),
  FIRST_ORDER_USDT: count
    .describe('The largest order of a payer of whom none was settled yet; 0 is without limit. Default 500, in test mode 0'),
  PARTIES_REJECT: names
    .describe('Names of whom is never taken on as merchant or acceptor, with semicolons; all words of an entry, in a row'),
  PARTIES_HOLD: names.describe('Names of whom is taken on once two operators have looked, in the same way'),
  TEST_BOTS: z.enum(['on', 'off']).default('off')
    .describe('Test mode only: acceptors that act by documented amounts are set up and kept online'),
  SANDBOX_URL: z.url({ protocol: /^https?$/ }).optional()
    .describe('Test mode only: the sandbox chain with --admin, whose faucet plays the wallet of a customer'),
  PAGES_DIR: z.string().optional()
    .describe('Folder of the built pages (services/console/dist/pages); without it this door serves the API alone'),
})
export type GatewayConfig = z.output<typeof config>

export type GatewaySettings = {
  readonly masterKey: string
  readonly webhookKeys: MasterKeys
  readonly operators: readonly Operator[]
  /** Origin of the pages; of a test system that was told none, this machine's. */
  readonly publicUrl: URL
  /** Origin of the pages of the other mode, which is a system of its own. */
  readonly otherModeUrl: string | undefined
  /** Undefined: the origin that the browser names, as a test system has no fixed port. */
  readonly passkeyOrigin: string | undefined
  readonly perKey: Budget
  readonly perHolder: Budget
  readonly perAddress: Budget
  readonly choiceLimits: ChoiceLimits
  /** Whom screening at onboarding holds or rejects. */
  readonly parties: { readonly reject: readonly string[]; readonly hold: readonly string[] }
  readonly hasBots: boolean
  readonly sandboxUrl: string | undefined
}

const operatorList = z.array(z.strictObject({
  operator: z.string().regex(/^opr_[0-9A-Za-z]{1,40}$/),
  key: z.string().min(24).max(120).optional(),
  key_hash: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  owners: z.array(z.string().max(80)).max(50).default([]),
}))

/** One name is one key and one key is one name: whoever has two of either would be two people (rule 19). */
const assertDistinct = (operators: readonly Operator[]): void => {
  for (const what of ['operator', 'keyHash'] as const) {
    const seen = new Set<string>()
    for (const one of operators) {
      if (seen.has(one[what])) throw new Error(`OPERATORS: ${one.operator} has the ${what === 'operator' ? 'name' : 'key'} of another`)
      seen.add(one[what])
    }
  }
}

const operatorsOf = (text: string | undefined, livemode: boolean): readonly Operator[] => {
  const operators = operatorList.parse(JSON.parse(text ?? '[]')).map(({ operator, key, key_hash: keyHash, owners }) => {
    if (key !== undefined && (livemode || !key.startsWith(keyPrefix(livemode)))) {
      throw new Error(`OPERATORS: the key of ${operator} must be given as key_hash in live mode, and begin with sk_test_ in test mode`)
    }
    const hash = key === undefined ? keyHash : sha256(key)
    if (hash === undefined) throw new Error(`OPERATORS: ${operator} has neither key nor key_hash`)
    return { operator, keyHash: hash, owners }
  })
  assertDistinct(operators)
  return operators
}

const budgetOf = (text: string): Budget => {
  const [perSecond = 1, burst = 1] = text.split('/').map(Number)
  return { perSecond: Math.max(1, perSecond), burst: Math.max(1, burst) }
}

/** All keys of one holder together have the budget of so many. */
const keysOfOne = 4
const times = (factor: number, { perSecond, burst }: Budget): Budget => ({ perSecond: factor * perSecond, burst: factor * burst })

/** Test mode is for trying things out, often and with any amount. */
const choiceLimitsOf = (values: GatewayConfig, livemode: boolean): ChoiceLimits => ({
  perAddress: values.CHOICES_PER_ADDRESS ?? (livemode ? 30 : 0),
  perMerchant: values.CHOICES_PER_MERCHANT ?? (livemode ? 5_000 : 0),
  firstOrderMicro: BigInt(values.FIRST_ORDER_USDT ?? (livemode ? 500 : 0)) * 1_000_000n,
})

/** What live mode refuses is said here, at start. */
export const gatewaySettings = (values: GatewayConfig, livemode: boolean): GatewaySettings => {
  const operators = operatorsOf(values.OPERATORS, livemode)
  if (livemode) {
    if (values.GATEWAY_MASTER_KEY === undefined || values.WEBHOOK_MASTER_KEYS === undefined) {
      throw new Error('GATEWAY_MASTER_KEY and WEBHOOK_MASTER_KEYS must be set in live mode')
    }
    if (values.PUBLIC_URL?.startsWith('https:') !== true) throw new Error('PUBLIC_URL must be https in live mode')
    // This door speaks plain HTTP, so somebody stands before it: unnamed, that one would be every caller.
    if (values.TRUSTED_PROXIES === undefined) throw new Error('TRUSTED_PROXIES must name the proxies that end TLS in live mode')
    if (values.TEST_BOTS === 'on' || values.SANDBOX_URL !== undefined) {
      throw new Error('TEST_BOTS and SANDBOX_URL are of test mode: live mode refuses them')
    }
    // Rule 19: what needs two people cannot be done by one.
    if (operators.length < 2) throw new Error('OPERATORS: live mode needs two operators at least')
  }
  return {
    masterKey: values.GATEWAY_MASTER_KEY ?? testMasterKey, webhookKeys: parseMasterKeys(values.WEBHOOK_MASTER_KEYS ?? testWebhookKeys),
    publicUrl: new URL(values.PUBLIC_URL ?? 'http://localhost'),
    otherModeUrl: values.OTHER_MODE_URL === undefined ? undefined : new URL(values.OTHER_MODE_URL).origin,
    passkeyOrigin: values.PUBLIC_URL === undefined ? undefined : new URL(values.PUBLIC_URL).origin,
    operators, perAddress: budgetOf(values.RATE_LIMIT_PUBLIC),
    perKey: budgetOf(values.RATE_LIMIT_KEY), perHolder: times(keysOfOne, budgetOf(values.RATE_LIMIT_KEY)),
    choiceLimits: choiceLimitsOf(values, livemode), parties: { reject: values.PARTIES_REJECT, hold: values.PARTIES_HOLD },
    hasBots: values.TEST_BOTS === 'on', sandboxUrl: values.SANDBOX_URL,
  }
}
