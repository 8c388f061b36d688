import { fiat, textOf, usdt, type World } from '../world.ts'
import type { Town } from './town.ts'

type Json = Record<string, unknown>

/** Payments in many states, made through the API: so that pages have something to show. */
export const liveADay = async (
  world: World, { merchant, house }: Town,
): Promise<{ readonly settled: string; readonly claimed: string }> => {
  const ask = async (reference: string, amount: Json, more: Json = {}): Promise<string> =>
    textOf(await world.api.post('/v1/payments', { reference, amount, description: 'Longjing tea', ...more }, { key: merchant.key }), 'id')
  const claimed = async (reference: string, amount: string, payer: string): Promise<{ readonly payment: string; readonly order: Json }> => {
    const payment = await ask(reference, fiat(amount, 'CNY'))
    const chosen = await world.api.post(`/v1/checkout/${payment}/choose`, {
      currency: 'CNY', method: 'alipay', payer: { name: payer, account_tail: '4821' },
    })
    const session = textOf(chosen, 'session_secret')
    await world.checkout(payment, session, 'awaiting_payment')
    await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: `ALI-${reference}` }, { key: session })
    return { payment, order: await world.order(house, payment, 'claimed') }
  }
  const confirm = (order: Json, amount: string): Promise<Json> => world.api.post(
    `/v1/orders/${textOf(order, 'id')}/confirm`, { received: fiat(amount, 'CNY'), payer_matches: true }, { key: house.key })
  let settled = ''
  for (const [index, amount] of ['128.00', '720.00', '260.50', '1999.00', '88.00'].entries()) {
    const one = await claimed(`tea-20${index}`, amount, `Li Wei ${index}`)
    await confirm(one.order, amount)
    await world.paymentIs(merchant, one.payment, 'settled')
    settled = one.payment
  }
  await confirm((await claimed('tea-short', '720.00', 'Wang Fang')).order, '700.00')
  const cancelled = await ask('tea-cancelled', usdt('45.000000'))
  await world.api.post(`/v1/payments/${cancelled}/cancel`, {}, { key: merchant.key })
  await ask('tea-open', usdt('99.500000'))
  const waiting = await claimed('tea-claimed', '340.00', 'Zhang Min')
  return { settled, claimed: waiting.payment }
}
