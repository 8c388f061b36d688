import { describe, expect, it } from 'vitest'
import { OpenOrders, type OpenOrder } from './open-orders.ts'
import { newAccountUse, newSeat } from './seat.ts'

const [seat, use] = [newSeat('acc_a'), newAccountUse()]
const orderOf = (payment: string, attempt: number, payer: string): OpenOrder => ({
  seat,
  use,
  payment,
  attempt,
  payer,
  usdtMicro: 1n,
  fiatMinor: 1n,
  atMs: 0,
  isReserved: true,
  slot: -1,
  nextOfPayment: undefined,
  nextOfPayer: undefined,
})

const namesOf = (orders: Iterable<OpenOrder>): readonly string[] =>
  [...orders].map(({ payment, attempt }) => `${payment}/${attempt}`)

const ofPayer = (orders: OpenOrders, payer: string): readonly string[] => {
  const found: OpenOrder[] = []
  for (let order = orders.ofPayer(payer); order; order = order.nextOfPayer) found.push(order)
  return namesOf(found)
}

/** One payer with two payments, one of them tried three times; another payer beside it. */
const standing = (): { readonly orders: OpenOrders; readonly made: readonly OpenOrder[] } => {
  const orders = new OpenOrders()
  const made = [
    orderOf('pay_1', 1, 'payer'),
    orderOf('pay_2', 1, 'payer'),
    orderOf('pay_1', 2, 'payer'),
    orderOf('pay_3', 1, 'other'),
    orderOf('pay_1', 3, 'payer'),
  ]
  for (const order of made) orders.add(order)
  return { orders, made }
}

describe('open orders', () => {
  it('are found by payment and attempt, by payer, and told in the order of payments', () => {
    const { orders, made } = standing()
    expect(orders.of('pay_1', 2)).toBe(made[2])
    expect(orders.of('pay_1', 4)).toBeUndefined()
    expect(orders.of('pay_4', 1)).toBeUndefined()
    expect(ofPayer(orders, 'payer')).toEqual(['pay_1/1', 'pay_2/1', 'pay_1/2', 'pay_1/3'])
    expect(namesOf(orders)).toEqual(['pay_1/1', 'pay_1/2', 'pay_1/3', 'pay_2/1', 'pay_3/1'])
  })

  it('one that ends leaves all others, whether it was the first, in the middle or the last', () => {
    const all = ['pay_1/1', 'pay_1/2', 'pay_1/3', 'pay_2/1', 'pay_3/1']
    for (const ended of all) {
      const { orders, made } = standing()
      const order = made.find(({ payment, attempt }) => `${payment}/${attempt}` === ended)!
      orders.end(order)
      expect(namesOf(orders)).toEqual(all.filter((name) => name !== ended))
      expect(orders.of(order.payment, order.attempt)).toBeUndefined()
      expect(ofPayer(orders, order.payer)).not.toContain(ended)
      expect([...ofPayer(orders, 'payer'), ...ofPayer(orders, 'other')]).toHaveLength(4)
    }
  })

  it('a place that is free again is taken by the next, and nothing of the old one is left', () => {
    const { orders, made } = standing()
    orders.end(made[0]!)
    orders.end(made[3]!)
    const later = [orderOf('pay_5', 1, 'new'), orderOf('pay_6', 1, 'new')]
    for (const order of later) orders.add(order)
    expect(later.map(({ slot }) => slot)).toEqual([made[3]?.slot, made[0]?.slot])
    expect(namesOf(orders)).toEqual(['pay_1/2', 'pay_1/3', 'pay_2/1', 'pay_5/1', 'pay_6/1'])
    expect(ofPayer(orders, 'new')).toEqual(['pay_5/1', 'pay_6/1'])
    expect(ofPayer(orders, 'other')).toEqual([])
    expect(ofPayer(orders, 'payer')).toEqual(['pay_2/1', 'pay_1/2', 'pay_1/3'])
  })
})
