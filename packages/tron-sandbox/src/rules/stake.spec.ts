import { afterEach, beforeEach, expect, it } from 'vitest'
import { addressOfKey, sandboxKey } from '../chain/witnesses.ts'
import { hexOf, textOfHex } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import type { MessageName } from '../codec/schema.ts'
import { transactionToJson } from '../codec/transaction.ts'
import { startSandbox, type Sandbox, type Signer } from '../index.ts'

const signer = (name: string): Signer => ({ address: addressOfKey(sandboxKey(name)), privateKey: hexOf(sandboxKey(name)) })
const [staker, borrower] = [signer('staker'), signer('borrower')]
const trx = 1_000_000n
const slotsADay = 28_800

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ blockMs: 0, startAtMs: 1_800_000_000_000 })
  await sandbox.faucet(staker.address, { trxSun: 100n * trx })
  await sandbox.faucet(borrower.address, { trxSun: 100n * trx })
  await sandbox.mine()
})
afterEach(() => sandbox.stop())

/** Sends it and makes a block; answers the words of a refusal. */
const send = async (type: MessageName, value: Message = {}): Promise<string | undefined> => {
  const json = transactionToJson(sandbox.sign([staker], type, value), false)
  const { message } = (await sandbox.call('wallet/broadcasttransaction', json)) as { message?: string }
  await sandbox.mine()
  return message === undefined ? undefined : textOfHex(message)
}
const freeze = (trxAmount: bigint) => send('FreezeBalanceV2Contract', { frozen_balance: trxAmount * trx, resource: 'ENERGY' })
const unfreeze = (sun: bigint) => send('UnfreezeBalanceV2Contract', { unfreeze_balance: sun, resource: 'ENERGY' })
const withdraw = () => send('WithdrawExpireUnfreezeContract')
const daysPass = (days: number) => sandbox.mine(1, { missedSlots: days * slotsADay })

type Account = { balance: number; frozenV2: { type?: string; amount?: number }[]; unfrozenV2?: unknown[] }
const account = async (): Promise<Account> =>
  (await sandbox.call('wallet/getaccount', { address: staker.address })) as unknown as Account
const staked = async (): Promise<number> =>
  (await account()).frozenV2.find(({ type }) => type === 'ENERGY')?.amount ?? 0
const ask = (path: string, body: Record<string, string | number> = {}) =>
  sandbox.call(`wallet/${path}`, { owner_address: staker.address, ...body })

it('gives back what was unfrozen after fourteen days, and not before', async () => {
  expect(await freeze(101n)).toMatch(/less than or equal to accountBalance/)
  expect(await freeze(10n)).toBeUndefined()
  expect(await unfreeze(11n * trx)).toMatch(/Invalid unfreeze_balance/)
  expect(await unfreeze(4n * trx)).toBeUndefined()
  expect([(await account()).balance, await staked()]).toEqual([90_000_000, 6_000_000])
  expect(await ask('getcanwithdrawunfreezeamount')).toEqual({})
  expect(await ask('getcanwithdrawunfreezeamount', { timestamp: sandbox.headAtMs + 14 * 86_400_000 })).toEqual({ amount: 4_000_000 })
  expect(await ask('getavailableunfreezecount')).toEqual({ count: 31 })
  await daysPass(13)
  expect(await withdraw()).toMatch(/no unFreeze balance to withdraw/)
  await daysPass(1)
  expect(await withdraw()).toBeUndefined()
  expect((await account()).balance).toBe(94_000_000)
  expect((await account()).unfrozenV2).toBeUndefined()
  expect(await withdraw()).toMatch(/no unFreeze balance to withdraw/)
})

it('has room for 32 that wait', async () => {
  await freeze(10n)
  for (let n = 0; n < 32; n += 1) expect(await unfreeze(1n)).toBeUndefined()
  expect(await unfreeze(1n)).toMatch(/unfreezing times is over limit/)
  await daysPass(14)
  expect(await unfreeze(1n)).toBeUndefined()
})

it('pays out what is due when more is unfrozen', async () => {
  await freeze(10n)
  await unfreeze(2n * trx)
  await daysPass(14)
  await unfreeze(3n * trx)
  expect([(await account()).balance, await staked()]).toEqual([92_000_000, 5_000_000])
  expect((await account()).unfrozenV2).toHaveLength(1)
})

it('stakes again what is cancelled while it waits, and pays out what was due', async () => {
  await freeze(10n)
  expect(await send('CancelAllUnfreezeV2Contract')).toMatch(/No unfreezeV2 list to cancel/)
  await unfreeze(2n * trx)
  await daysPass(7)
  await unfreeze(3n * trx)
  await daysPass(7)
  const before = await account()
  expect(await staked()).toBe(5_000_000)
  expect(await send('CancelAllUnfreezeV2Contract')).toBeUndefined()
  expect([(await account()).balance - before.balance, await staked()]).toEqual([2_000_000, 8_000_000])
  expect((await account()).unfrozenV2).toBeUndefined()
})

it('does not take back what is lent for a time before that', async () => {
  await freeze(10n)
  const lent = { receiver_address: borrower.address, balance: 3n * trx, resource: 'ENERGY' }
  expect(await send('DelegateResourceContract', { ...lent, lock: true, lock_period: 100n })).toBeUndefined()
  expect(await send('UnDelegateResourceContract', lent)).toMatch(/insufficient delegatedFrozenBalance/)
  expect(await unfreeze(8n * trx)).toMatch(/Invalid unfreeze_balance/)
  await sandbox.mine(1, { missedSlots: 100 })
  expect(await send('UnDelegateResourceContract', { ...lent, balance: 4n * trx })).toMatch(/insufficient/)
  expect(await send('UnDelegateResourceContract', lent)).toBeUndefined()
  expect(await staked()).toBe(10_000_000)
})
