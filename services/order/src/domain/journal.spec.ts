import { defaultPolicy, type TransferRequest } from '@stablegate/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  divisionBeyond,
  divisionOf,
  divisionPlus,
  payAppeal,
  pendEscrow,
  postEscrow,
  postedFor,
  recallJournal,
  releaseHeld,
  releaseReserve,
  voidEscrow,
} from './journal.ts'
import { examplePolicy, fiatMinor, usdtMicro } from './story.spec-support.ts'
import { occasions, parseTransferId, transferIdOf } from './transfer-ids.ts'

const parties = { payment: 'pay_1', merchant: 'mer_1', acceptor: 'acc_1', agent: 'agt_1' }
const order = { usdtMicro }

/** `debit → credit amount`, as the rules write their journals. */
const line = (transfer: TransferRequest): string => {
  switch (transfer.kind) {
    case 'post':
    case 'pend':
      return `${transfer.kind} ${transfer.debit} → ${transfer.credit} ${transfer.amountMicro}`
    case 'post_pending':
      return `post ${transfer.pending} ${transfer.amountMicro ?? 'whole'}`
    case 'void_pending':
      return `void ${transfer.pending}`
    case 'cascade':
      return `cascade ${transfer.legs.map(({ debit, credit }) => `${debit} → ${credit}`).join(', ')} ${transfer.amountMicro}`
  }
}

describe('the example of the rules, to the last micro-unit', () => {
  const division = divisionOf(usdtMicro, examplePolicy)

  test('offer and void', () => {
    expect(pendEscrow(parties, 1, order).map(line)).toEqual([
      'pend acceptor:acc_1 → merchant:mer_1:held 98630136',
    ])
    expect(voidEscrow(parties, 1).map(line)).toEqual(['void escrow:pay_1:1'])
  })

  test('confirm: post, fee, commission, agent, reserve, linked', () => {
    expect(postEscrow(parties, 1, order, division).map(line)).toEqual([
      'post escrow:pay_1:1 whole',
      'post merchant:mer_1:held → income:payment 986301',
      'post cost:commission → acceptor:acc_1 197260',
      'post cost:agent → agent:agt_1 78904',
      'post merchant:mer_1:held → merchant:mer_1:reserve 9764383',
    ])
  })

  test("at T+N and at the reserve's end, a receivable is repaid first", () => {
    expect(releaseHeld(parties, 1, division.heldMicro).map(line)).toEqual([
      'cascade merchant:mer_1:held → receivable:mer_1, merchant:mer_1:held → merchant:mer_1:available 87879452',
    ])
    expect(releaseReserve(parties, 1, division.reserveMicro).map(line)).toEqual([
      'cascade merchant:mer_1:reserve → receivable:mer_1, merchant:mer_1:reserve → merchant:mer_1:available 9764383',
    ])
  })

  test('recall the merchant bears after T+N: reserve, available, the rest a receivable against a claim', () => {
    const recalled = recallJournal(parties, {
      payment: 'pay_1',
      count: 1,
      amountMicro: usdtMicro,
      owner: 'merchant',
      fromHeldMicro: 0n,
      fromReserveMicro: 9_764_383n,
      restMicro: usdtMicro - 9_764_383n,
      commissionMicro: 197_260n,
      agentMicro: 78_904n,
      atMs: 0,
    })
    expect(recalled.map(line)).toEqual([
      'post merchant:mer_1:reserve → acceptor:acc_1 9764383',
      'cascade merchant:mer_1:available → acceptor:acc_1, receivable:mer_1 → claims:acc_1 88865753',
      'cascade acceptor:acc_1 → cost:commission, losses → cost:commission 197260',
      'cascade agent:agt_1 → cost:agent, losses → cost:agent 78904',
    ])
  })

  test("the operator's recall is a loss, the acceptor's moves nothing", () => {
    const decided = {
      payment: 'pay_1',
      count: 2,
      amountMicro: 5n,
      fromHeldMicro: 0n,
      fromReserveMicro: 0n,
      restMicro: 0n,
      commissionMicro: 0n,
      agentMicro: 0n,
      atMs: 0,
    }
    expect(recallJournal(parties, { ...decided, owner: 'operator' }).map(line)).toEqual([
      'post losses → acceptor:acc_1 5',
    ])
    expect(recallJournal(parties, { ...decided, owner: 'acceptor' })).toEqual([])
  })

  test('a part posts a part', () => {
    const part = divisionOf(postedFor(usdtMicro, fiatMinor, 70_000n), examplePolicy)
    expect(postEscrow(parties, 1, order, part).map(line)[0]).toBe('post escrow:pay_1:1 95890410')
    const extra = divisionBeyond(division, part)
    expect(payAppeal(parties, 1, extra).map(line)[0]).toBe(
      'post acceptor:acc_1 → merchant:mer_1:held 2739726',
    )
    expect(divisionPlus(part, extra)).toEqual(division)
  })
})

test('nothing of zero is ever posted', () => {
  const free = divisionOf(usdtMicro, {
    ...defaultPolicy,
    fee: { version: 1, bps: 0, fixedMicro: 0n },
  })
  expect(postEscrow(parties, 1, order, free).map(line)).toEqual(['post escrow:pay_1:1 whole'])
})

test('every division is exact and no part of it is negative', () => {
  const amounts = fc.bigInt({ min: 1n, max: 10n ** 13n })
  const rates = fc.integer({ min: 0, max: 10_000 })
  fc.assert(
    fc.property(
      amounts,
      rates,
      rates,
      rates,
      rates,
      amounts,
      (posted, fee, commission, agent, reserve, fixedMicro) => {
        const division = divisionOf(posted, {
          ...examplePolicy,
          fee: { version: 1, bps: fee, fixedMicro },
          commissionBps: commission,
          reserveBps: reserve,
          agent: { agent: 'agt_1', shareBps: agent },
        })
        const { feeMicro, commissionMicro, agentMicro, reserveMicro, heldMicro } = division
        expect(feeMicro + reserveMicro + heldMicro).toBe(posted)
        expect(commissionMicro + agentMicro <= feeMicro).toBe(true)
        expect(
          [feeMicro, commissionMicro, agentMicro, reserveMicro, heldMicro].every(
            (micro) => micro >= 0n,
          ),
        ).toBe(true)
      },
    ),
  )
})

test('a part of the fiat never posts more than its part of the escrow', () => {
  const amounts = fc.bigInt({ min: 1n, max: 10n ** 12n })
  fc.assert(
    fc.property(amounts, amounts, amounts, (usdt, fiat, received) => {
      const posted = postedFor(usdt, fiat, received)
      expect(
        posted <= usdt && (received >= fiat ? posted === usdt : posted * fiat <= usdt * received),
      ).toBe(true)
    }),
  )
})

test('ids of transfers say what they are for, and no two occasions share one', () => {
  const seen = new Set<string>()
  for (const occasion of occasions) {
    for (const count of [1, 2]) {
      const id = transferIdOf(occasion, 'pay_1', count)
      expect(parseTransferId(id)).toEqual({ occasion, payment: 'pay_1', count })
      expect(parseTransferId(`${id}/fee`)).toEqual({ occasion, payment: 'pay_1', count })
      seen.add(id)
    }
  }
  expect(seen.size).toBe(2 * occasions.length)
  for (const foreign of ['bond:acc_1:1', 'escrow', 'escrow:pay_1:x'])
    expect(parseTransferId(foreign)).toBeUndefined()
})
