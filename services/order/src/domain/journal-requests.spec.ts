import type { TransferRequest } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import {
  clawBack,
  divisionOf,
  payAppeal,
  pendEscrow,
  postEscrow,
  recallJournal,
  releaseHeld,
  releaseReserve,
  voidEscrow,
} from './journal.ts'
import { applyUnapplied, moveFromSuspense, moveToSuspense, reverseDeposit } from './on-chain-journal.ts'
import { examplePolicy } from './story.spec-support.ts'

const parties = { payment: 'pay_1', merchant: 'mer_1', acceptor: 'acc_1', agent: 'agt_1' }
const chain = { payment: 'pay_1', merchant: 'mer_1', network: 'sandbox', agent: 'agt_1' } as const
const [held, reserve, available] = ['held', 'reserve', 'available'].map((part) => `merchant:mer_1:${part}`)
const division = {
  postedMicro: 100n,
  feeMicro: 10n,
  commissionMicro: 3n,
  agentMicro: 2n,
  reserveMicro: 9n,
  heldMicro: 81n,
}
const nothing = { ...division, feeMicro: 0n, commissionMicro: 0n, agentMicro: 0n, reserveMicro: 0n }

/** A request in one line, with all that is in it. */
const told = (transfer: TransferRequest): string => {
  const { kind, id, category } = transfer
  const amount = 'amountMicro' in transfer ? ` ${transfer.amountMicro}` : ''
  const legs = transfer.kind === 'cascade' ? transfer.legs : 'debit' in transfer ? [transfer] : []
  const moves = legs.map(({ debit, credit }) => ` ${debit}>${credit}`).join(',')
  const of = 'pending' in transfer ? ` ${transfer.pending}` : ''
  return `${kind} ${id} ${category}${amount}${of}${moves}`
}
const all = (transfers: readonly TransferRequest[]): string[] => transfers.map(told)

/** An id is spent for ever and a category is in every statement: none of these may become another. */
describe('what is asked of the ledger, word for word', () => {
  const shares = (id: string): string[] => [
    `post ${id}/fee fee 10 ${held}>income:payment`,
    `post ${id}/commission commission 3 cost:commission>acceptor:acc_1`,
    `post ${id}/agent agent_share 2 cost:agent>agent:agt_1`,
    `post ${id}/reserve reserve 9 ${held}>${reserve}`,
  ]

  test('an escrow is pended, given back, posted in whole or in part', () => {
    expect(all(pendEscrow(parties, 2, { usdtMicro: 100n }))).toEqual([
      `pend escrow:pay_1:2 escrow 100 acceptor:acc_1>${held}`,
    ])
    expect(all(voidEscrow(parties, 2))).toEqual(['void_pending void:pay_1:2 void escrow:pay_1:2'])
    expect(all(postEscrow(parties, 2, { usdtMicro: 100n }, division))).toEqual([
      'post_pending post:pay_1:2 payment escrow:pay_1:2',
      ...shares('post:pay_1:2'),
    ])
    expect(all(postEscrow(parties, 2, { usdtMicro: 101n }, nothing))).toEqual([
      'post_pending post:pay_1:2 payment 100 escrow:pay_1:2',
    ])
  })

  test('an appeal pays like the first part', () => {
    expect(all(payAppeal(parties, 1, division))).toEqual([
      `post appeal:pay_1:1 adjustment 100 acceptor:acc_1>${held}`,
      ...shares('appeal:pay_1:1'),
    ])
    expect(all(payAppeal(parties, 1, nothing))).toHaveLength(1)
  })

  test('what becomes free repays what is owed first', () => {
    expect(all(releaseHeld(parties, 1, 81n))).toEqual([
      `cascade release:pay_1:1 release 81 ${held}>receivable:mer_1, ${held}>${available}`,
    ])
    expect(all(releaseReserve(parties, 1, 9n))).toEqual([
      `cascade reserve:pay_1:1 reserve_release 9 ${reserve}>receivable:mer_1, ${reserve}>${available}`,
    ])
  })

  test('a recall by its owner', () => {
    const decided = {
      payment: 'pay_1', atMs: 0, count: 1, amountMicro: 100n, owner: 'merchant' as const, fromHeldMicro: 20n,
      fromReserveMicro: 9n, restMicro: 71n, commissionMicro: 3n, agentMicro: 2n,
    }
    const id = 'recall:pay_1:1'
    expect(all(recallJournal(parties, decided))).toEqual([
      `post ${id}/held recall 20 ${held}>acceptor:acc_1`,
      `post ${id}/reserve recall 9 ${reserve}>acceptor:acc_1`,
      `cascade ${id}/rest recall 71 ${available}>acceptor:acc_1, receivable:mer_1>claims:acc_1`,
      `cascade ${id}/commission adjustment 3 acceptor:acc_1>cost:commission, losses>cost:commission`,
      `cascade ${id}/agent adjustment 2 agent:agt_1>cost:agent, losses>cost:agent`,
    ])
    const whole = { ...decided, fromHeldMicro: 100n, fromReserveMicro: 0n, restMicro: 0n, commissionMicro: 0n, agentMicro: 0n }
    expect(all(recallJournal(parties, whole))).toEqual([`post ${id}/held recall 100 ${held}>acceptor:acc_1`])
    expect(all(recallJournal(parties, { ...decided, owner: 'operator' }))).toEqual([
      `post ${id} recall 100 losses>acceptor:acc_1`,
    ])
    expect(recallJournal(parties, { ...decided, owner: 'acceptor' })).toEqual([])
    expect(clawBack('x', 'a', 'b', 0n)).toEqual([])
  })

  test('on chain: applied, set aside, assigned, reversed', () => {
    const id = 'apply:pay_1:1'
    expect(all(applyUnapplied(chain, 1, division))).toEqual([
      `cascade ${id} payment 100 unapplied:pay_1>receivable:mer_1, unapplied:pay_1>${available}`,
      `cascade ${id}/fee fee 10 ${available}>income:payment, receivable:mer_1>income:payment`,
      `cascade ${id}/agent agent_share 2 cost:agent>agent:agt_1`,
    ])
    expect(all(applyUnapplied(chain, 1, nothing))).toHaveLength(1)
    const five = { item: 'dep_1', amountMicro: 5n }
    expect(all(moveToSuspense(chain, 2, five))).toEqual(['post aside:pay_1:2 adjustment 5 unapplied:pay_1>suspense:sandbox:dep_1'])
    expect(all(moveFromSuspense(chain, 3, five))).toEqual(['post assign:pay_1:3 adjustment 5 suspense:sandbox:dep_1>unapplied:pay_1'])
    expect(all(moveFromSuspense(chain, 3, { amountMicro: 5n }))).toEqual([
      'post assign:pay_1:3 adjustment 5 suspense:sandbox>unapplied:pay_1',
    ])
    const reversed = {
      count: 4, deposit: 'dep_1', amountMicro: 60n, fromUnappliedMicro: 10n, fromMerchantMicro: 40n, lossMicro: 10n, feeMicro: 4n,
      agentMicro: 1n,
    }
    const back = 'reverse:pay_1:4'
    const custody = 'custody:deposit:sandbox'
    expect(all(reverseDeposit(chain, reversed))).toEqual([
      `cascade ${back}/fee fee 4 income:payment>${available}`,
      `cascade ${back}/unapplied adjustment 10 unapplied:pay_1>${custody}`,
      `cascade ${back}/merchant adjustment 40 ${available}>${custody}, receivable:mer_1>${custody}`,
      `cascade ${back}/loss adjustment 10 operator:equity>${custody}`,
      `cascade ${back}/agent adjustment 1 agent:agt_1>cost:agent, losses>cost:agent`,
    ])
    const aside = { ...reversed, fromAsideMicro: 60n, fromUnappliedMicro: 0n, fromMerchantMicro: 0n, lossMicro: 0n, feeMicro: 0n, agentMicro: 0n }
    expect(all(reverseDeposit(chain, aside))).toEqual([
      `cascade ${back}/aside adjustment 60 suspense:sandbox:dep_1>${custody}, operator:equity>${custody}`,
    ])
  })

  test('without an agent nobody has a share', () => {
    const { agent: _, ...alone } = examplePolicy
    expect(divisionOf(98_630_136n, alone).agentMicro).toBe(0n)
    expect(divisionOf(98_630_136n, examplePolicy).agentMicro).toBe(78_904n)
  })

  test('fee and commission never take more than there is', () => {
    const fee = { version: 1, bps: 100, fixedMicro: 150n }
    expect(divisionOf(100n, { ...examplePolicy, fee, commissionBps: 20 })).toMatchObject({ feeMicro: 100n, heldMicro: 0n })
    const dear = { ...examplePolicy, fee: { version: 1, bps: 10, fixedMicro: 0n }, commissionBps: 500 }
    expect(divisionOf(10_000n, dear)).toMatchObject({ feeMicro: 10n, commissionMicro: 10n, agentMicro: 0n })
  })
})
