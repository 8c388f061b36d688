import { describe, expect, it } from 'vitest'
import {
  afterPosting, debtorOf, debtorRepaidBy, isClaim, maxClaimsPaid, oldestClaims, payableMicro, payeeOf, withClaim, withoutClaim,
  type ClaimsQueue,
} from './claims-queue.ts'

const [one, two] = ['claims:acp_1', 'claims:acp_2']
const queue: ClaimsQueue = [{ account: one, amountMicro: 10n }, { account: two, amountMicro: 5n }, { account: one, amountMicro: 7n }]
const many: ClaimsQueue = Array.from({ length: maxClaimsPaid + 1 }, (_, n) => ({ account: `claims:acp_${n % 2}`, amountMicro: 2n }))

describe('claims of acceptors against a merchant', () => {
  it('are told by their accounts', () => {
    expect([debtorOf('receivable:mer_1'), debtorOf(one), debtorOf('merchant:mer_1:held')]).toEqual(['mer_1', undefined, undefined])
    expect([isClaim(one), isClaim('acceptor:acp_1'), isClaim('xclaims:acp_1')]).toEqual([true, false, false])
    expect(payeeOf(one)).toBe('acceptor:acp_1')
    expect(debtorRepaidBy('merchant:mer_1:available', 'receivable:mer_1')).toBe('mer_1')
    // A claim that is given up repays nobody.
    expect(debtorRepaidBy(one, 'receivable:mer_1')).toBeUndefined()
  })

  it('are paid from the oldest on, the last in part', () => {
    expect(oldestClaims(queue, 12n)).toEqual([{ account: one, amountMicro: 10n }, { account: two, amountMicro: 2n }])
    expect(oldestClaims(queue, 10n)).toEqual([{ account: one, amountMicro: 10n }])
    expect(oldestClaims(queue, 22n)).toEqual(queue)
    expect(oldestClaims(queue, 100n)).toEqual(queue)
    expect(oldestClaims(queue, 0n)).toEqual([])
    expect(oldestClaims(many, 1_000n)).toHaveLength(maxClaimsPaid)
  })

  it('have a limit in one event only where more stand than it pays', () => {
    expect(payableMicro(queue)).toBeUndefined()
    expect(payableMicro(many.slice(1))).toBeUndefined()
    expect(payableMicro(many)).toBe(BigInt(2 * maxClaimsPaid))
  })

  it('of one acceptor in a row are one', () => {
    expect(withClaim([], { account: one, amountMicro: 1n })).toEqual([{ account: one, amountMicro: 1n }])
    expect(withClaim(queue, { account: one, amountMicro: 3n })).toEqual([...queue.slice(0, 2), { account: one, amountMicro: 10n }])
    expect(withClaim(queue, { account: two, amountMicro: 3n })).toEqual([...queue, { account: two, amountMicro: 3n }])
  })

  it('go by acceptor, its oldest first', () => {
    expect(withoutClaim(queue, one, 4n)).toEqual([{ account: one, amountMicro: 6n }, ...queue.slice(1)])
    expect(withoutClaim(queue, one, 10n)).toEqual(queue.slice(1))
    expect(withoutClaim(queue, one, 12n)).toEqual([queue[1], { account: one, amountMicro: 5n }])
    expect(withoutClaim(queue, two, 5n)).toEqual([queue[0], queue[2]])
    expect(withoutClaim(queue, 'claims:acp_9', 5n)).toEqual(queue)
    expect(withoutClaim(queue, one, 0n)).toEqual(queue)
  })

  it('follow what is posted', () => {
    const of = (merchant: string): ClaimsQueue => (merchant === 'mer_1' ? queue : [])
    const after = (debit: string, credit: string, repaid?: string) => afterPosting(debit, credit, 5n, repaid, of)
    expect(after('receivable:mer_1', two)).toEqual({ merchant: 'mer_1', queue: [...queue, { account: two, amountMicro: 5n }] })
    expect(after('operator:equity', two)).toBeUndefined()
    expect(after(two, 'receivable:mer_1')).toEqual({ merchant: 'mer_1', queue: [queue[0], queue[2]] })
    expect(after(two, 'acceptor:acp_2', 'mer_1')).toEqual({ merchant: 'mer_1', queue: [queue[0], queue[2]] })
    expect(after(two, 'acceptor:acp_2')).toBeUndefined()
    // Paid to another than whose claim it is: no claim is paid by that.
    expect(after(two, 'acceptor:acp_1', 'mer_1')).toBeUndefined()
    expect(after('merchant:mer_1:held', 'merchant:mer_1:available', 'mer_1')).toBeUndefined()
  })
})
