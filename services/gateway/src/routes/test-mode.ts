import {
  maxTestAdvanceMs, testAmounts, testScriptOf, testTimeCommands, testTimeEvents, usdtMoney, type MessageOf, type PaymentRecord,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import type { CallerOf } from '../http/caller.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { iso, moneyAnswer, params, time, usdt } from '../http/wire.ts'
import { recordOf } from './payment-act.ts'
import { fixedAmountOf } from './checkout.ts'

/** Everything here is of test mode; live mode has these paths and refuses them. */
const testOnly = ({ gateway }: Call): void => {
  if (gateway.livemode) throw new Problem('test_mode_only')
}

const amountAnswer = z.object({
  ending: z.string().describe('The last two digits of the minor unit in fiat, the two after the point in USDT'),
  script: z.string(), happens: z.string(), you: z.string().describe('What the tester does beyond choosing and claiming'),
  ends: z.string().describe('Status of the payment, and its context where it has one'),
})

const listAmounts = get({
  operation: 'listTestAmounts', path: '/v1/test_amounts', tag: 'Test mode',
  summary: 'Test mode only: what the documented endings of amounts make of a payment',
  roles: ['public'],
  answer: z.object({ object: z.literal('list'), data: z.array(amountAnswer), has_more: z.literal(false) }), codes: ['test_mode_only'],
  handle: (call) => {
    testOnly(call)
    return Promise.resolve({ body: { object: 'list', data: testAmounts, has_more: false } })
  },
})

const second = 1_000
const clockAnswer = z.object({
  object: z.literal('test_clock'), now: time, ahead_seconds: z.int().describe('How far the test system is ahead of the machine'),
})

const shownClock = (machineMs: number, aheadMs: number): object => ({
  object: 'test_clock', now: iso(machineMs + aheadMs), ahead_seconds: Math.floor(aheadMs / second),
})

const showClock = get({
  operation: 'getTestClock', path: '/v1/test_clock', tag: 'Test mode', summary: 'Test mode only: the time of this test system',
  roles: ['merchant', 'acceptor', 'operator', 'accountant', 'auditor'], answer: clockAnswer, codes: ['test_mode_only'],
  handle: (call) => {
    testOnly(call)
    const { clock, machineClock } = call.gateway.host
    const machineMs = machineClock.now()
    return Promise.resolve({ body: shownClock(machineMs, clock.now() - machineMs) })
  },
})

const part = (unitMs: number) => z.int().min(0).max(maxTestAdvanceMs / unitMs).default(0)

const moverOf = (caller: CallerOf<'merchant' | 'operator'>): string =>
  (caller.role === 'merchant' ? caller.merchant : caller.operator)

const advanceClock = post({
  operation: 'advanceTestClock', path: '/v1/test_clock/advance', tag: 'Test mode',
  summary: 'Test mode only: moves the time of the whole test system forward, for everybody in it; there is no way back',
  roles: ['merchant', 'operator'], scope: 'operate',
  body: z.strictObject({ days: part(86_400_000), hours: part(3_600_000), minutes: part(60_000), seconds: part(second) }),
  answer: clockAnswer, codes: ['test_mode_only', 'test_clock_too_far'],
  handle: async (call) => {
    testOnly(call)
    const { days, hours, minutes, seconds } = call.body
    const byMs = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * second
    if (byMs < 1 || byMs > maxTestAdvanceMs) {
      throw new Problem('request_invalid', { errors: [{ pointer: 'body', detail: 'between one second and 400 days' }] })
    }
    const { events, position } = await call.gateway.send(call, testTimeCommands.advance, { byMs, by: moverOf(call.caller) })
    const [advanced] = events as readonly MessageOf<typeof testTimeEvents.advanced>[]
    assertThat(advanced, 'an advance leaves an event')
    return { body: shownClock(call.gateway.host.machineClock.now(), advanced.data.aheadMs), position }
  },
})

/** What the wallet of test mode sends: what is missing, unless the amount of the payment is a documented one. */
const plannedMicro = ({ payment }: PaymentRecord, missingMicro: bigint): bigint => {
  switch (testScriptOf(fixedAmountOf(payment.amount))) {
    case 'chain_under': return missingMicro * 9n / 10n
    case 'chain_over': return missingMicro * 11n / 10n
    default: return missingMicro
  }
}

const faucetMs = 10_000

/** The wallet is outside of the system, as a customer's is. Under one id the sandbox sends once. */
const sendFrom = async (sandboxUrl: string, id: string, address: string, amountMicro: bigint): Promise<readonly string[]> => {
  // A 64-bit integer, which JSON.stringify does not write.
  const body = `{"id":${JSON.stringify(id)},"address":${JSON.stringify(address)},"usdtMicro":${amountMicro}}`
  const response = await fetch(new URL('/admin/faucet', sandboxUrl), { method: 'POST', body, signal: AbortSignal.timeout(faucetMs) })
    .catch(() => undefined)
  if (response?.ok !== true) throw new Problem('temporarily_unavailable', { retryAfterMs: second })
  return z.object({ txids: z.array(z.string()) }).parse(await response.json()).txids
}

const payOnChain = post({
  operation: 'payWithTestUsdt', path: '/v1/checkout/:payment/test_pay', tag: 'Test mode',
  summary: 'Test mode only: a wallet of the sandbox chain pays what is missing, what the documented amount says, or what is asked here',
  roles: ['session'], scope: 'operate', params: params('payment'), body: z.strictObject({ amount: usdt.optional() }),
  status: 201,
  answer: z.object({ object: z.literal('test_transfer'), address: z.string(), amount: moneyAnswer, txids: z.array(z.string()) }),
  codes: ['test_mode_only', 'session_mismatch', 'on_chain_unavailable', 'not_on_chain'],
  // Read once: a repetition sends what the first try meant to send, and the sandbox knows its id.
  prepare: async (call) => {
    testOnly(call)
    const record = await recordOf(call, call.params.payment)
    if (record.sessionHash !== call.caller.sessionHash) throw new Problem('session_mismatch')
    const way = record.payment.on_chain
    if (way?.address === null || way?.address === undefined) return {}
    const missing = fixedAmountOf(way.missing)
    const micro = call.body.amount ?? plannedMicro(record, missing.fix === 'usdt' ? missing.usdtMicro : 0n)
    return { address: way.address, micro: String(micro) }
  },
  handle: async (call) => {
    const { sandboxUrl } = call.gateway.settings
    if (sandboxUrl === undefined) throw new Problem('on_chain_unavailable')
    const { address, micro: text = '0' } = call.prepared as { readonly address?: string; readonly micro?: string }
    const micro = BigInt(text)
    if (address === undefined || micro < 1n) throw new Problem('not_on_chain')
    const txids = await sendFrom(sandboxUrl, call.seed, address, micro)
    return { body: { object: 'test_transfer', address, amount: usdtMoney(micro), txids } }
  },
})

export const testModeRoutes: readonly Route[] = [listAmounts, showClock, advanceClock, payOnChain]
