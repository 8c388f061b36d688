import type { AppliedTransfer } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { reactions } from './reactions.ts'

const [liquidity] = reactions
const transfer = (
  id: string,
  debit: string,
  credit: string,
  debitFree: [bigint, bigint],
  creditFree: [bigint, bigint],
): AppliedTransfer => ({
  id,
  kind: 'post',
  debit,
  credit,
  amountMicro: 1n,
  category: 'payment',
  debitAfter: { postedMicro: debitFree[0], pendingMicro: debitFree[1] },
  creditAfter: { postedMicro: creditFree[0], pendingMicro: creditFree[1] },
})
const accepted = (...transfers: readonly AppliedTransfer[]) =>
  ({
    type: 'transfers.accepted',
    data: { ledger: 'usdt-sandbox', digest: 1, transfers, memo: {} },
    position: 7,
  }) as never

describe('liquidity out of the ledger', () => {
  it('is the last word about each acceptor, with all transfers that touched it', () => {
    const event = accepted(
      transfer('escrow:pay_1:1', 'acceptor:acc_a', 'merchant:mer_1:held', [100n, 30n], [0n, 0n]),
      transfer('commission', 'cost:commission', 'acceptor:acc_a', [0n, 0n], [101n, 30n]),
      transfer('fee', 'merchant:mer_1:held', 'income:payment', [0n, 0n], [0n, 0n]),
      transfer('claim', 'bond:acc_c', 'acceptor:acc_b', [0n, 0n], [5n, 0n]),
    )
    expect(liquidity?.react(event)).toEqual([
      {
        type: 'matching.book.note_liquidity',
        data: {
          ledger: 'usdt-sandbox',
          acceptor: 'acc_a',
          freeMicro: 71n,
          position: 7,
          transfers: ['escrow:pay_1:1', 'commission'],
        },
      },
      {
        type: 'matching.book.note_liquidity',
        data: {
          ledger: 'usdt-sandbox',
          acceptor: 'acc_b',
          freeMicro: 5n,
          position: 7,
          transfers: ['claim'],
        },
      },
    ])
  })

  it('of one acceptor does not wait for what was before: the book takes the later position', () => {
    const event: object = accepted(transfer('escrow:pay_1:1', 'acceptor:acc_a', 'merchant:mer_1:held', [1n, 0n], [0n, 0n]))
    const keys = ['event-1', 'event-2'].map((id) => liquidity?.keyOf?.({ ...event, id } as never))
    expect(new Set(keys).size).toBe(2)
  })

  it('says nothing of what touches no acceptor', () => {
    expect(
      liquidity?.react(
        accepted(transfer('fee', 'merchant:mer_1:held', 'income:payment', [0n, 0n], [0n, 0n])),
      ),
    ).toEqual([])
  })
})
