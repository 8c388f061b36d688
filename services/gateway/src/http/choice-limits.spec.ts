import { paymentEvents } from '@stablegate/contracts'
import { encode } from '@stablegate/kernel'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import type { ChoiceLimits } from './choice-limits.ts'
import { fixture, request } from './gateway.fixture.ts'

const none: ChoiceLimits = { perAddress: 0, perMerchant: 0, firstOrderMicro: 0n }
const sample = new URL('../../../../packages/contracts/samples/order.event.payment.created.v1.json', import.meta.url)
const created = (amount: object): object => {
  const data = { ...(JSON.parse(readFileSync(sample, 'utf8')) as object), merchant: 'mer_own', amount }
  return {
    id: 'e', type: paymentEvents.created.type, version: 1, data: encode(data), metadata: '{}', stream: 's', revision: 0,
    log: 'order', position: 1,
  }
}

type Setting = {
  readonly limits?: Partial<ChoiceLimits>
  readonly standing?: { readonly settled: number; readonly coolsUntilMs: number }
  readonly amount?: object
}

/** Chooses so many times and answers the codes; 201 where nothing was refused. */
const choose = async (times: number, { limits, standing, amount = { fix: 'usdt', usdtMicro: '5000000' } }: Setting) => {
  const { pipeline, gateway, sent } = fixture({
    choiceLimits: { ...none, ...limits },
    ask: (_service, name) => {
      if (name === 'payerStanding') return standing
      return name === 'options' ? [{ currency: 'CNY', method: 'alipay', usdtMicro: 600_000_000n }] : null
    },
  })
  const counts = new Map<string, number>()
  Object.assign(gateway, { choices: { count: (names: readonly string[]) => Promise.resolve(names.map((name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts.get(name)
  })) } })
  Object.assign(gateway.host.events, { readStream: () => Promise.resolve([created(amount)]) })
  const route = routes.find(({ operation }) => operation === 'choose')
  if (!route) throw new Error('no route')
  const codes: unknown[] = []
  for (let time = 0; time < times; time += 1) {
    const { status, body, headers } = await pipeline.run(route, request('/v1/checkout/pay_1/choose', {
      params: { payment: 'pay_1' }, body: { currency: 'CNY', method: 'alipay', payer: { name: 'W', account_tail: '1' } },
    }))
    codes.push(status === 201 ? status : (JSON.parse(body.toString()) as Record<string, unknown>)['code'])
    if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  }
  return { codes, sent: sent.length, names: [...counts.keys()] }
}

describe('who chooses', () => {
  it('may do so as often as they like where nothing is limited', async () => {
    expect(await choose(3, {})).toEqual({ codes: [201, 201, 201], sent: 3, names: [] })
  })

  it('waits while they cool down', async () => {
    const { codes, sent } = await choose(1, { standing: { settled: 9, coolsUntilMs: 9_000_000 } })
    expect([codes, sent]).toEqual([['payer_cooling_down'], 0])
    expect(await choose(1, { standing: { settled: 0, coolsUntilMs: 1 } })).toMatchObject({ codes: [201] })
  })

  it('is stopped by the cap of their address, and by that of the merchant', async () => {
    const byAddress = await choose(3, { limits: { perAddress: 2 } })
    expect(byAddress.codes).toEqual([201, 201, 'choices_limited'])
    expect(byAddress.names.join()).not.toContain('192.0.2.7')
    expect((await choose(2, { limits: { perMerchant: 1 } })).codes).toEqual([201, 'choices_limited'])
  })

  it('begins with small orders, in whatever the payment is fixed', async () => {
    const limits = { firstOrderMicro: 500_000_000n }
    const usdt = (usdtMicro: string) => ({ fix: 'usdt', usdtMicro })
    expect((await choose(1, { limits, amount: usdt('500000000') })).codes).toEqual([201])
    expect((await choose(1, { limits, amount: usdt('500000001') })).codes).toEqual(['first_order_too_large'])
    expect((await choose(1, { limits, amount: { fix: 'fiat', currency: 'CNY', fiatMinor: '438000' } })).codes)
      .toEqual(['first_order_too_large'])
    expect((await choose(1, { limits, amount: usdt('500000001'), standing: { settled: 1, coolsUntilMs: 0 } })).codes).toEqual([201])
  })
})
