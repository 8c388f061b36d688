import { accounts, type TransferRequest } from '@stablegate/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balancesOf, play } from './play.spec-support.ts'

const custody = accounts.custody('deposit', 'sandbox')
const itemOf = (item: string): string => accounts.suspense('sandbox', item)
const came = (item: string | undefined, amountMicro: bigint): TransferRequest => ({
  kind: 'post', id: `came:${item}`, debit: custody, credit: accounts.suspense('sandbox', item), amountMicro, category: 'deposit',
})
const assign = (payment: string, item: string | undefined, amountMicro: bigint): TransferRequest => ({
  kind: 'post', id: `assign:${payment}:1`, debit: accounts.suspense('sandbox', item), credit: accounts.unapplied(payment), amountMicro,
  category: 'adjustment',
})
const takenBack = (item: string, amountMicro: bigint): TransferRequest => ({
  kind: 'cascade', id: `back:${item}`, amountMicro, category: 'adjustment',
  legs: [{ debit: itemOf(item), credit: custody }, { debit: accounts.equity, credit: custody }],
})

describe('an item in suspense', () => {
  test('is taken by one of two that want it at once; the other finds it used up', () => {
    const played = play([[came('dep_1', 100n)], [came('dep_2', 100n)]])
    const [first] = played.send([assign('pay_1', 'dep_1', 100n)])
    const [second] = played.send([assign('pay_2', 'dep_1', 100n)])
    expect([first?.type, second?.type, second?.data]).toMatchObject([
      'transfers.accepted', 'transfers.refused', { reason: 'insufficient_funds' },
    ])
    expect(balancesOf(played)).toMatchObject({ [itemOf('dep_1')]: 0n, [itemOf('dep_2')]: 100n, 'unapplied:pay_1': 100n })
    expect(played.free('unapplied:pay_2')).toBe(0n)
  })

  test('that was never there, or is of another chain, gives nothing', () => {
    const played = play([[came('dep_1', 100n)], [came(undefined, 100n)]])
    for (const debit of [itemOf('dep_9'), accounts.suspense('tron', 'dep_1')]) {
      const [event] = played.send([{ ...assign(`pay_${debit.length}`, 'dep_1', 1n), debit } as TransferRequest])
      expect(event?.type).toBe('transfers.refused')
    }
  })

  test('is no part of what lay in suspense before, nor that of it', () => {
    const played = play([[came('dep_1', 100n)], [came(undefined, 50n)]])
    expect(played.send([assign('pay_1', undefined, 51n)])[0]?.type).toBe('transfers.refused')
    expect(played.send([assign('pay_2', 'dep_1', 101n)])[0]?.type).toBe('transfers.refused')
    expect(played.send([assign('pay_3', undefined, 50n)])[0]?.type).toBe('transfers.accepted')
  })

  test('that the network took back gives what is left; the operator bears what another took', () => {
    const played = play([[came('dep_1', 100n)], [came('dep_2', 100n)], [assign('pay_1', 'dep_1', 30n)], [takenBack('dep_1', 100n)]])
    expect(balancesOf(played)).toMatchObject({
      [itemOf('dep_1')]: 0n, [itemOf('dep_2')]: 100n, 'operator:equity': -30n, [custody]: 100n, 'unapplied:pay_1': 30n,
    })
    expect(played.send([assign('pay_2', 'dep_1', 1n)])[0]?.type).toBe('transfers.refused')
  })
})

const item = fc.constantFrom('dep_1', 'dep_2', 'dep_3')
const claims = fc.array(fc.record({ item, amountMicro: fc.bigInt({ min: 1n, max: 60n }) }), { maxLength: 30 })

test('whoever claims in whatever order: of each item no more is taken than came by it, and all or nothing each time', () => {
  fc.assert(fc.property(claims, (wanted) => {
    const items = ['dep_1', 'dep_2', 'dep_3']
    const played = play(items.map((one) => [came(one, 100n)]))
    const taken = new Map(items.map((one) => [one, 0n]))
    wanted.forEach((claim, index) => {
      const payment = `pay_${index}`
      const before = taken.get(claim.item) ?? 0n
      const fits = before + claim.amountMicro <= 100n
      const [event] = played.send([assign(payment, claim.item, claim.amountMicro)])
      expect(event?.type).toBe(fits ? 'transfers.accepted' : 'transfers.refused')
      expect(played.free(`unapplied:${payment}`)).toBe(fits ? claim.amountMicro : 0n)
      if (fits) taken.set(claim.item, before + claim.amountMicro)
    })
    for (const one of items) expect(played.free(itemOf(one))).toBe(100n - (taken.get(one) ?? 0n))
  }))
})
