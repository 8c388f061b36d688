import { z } from 'zod'
import { parseMasterKeys, type MasterKeys } from '@stablegate/contracts/webhook-keys'
import { retrySchedule } from './domain/retry-schedule.ts'

const milliseconds = (text: string): number[] => text.split(',').map(Number)

/** Everybody knows this key: it signs in test mode when none is set. */
const testMasterKey = `test:${Buffer.alloc(32, 'stablegate').toString('base64')}`

export const config = z.object({
  WEBHOOK_MASTER_KEYS: z.string().optional()
    .describe('Keys that signing secrets are derived from: id:base64 of 32 bytes, several with commas, newest first'),
  WEBHOOK_RETRY_SCHEDULE_MS: z.string().regex(/^\d+(,\d+)*$/).optional()
    .describe('Waits before each try in milliseconds, with commas; default 0, 5 s, 5 min ... 24 h'),
  WEBHOOK_TIMEOUT_MS: z.coerce.number().int().min(50).max(60_000).default(10_000)
    .describe('How long a receiver may take to answer'),
  WEBHOOK_ALLOW_LOOPBACK: z.enum(['true', 'false']).default('false')
    .describe('Lets webhooks go to this machine; refused in live mode'),
  WEBHOOK_DNS_SERVERS: z.string().regex(/^[0-9a-f.:[\]]+(,[0-9a-f.:[\]]+)*$/i).optional()
    .describe('Name servers that tell where receivers are, as addresses with commas; default those of the machine'),
})
export type NotifierConfig = z.output<typeof config>

export type DeliverySettings = {
  readonly masters: MasterKeys
  readonly schedule: readonly number[]
  readonly timeoutMs: number
  readonly allowLoopback: boolean
  readonly dnsServers: readonly string[] | undefined
}

/** What live mode refuses is said here, at start, and not at the first webhook. */
export const deliverySettings = (values: NotifierConfig, livemode: boolean): DeliverySettings => {
  if (livemode && values.WEBHOOK_MASTER_KEYS === undefined) {
    throw new Error('WEBHOOK_MASTER_KEYS is not set: live mode has no key of its own to sign webhooks with')
  }
  if (livemode && values.WEBHOOK_ALLOW_LOOPBACK === 'true') {
    throw new Error('WEBHOOK_ALLOW_LOOPBACK=true is for test mode only: live webhooks never go to this machine')
  }
  return {
    masters: parseMasterKeys(values.WEBHOOK_MASTER_KEYS ?? testMasterKey),
    schedule: values.WEBHOOK_RETRY_SCHEDULE_MS === undefined
      ? retrySchedule
      : milliseconds(values.WEBHOOK_RETRY_SCHEDULE_MS),
    timeoutMs: values.WEBHOOK_TIMEOUT_MS,
    allowLoopback: values.WEBHOOK_ALLOW_LOOPBACK === 'true',
    dnsServers: values.WEBHOOK_DNS_SERVERS?.split(','),
  }
}
