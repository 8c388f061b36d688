import {
  refusalReasons,
  type LedgerId,
  type RefusalReason,
  type TransferRequest,
} from '@stablegate/contracts'
import { specify } from '@stablegate/testing'
import { describe, expect, test } from 'vitest'
import { bookDecider, type BookEvent } from './book.ts'
import { balancesOf, play, type Played } from './play.spec-support.ts'

const at = (text: string): bigint => BigInt(text.replace('.', ''))
const reached = new Set<RefusalReason>()

const fund = (account: string, amountMicro: bigint, id = `fund:${account}`): TransferRequest => ({
  kind: 'post',
  id,
  debit: 'custody:test',
  credit: account,
  amountMicro,
  category: 'test_funds',
})
const pend = (id: string, amountMicro: bigint): TransferRequest => ({
  kind: 'pend',
  id,
  debit: 'acceptor:acc_a',
  credit: 'merchant:mer_m:held',
  amountMicro,
  category: 'escrow',
})

const refusal = (
  transfers: readonly TransferRequest[],
  given: readonly (readonly TransferRequest[])[] = [],
  ledger: LedgerId = 'usdt-sandbox',
) => {
  const played = play(given)
  const before = balancesOf(played)
  const [event] = played.send(transfers, ledger)
  if (event?.type !== 'transfers.refused') throw new Error('was accepted')
  expect(balancesOf(played)).toEqual(before)
  reached.add(event.data.reason)
  return { reason: event.data.reason, offender: event.data.offender }
}

const funded = [[fund('acceptor:acc_a', 100n)], [pend('e1', 60n)]]

describe('refusals', () => {
  test('account_unknown', () => {
    expect(refusal([fund('merchant:m:nothing', 1n)])).toEqual({
      reason: 'account_unknown',
      offender: 'fund:merchant:m:nothing',
    })
  })
  test('same_account', () => {
    expect(
      refusal([
        {
          kind: 'post',
          id: 'x',
          debit: 'losses',
          credit: 'losses',
          amountMicro: 1n,
          category: 'adjustment',
        },
      ]).reason,
    ).toBe('same_account')
  })
  test('test_custody_in_live', () => {
    expect(refusal([fund('acceptor:acc_a', 1n)], [], 'usdt-tron').reason).toBe(
      'test_custody_in_live',
    )
  })
  test('transfer_id_spent by another content, and the accepted one stays accepted', () => {
    expect(refusal([fund('acceptor:acc_a', 99n)], [[fund('acceptor:acc_a', 100n)]]).reason).toBe(
      'transfer_id_spent',
    )
    const played = play([[fund('acceptor:acc_a', 100n)], [fund('acceptor:acc_a', 99n)]])
    expect(played.send([fund('acceptor:acc_a', 100n)])).toEqual([])
    expect(played.send([fund('acceptor:acc_a', 99n)])).toEqual([])
  })
  test('transfer_id_spent twice in one set', () => {
    expect(
      refusal([fund('acceptor:acc_a', 1n, 'twice'), fund('acceptor:acc_b', 1n, 'twice')]).reason,
    ).toBe('transfer_id_spent')
  })
  test('transfer_id_spent by the legs of a cascade', () => {
    const legs = [{ debit: 'acceptor:acc_a', credit: 'bond:acc_a' }]
    expect(
      refusal(
        [{ kind: 'cascade', id: 'c', amountMicro: 1n, category: 'bond', legs }],
        [[fund('acceptor:acc_a', 100n)], [fund('acceptor:acc_b', 1n, 'c/1')]],
      ).reason,
    ).toBe('transfer_id_spent')
  })
  test('pending_unknown: never seen, and not a pending one', () => {
    expect(
      refusal([{ kind: 'void_pending', id: 'v', pending: 'nothing', category: 'void' }]).reason,
    ).toBe('pending_unknown')
    expect(
      refusal(
        [{ kind: 'void_pending', id: 'v', pending: 'fund:acceptor:acc_a', category: 'void' }],
        funded,
      ).reason,
    ).toBe('pending_unknown')
  })
  test('pending_posted_already and pending_voided_already', () => {
    const post: TransferRequest = {
      kind: 'post_pending',
      id: 'p',
      pending: 'e1',
      category: 'payment',
    }
    const empty: TransferRequest = {
      kind: 'void_pending',
      id: 'v',
      pending: 'e1',
      category: 'void',
    }
    expect(refusal([empty], [...funded, [post]]).reason).toBe('pending_posted_already')
    expect(refusal([post], [...funded, [empty]]).reason).toBe('pending_voided_already')
  })
  test('amount_exceeds_pending', () => {
    expect(
      refusal(
        [{ kind: 'post_pending', id: 'p', pending: 'e1', amountMicro: 61n, category: 'payment' }],
        funded,
      ).reason,
    ).toBe('amount_exceeds_pending')
  })
  test('insufficient_funds: pending money is not free', () => {
    expect(refusal([pend('e2', 41n)], funded)).toEqual({
      reason: 'insufficient_funds',
      offender: 'e2',
    })
    expect(
      refusal(
        [
          {
            kind: 'post',
            id: 'w',
            debit: 'acceptor:acc_a',
            credit: 'bond:acc_a',
            amountMicro: 41n,
            category: 'bond',
          },
        ],
        funded,
      ).reason,
    ).toBe('insufficient_funds')
    expect(
      refusal(
        [
          {
            kind: 'post',
            id: 'r',
            debit: 'acceptor:acc_a',
            credit: 'receivable:mer_m',
            amountMicro: 1n,
            category: 'recall',
          },
        ],
        funded,
      ).reason,
    ).toBe('insufficient_funds')
  })
  test('insufficient_funds: a cascade whose legs cannot take the whole', () => {
    const legs = [
      { debit: 'merchant:mer_m:held', credit: 'acceptor:acc_a' },
      { debit: 'merchant:mer_m:reserve', credit: 'acceptor:acc_a' },
    ]
    expect(
      refusal(
        [{ kind: 'cascade', id: 'c', amountMicro: 30n, category: 'recall', legs }],
        [[fund('merchant:mer_m:held', 20n)], [fund('merchant:mer_m:reserve', 9n)]],
      ).reason,
    ).toBe('insufficient_funds')
  })
  test('linked: the first refusal refuses all and spends every id of the set', () => {
    const played = play(funded)
    const before = balancesOf(played)
    played.send([fund('merchant:mer_m:held', 5n, 'good'), pend('bad', 1_000n)])
    expect(balancesOf(played)).toEqual(before)
    const [event] = played.send([fund('merchant:mer_m:held', 5n, 'good')])
    expect(event).toMatchObject({
      type: 'transfers.refused',
      data: { offender: 'good', reason: 'transfer_id_spent' },
    })
  })
  test('the exact repetition of a refused set leaves nothing, even when its funds have come', () => {
    const played = play(funded)
    expect(played.send([pend('e2', 500n)])).toHaveLength(1)
    played.send([fund('acceptor:acc_a', 1_000n, 'more')])
    expect(played.send([pend('e2', 500n)])).toEqual([])
  })
  test('precedence is the order of refusalReasons', () => {
    const unknownAndSpent: TransferRequest = {
      kind: 'post',
      id: 'e1',
      debit: 'nowhere',
      credit: 'losses',
      amountMicro: 1n,
      category: 'fee',
    }
    expect(refusal([unknownAndSpent], funded).reason).toBe('account_unknown')
    const legs = [
      { debit: 'losses', credit: 'losses' },
      { debit: 'nowhere', credit: 'losses' },
    ]
    expect(
      refusal([{ kind: 'cascade', id: 'c', amountMicro: 1n, category: 'fee', legs }]).reason,
    ).toBe('account_unknown')
    expect(refusal([pend('e1', 1_000n)], funded).reason).toBe('transfer_id_spent')
  })
  test('every reason was reached', () => {
    expect([...reached].sort()).toEqual([...refusalReasons].sort())
  })
})

describe('replay', () => {
  test('a recorded balance that does not come out again breaks', () => {
    const [event] = play([]).send([fund('acceptor:acc_a', 5n)])
    if (event?.type !== 'transfers.accepted') throw new Error('was refused')
    const [transfer] = event.data.transfers
    if (!transfer) throw new Error('no transfer')
    const forged: BookEvent = {
      ...event,
      data: {
        ...event.data,
        transfers: [{ ...transfer, creditAfter: { postedMicro: 6n, pendingMicro: 0n } }],
      },
    }
    specify(bookDecider)
      .given(forged)
      .when(play([]).command([fund('acceptor:acc_b', 1n)]))
      .thenBroken(/differs/)
  })
  test('decisions are pure and can be stored', () => {
    specify(bookDecider)
      .when(play([]).command([fund('acceptor:acc_a', 5n)]))
      .thenCheck(({ events }) => {
        expect(events).toHaveLength(1)
      })
  })
})

/** The example journals of the domain, to the last micro-unit. */
describe('journal', () => {
  const held = 'merchant:mer_m:held'
  const settle = (): Played => {
    const played = play([[fund('acceptor:acc_a', at('1000.000000'))]])
    played.send([pend('escrow:pay_1:1', at('98.630136'))])
    played.send([
      { kind: 'post_pending', id: 'post:1', pending: 'escrow:pay_1:1', category: 'payment' },
      {
        kind: 'post',
        id: 'fee:1',
        debit: held,
        credit: 'income:payment',
        amountMicro: at('0.986301'),
        category: 'fee',
      },
      {
        kind: 'post',
        id: 'commission:1',
        debit: 'cost:commission',
        credit: 'acceptor:acc_a',
        amountMicro: at('0.197260'),
        category: 'commission',
      },
      {
        kind: 'post',
        id: 'agent:1',
        debit: 'cost:agent',
        credit: 'agent:agt_g',
        amountMicro: at('0.078904'),
        category: 'agent_share',
      },
      {
        kind: 'post',
        id: 'reserve:1',
        debit: held,
        credit: 'merchant:mer_m:reserve',
        amountMicro: at('9.764383'),
        category: 'reserve',
      },
    ])
    return played
  }

  test('an acceptor payment', () => {
    const played = settle()
    expect(balancesOf(played)).toEqual({
      'acceptor:acc_a': at('901.567124'),
      'agent:agt_g': at('0.078904'),
      'cost:agent': at('0.078904'),
      'cost:commission': at('0.197260'),
      'custody:test': at('1000.000000'),
      'income:payment': at('0.986301'),
      [held]: at('87.879452'),
      'merchant:mer_m:reserve': at('9.764383'),
    })
    played.send([
      {
        kind: 'cascade',
        id: 'release:1',
        amountMicro: at('87.879452'),
        category: 'release',
        legs: [
          { debit: held, credit: 'receivable:mer_m' },
          { debit: held, credit: 'merchant:mer_m:available' },
        ],
      },
    ])
    expect(balancesOf(played)).toMatchObject({
      [held]: 0n,
      'merchant:mer_m:available': at('87.879452'),
    })
  })

  test('a payment on chain', () => {
    const played = play([
      [
        {
          kind: 'post',
          id: 'solid',
          debit: 'custody:deposit:tron',
          credit: 'unapplied:pay_1',
          amountMicro: at('100.000000'),
          category: 'deposit',
        },
      ],
      [
        {
          kind: 'post',
          id: 'apply',
          debit: 'unapplied:pay_1',
          credit: 'merchant:mer_m:available',
          amountMicro: at('100.000000'),
          category: 'payment',
        },
        {
          kind: 'post',
          id: 'fee',
          debit: 'merchant:mer_m:available',
          credit: 'income:payment',
          amountMicro: at('1.000000'),
          category: 'fee',
        },
      ],
    ])
    expect(balancesOf(played)).toEqual({
      'custody:deposit:tron': at('100.000000'),
      'income:payment': at('1.000000'),
      'merchant:mer_m:available': at('99.000000'),
      'unapplied:pay_1': 0n,
    })
  })

  test('a payout', () => {
    const available = 'merchant:mer_m:available'
    const played = play([
      [
        {
          kind: 'post',
          id: 'deposit',
          debit: 'custody:hot:tron',
          credit: available,
          amountMicro: at('600.000000'),
          category: 'deposit',
        },
      ],
      [
        {
          kind: 'pend',
          id: 'out',
          debit: available,
          credit: 'custody:hot:tron',
          amountMicro: at('500.000000'),
          category: 'payout',
        },
        {
          kind: 'pend',
          id: 'out:fee',
          debit: available,
          credit: 'income:payout',
          amountMicro: at('2.000000'),
          category: 'fee',
        },
      ],
    ])
    expect(played.free(available)).toBe(at('98.000000'))
    expect(played.free('custody:hot:tron')).toBe(at('100.000000'))
    played.send([
      { kind: 'post_pending', id: 'out:post', pending: 'out', category: 'payout' },
      { kind: 'post_pending', id: 'out:fee:post', pending: 'out:fee', category: 'fee' },
    ])
    expect(balancesOf(played)).toEqual({
      [available]: at('98.000000'),
      'custody:hot:tron': at('100.000000'),
      'income:payout': at('2.000000'),
    })
  })

  test('a recall that the merchant bears, and the release that repays it', () => {
    const available = 'merchant:mer_m:available'
    const reserve = 'merchant:mer_m:reserve'
    const own = [held, reserve, available].map((debit) => ({ debit, credit: 'acceptor:acc_a' }))
    const played = play([[fund(available, at('50.000000')), fund(reserve, at('9.764383'))]])
    played.send([
      {
        kind: 'cascade',
        id: 'recall:1',
        amountMicro: at('98.630136'),
        category: 'recall',
        legs: [...own, { debit: 'receivable:mer_m', credit: 'claims:acc_a' }],
      },
    ])
    expect(balancesOf(played)).toMatchObject({
      'acceptor:acc_a': at('59.764383'),
      'receivable:mer_m': at('38.865753'),
      'claims:acc_a': at('38.865753'),
      [available]: 0n,
      [reserve]: 0n,
    })
    played.send([fund(held, at('40.000000'))])
    const [event] = played.send([
      {
        kind: 'cascade',
        id: 'release:2',
        amountMicro: at('40.000000'),
        category: 'release',
        legs: [
          { debit: held, credit: 'receivable:mer_m' },
          { debit: held, credit: available },
        ],
      },
    ])
    expect(
      event?.type === 'transfers.accepted' &&
        event.data.transfers.map(({ id, of, category }) => [id, of, category]),
    ).toEqual([
      ['release:2/1', 'release:2', 'release'],
      ['release:2/2', 'release:2', 'claim_payment'],
      ['release:2/3', 'release:2', 'release'],
    ])
    expect(balancesOf(played)).toMatchObject({
      'acceptor:acc_a': at('98.630136'),
      'receivable:mer_m': 0n,
      'claims:acc_a': 0n,
      [available]: at('1.134247'),
      [held]: 0n,
    })
  })

  test('claims are paid oldest first, each in part where the money ends', () => {
    const claim = (id: string, acceptor: string, amountMicro: bigint): TransferRequest => ({
      kind: 'post',
      id,
      debit: 'receivable:mer_m',
      credit: `claims:${acceptor}`,
      amountMicro,
      category: 'recall',
    })
    const played = play([
      [claim('r1', 'acc_a', 10n)],
      [claim('r2', 'acc_b', 10n)],
      [claim('r3', 'acc_a', 10n)],
      [fund(held, 100n)],
    ])
    const repay = (id: string, amountMicro: bigint): TransferRequest => ({
      kind: 'post',
      id,
      debit: held,
      credit: 'receivable:mer_m',
      amountMicro,
      category: 'release',
    })
    played.send([repay('p1', 15n)])
    expect(balancesOf(played)).toMatchObject({
      'acceptor:acc_a': 10n,
      'acceptor:acc_b': 5n,
      'claims:acc_a': 10n,
      'claims:acc_b': 5n,
    })
    played.send([
      {
        kind: 'post',
        id: 'forgive',
        debit: 'claims:acc_b',
        credit: 'receivable:mer_m',
        amountMicro: 5n,
        category: 'adjustment',
      },
    ])
    played.send([repay('p2', 10n)])
    expect(balancesOf(played)).toMatchObject({
      'acceptor:acc_a': 20n,
      'acceptor:acc_b': 5n,
      'claims:acc_a': 0n,
      'claims:acc_b': 0n,
      'receivable:mer_m': 0n,
    })
    expect(played.book.claims.size).toBe(0)
  })

  test('a repayment pays no more claims at once than one event may hold', () => {
    const many = Array.from({ length: 80 }, (_, index): TransferRequest[] => [
      {
        kind: 'post',
        id: `r${index}`,
        debit: 'receivable:mer_m',
        credit: `claims:acc_${index}`,
        amountMicro: 1n,
        category: 'recall',
      },
    ])
    const played = play([...many, [fund(held, 100n)]])
    const legs = [
      { debit: held, credit: 'receivable:mer_m' },
      { debit: held, credit: 'merchant:mer_m:available' },
    ]
    played.send([{ kind: 'cascade', id: 'release', amountMicro: 70n, category: 'release', legs }])
    expect(balancesOf(played)).toMatchObject({
      'receivable:mer_m': 16n,
      'merchant:mer_m:available': 6n,
    })
  })

  test('a single posting that would pay more claims than one event may hold is refused', () => {
    const claims = Array.from({ length: 65 }, (_, index): TransferRequest[] => [
      {
        kind: 'post',
        id: `r${index}`,
        debit: 'receivable:mer_m',
        credit: `claims:acc_${index}`,
        amountMicro: 1n,
        category: 'recall',
      },
    ])
    const repay = (id: string, amountMicro: bigint): TransferRequest[] => [
      { kind: 'post', id, debit: held, credit: 'receivable:mer_m', amountMicro, category: 'release' },
    ]
    const played = play([...claims, [fund(held, 100n)]])
    expect(played.send(repay('all', 65n))).toMatchObject([{ type: 'transfers.refused' }])
    expect(played.send(repay('most', 64n))).toMatchObject([{ type: 'transfers.accepted' }])
    expect(played.send(repay('rest', 1n))).toMatchObject([{ type: 'transfers.accepted' }])
    expect(played.book.claims.size).toBe(0)
  })

  test('a pending one posted in part gives back the rest', () => {
    const played = play([
      ...funded,
      [{ kind: 'post_pending', id: 'p', pending: 'e1', amountMicro: 25n, category: 'payment' }],
    ])
    expect(balancesOf(played)).toMatchObject({ 'acceptor:acc_a': 75n, [held]: 25n })
    expect(played.free('acceptor:acc_a')).toBe(75n)
    expect(played.book.openPendings.size).toBe(0)
  })
})
