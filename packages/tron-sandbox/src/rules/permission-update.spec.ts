import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressOfKey, sandboxKey } from '../chain/witnesses.ts'
import { hexOf, textOfHex } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import { transactionToJson, type Transaction } from '../codec/transaction.ts'
import { startSandbox, type Sandbox, type Signer } from '../index.ts'

const signer = (name: string): Signer => ({ address: addressOfKey(sandboxKey(name)), privateKey: hexOf(sandboxKey(name)) })
const owner = signer('owner')
const keys = (count: number, weight = 1n): Message[] =>
  Array.from({ length: count }, (_, index) => ({ address: signer(`key ${index}`).address, weight }))
const operations = '7fff1fc0033ec30f'.padEnd(64, '0')
const ownerOf = (of: Message = {}): Message => ({ permission_name: 'owner', threshold: 1n, keys: keys(1), ...of })
const activeOf = (of: Message = {}): Message =>
  ({ type: 'Active', permission_name: 'active', threshold: 1n, operations, keys: keys(1), ...of })

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ blockMs: 0, startAtMs: 1_800_000_000_000 })
  await sandbox.faucet(owner.address, { trxSun: 1_000_000_000n })
  await sandbox.mine()
})
afterEach(() => sandbox.stop())

const broadcast = async (transaction: Transaction): Promise<string | undefined> => {
  const { message } = (await sandbox.call('wallet/broadcasttransaction', transactionToJson(transaction, false))) as { message?: string }
  return message === undefined ? undefined : textOfHex(message)
}
const update = (value: Message) => broadcast(sandbox.sign([owner], 'AccountPermissionUpdateContract', value))

describe('permissions of an account', () => {
  it.each<[string, Message, RegExp]>([
    ['six keys', { owner: ownerOf({ keys: keys(6) }), actives: [activeOf()] }, /should not be greater than 5$/],
    ['no key', { owner: ownerOf({ keys: [] }), actives: [activeOf()] }, /key's count should be greater than 0$/],
    ['a threshold beyond all weights', { owner: ownerOf({ threshold: 3n, keys: keys(2) }), actives: [activeOf()] },
      /should not be less than threshold in permission Owner$/],
    ['no threshold', { owner: ownerOf(), actives: [activeOf({ threshold: 0n })] }, /threshold should be greater than 0$/],
    ['a key without weight', { owner: ownerOf({ keys: [...keys(1), ...keys(2, 0n).slice(1)] }), actives: [activeOf()] },
      /weight should be greater than 0$/],
    ['one key twice', { owner: ownerOf({ keys: [...keys(1), ...keys(1)] }), actives: [activeOf()] }, /should be distinct/],
    ['nine actives', { owner: ownerOf(), actives: Array.from({ length: 9 }, () => activeOf()) }, /active permission is too many$/],
    ['no active', { owner: ownerOf() }, /active permission is missed$/],
    ['no owner', { actives: [activeOf()] }, /owner permission is missed$/],
    ['a witness of what is none', { owner: ownerOf(), witness: activeOf({ type: 'Witness' }), actives: [activeOf()] },
      /can't set witness permission$/],
    ['operations of an owner', { owner: ownerOf({ operations }), actives: [activeOf()] }, /Owner permission needn't operations$/],
    ['short operations', { owner: ownerOf(), actives: [activeOf({ operations: '7fff' })] }, /operations size must 32$/],
    ['an operation that nobody knows', { owner: ownerOf(), actives: [activeOf({ operations: `${'00'.repeat(31)}80` })] },
      /255 isn't a validate ContractType$/],
  ])('are refused with %s', async (_name, value, words) => {
    expect(await update(value)).toMatch(words)
  })

  it('may have five keys and eight actives', async () => {
    expect(await update({ owner: ownerOf({ keys: keys(5), threshold: 5n }), actives: Array.from({ length: 8 }, () => activeOf()) }))
      .toBeUndefined()
    await sandbox.mine()
    const given = (await sandbox.call('wallet/getaccount', { address: owner.address })) as { active_permission: { id: number }[] }
    expect(given.active_permission.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('are whole at once: who signed before does not any more, and in the block of the change nobody else', async () => {
    const pay = (by: Signer, permissionId = 0): Transaction => {
      const { raw } = sandbox.sign([owner], 'TransferContract', { to_address: sandbox.bank.address, amount: 1n }, { permissionId })
      const contract = (raw['contract'] as Message[])[0] as { parameter: { value: Message } }
      return sandbox.sign([by], 'TransferContract', contract.parameter.value, { permissionId })
    }
    const before = pay(owner)
    await sandbox.submit(sandbox.sign([owner], 'AccountPermissionUpdateContract', { owner: ownerOf(), actives: [activeOf()] }))
    expect(await broadcast(before)).toMatch(/not contained of permission/)
    const next = pay(signer('key 0'))
    expect(await broadcast(next)).toBeUndefined()
    await sandbox.mine()
    // It waits for the block after that of the change.
    expect(sandbox.pendingIds).toEqual([next.id])
    await sandbox.mine()
    expect(sandbox.pendingIds).toEqual([])
    expect(await broadcast(pay(signer('key 0'), 2))).toBeUndefined()
    expect(await broadcast(pay(signer('key 0'), 1))).toMatch(/permission isn't exit$/)
  })
})
