import type { Payee } from '@stablegate/contracts'
import { expect, it } from 'vitest'
import { debtFault } from './payout-screener.ts'

/** A ledger that has these balances, and no others. */
const ledgerWith = (posted: Readonly<Record<string, bigint>>) => ({
  chain: 'sandbox' as const,
  context: {
    queries: {
      ask: async (_service: string, _name: string, input: unknown) => ({
        status: 'answered' as const,
        value: {
          accounts: (input as { readonly accounts: readonly string[] }).accounts.flatMap((account) => {
            const postedMicro = posted[account]
            return postedMicro === undefined ? [] : [{ account, postedMicro, freeMicro: postedMicro }]
          }),
        },
      }),
    } as never,
  },
})

const merchant: Payee = { kind: 'merchant', merchant: 'mer_1' }
const acceptor: Payee = { kind: 'acceptor', acceptor: 'acc_1' }
const refund: Payee = { kind: 'refund', merchant: 'mer_1', payment: 'pay_1', refund: 'rfd_1', from: 'available' }
const owes = { outcome: 'reject', code: 'payee_owes' }

it('pays nothing to whoever owes, whatever else is on the balance', async () => {
  const inDebt = ledgerWith({ 'receivable:mer_1': 1n, 'merchant:mer_1:available': 900n, 'receivable:acc_1': 5n })
  expect(await debtFault(inDebt, { payee: merchant })).toMatchObject(owes)
  expect(await debtFault(inDebt, { payee: acceptor })).toMatchObject(owes)
})

it('pays whoever has repaid or never owed, and a customer in any case', async () => {
  const repaid = ledgerWith({ 'receivable:mer_1': 0n, 'receivable:mer_2': 7n })
  expect(await debtFault(repaid, { payee: merchant })).toBeUndefined()
  expect(await debtFault(repaid, { payee: acceptor })).toBeUndefined()
  expect(await debtFault(ledgerWith({ 'receivable:mer_1': 1n }), { payee: refund })).toBeUndefined()
})

it('waits where the ledger does not tell', async () => {
  const silent = { chain: 'sandbox' as const, context: { queries: { ask: async () => ({ status: 'stale' }) } as never } }
  await expect(debtFault(silent, { payee: merchant })).rejects.toThrow(/stale/)
})
