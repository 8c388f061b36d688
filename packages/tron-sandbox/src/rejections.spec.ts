import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sandboxKey, addressOfKey } from './chain/witnesses.ts'
import { bytesOf, hexOf, textOfHex } from './codec/hex.ts'
import type { Message } from './codec/protobuf.ts'
import { signatureOf, transactionFromRaw, transactionToJson, type Transaction } from './codec/transaction.ts'
import { startSandbox, transferCalldata, type Sandbox, type Send, type Signer } from './index.ts'

const signer = (name: string): Signer => {
  const key = sandboxKey(name)
  return { address: addressOfKey(key), privateKey: hexOf(key) }
}

const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'].map(signer) as [Signer, Signer, Signer, Signer]
let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox({ blockMs: 0, startAtMs: 1_800_000_000_000 })
  await sandbox.faucet(alice.address, { trxSun: 1_000_000_000n, usdtMicro: 50_000_000n })
  await sandbox.faucet(bob.address, { trxSun: 2_000_000n })
  await sandbox.mine()
})
afterEach(() => sandbox.stop())

type Answer = { readonly result?: boolean; readonly code?: string; readonly message?: string }

/** The node's answer to the JSON of a broadcast, its message made readable. */
const answer = async (transaction: Transaction): Promise<Answer> => {
  const given = (await sandbox.call('wallet/broadcasttransaction', transactionToJson(transaction, false))) as Answer
  return given.message === undefined ? given : { ...given, message: textOfHex(given.message) }
}

const pay = (from: Signer, to: Signer, amount: bigint, send: Send = {}, more: readonly Signer[] = []): Transaction =>
  sandbox.sign([from, ...more], 'TransferContract', { to_address: to.address, amount }, send)

/** The same transaction with other raw fields, signed anew by its bytes' new id. */
const altered = (transaction: Transaction, raw: Message): Transaction =>
  transactionFromRaw({ ...transaction.raw, ...raw }, transaction.signatures)

const resignedBy = (by: Signer, raw: Message, id: string): Transaction =>
  transactionFromRaw(raw, [signatureOf(bytesOf(id), bytesOf(by.privateKey))])

const token = (from: Signer, to: Signer, amount: bigint, feeLimitSun: bigint): Transaction =>
  sandbox.sign([from], 'TriggerSmartContract', {
    contract_address: sandbox.token.address, data: transferCalldata(to.address, amount),
  }, { feeLimitSun })

describe('what the node refuses, with its own codes and words', () => {
  it('takes a good one and says just that', async () => {
    const good = pay(alice, bob, 1n)
    expect(await answer(good)).toEqual({ result: true, txid: good.id })
  })

  it.each<[string, () => Transaction | Promise<Transaction>, string, RegExp]>([
    ['no contract', () => altered(pay(alice, bob, 1n), { contract: [] }), 'CONTRACT_VALIDATE_ERROR', /No contract!$/],
    ['expired', () => pay(alice, bob, 1n, { lifeMs: 0 }), 'TRANSACTION_EXPIRATION_ERROR', /^Transaction expired$/],
    ['beyond a day', () => pay(alice, bob, 1n, { lifeMs: 86_400_001 }), 'TRANSACTION_EXPIRATION_ERROR', /^Transaction expired$/],
    ['no signature', () => ({ ...pay(alice, bob, 1n), signatures: [] }), 'SIGERROR', /miss sig or contract$/],
    ['another key', () => ({ ...pay(alice, bob, 1n), signatures: pay(bob, alice, 1n).signatures }), 'SIGERROR',
      /is signed by T\w{33} but it is not contained of permission\.$/],
    ['two signatures where one key is', () => pay(alice, bob, 1n, {}, [bob]), 'SIGERROR',
      /Signature count is 2 more than key counts of permission : 1$/],
    ['a short signature', () => ({ ...pay(alice, bob, 1n), signatures: ['00ff'] }), 'SIGERROR', /Signature size is 2$/],
    ['a permission that is not there', () => pay(alice, bob, 1n, { permissionId: 5 }), 'SIGERROR', /permission isn't exit$/],
    ['another block', () => {
      const good = pay(alice, bob, 1n)
      const moved = { ...good.raw, ref_block_hash: '0000000000000000' }
      const { id } = transactionFromRaw(moved)
      return resignedBy(alice, moved, id)
    }, 'TAPOS_ERROR', /^Tapos check error\.$/],
    ['the same again', async () => {
      const good = pay(alice, bob, 1n)
      await sandbox.submit(good)
      return good
    }, 'DUP_TRANSACTION_ERROR', /^Dup transaction\.$/],
    ['the same after it was mined', async () => {
      const good = pay(alice, bob, 1n)
      await sandbox.submit(good)
      await sandbox.mine(2)
      return good
    }, 'DUP_TRANSACTION_ERROR', /^Dup transaction\.$/],
    ['an unknown sender', () => pay(nobody, bob, 1n), 'CONTRACT_VALIDATE_ERROR', /account \[T\w{33}\] does not exist$/],
    ['more than there is', () => pay(alice, bob, 10_000_000_000n), 'CONTRACT_VALIDATE_ERROR',
      /Validate TransferContract error, balance is not sufficient\.$/],
    ['all, with nothing left to open the account', () => pay(bob, carol, 1_900_000n), 'CONTRACT_VALIDATE_ERROR', /balance is not sufficient\.$/],
    ['to itself', () => pay(alice, alice, 1n), 'CONTRACT_VALIDATE_ERROR', /Cannot transfer TRX to yourself\.$/],
    ['nothing', () => pay(alice, bob, 0n), 'CONTRACT_VALIDATE_ERROR', /Amount must be greater than 0\.$/],
    ['to a contract', () => pay(alice, { ...bob, address: sandbox.token.address }, 1n), 'CONTRACT_VALIDATE_ERROR',
      /Cannot transfer TRX to a smartContract\.$/],
    ['no contract there', () => sandbox.sign([alice], 'TriggerSmartContract', { contract_address: bob.address }), 'CONTRACT_VALIDATE_ERROR',
      /No contract or not a smart contract$/],
    ['too high a fee limit', () => token(alice, bob, 1n, 15_000_000_001n), 'CONTRACT_VALIDATE_ERROR', /feeLimit must be >= 0 and <= 15000000000$/],
    ['too big', () => sandbox.sign([alice], 'TriggerSmartContract', {
      contract_address: sandbox.token.address, data: '00'.repeat(520_000),
    }), 'TOO_BIG_TRANSACTION_ERROR', /too big/],
    ['delegating what is not staked', () => sandbox.sign([alice], 'DelegateResourceContract', {
      receiver_address: bob.address, balance: 1_000_000n, resource: 'ENERGY',
    }), 'CONTRACT_VALIDATE_ERROR', /available FreezeEnergyV2 balance$/],
  ])('%s', async (_name, make, code, words) => {
    const given = await answer(await make())
    expect(given.message).toMatch(words)
    expect(given).toMatchObject({ code })
    expect(given).not.toHaveProperty('result')
  })

  it('bandwidth that is neither free, staked nor paid', async () => {
    const poor = signer('poor')
    await sandbox.faucet(poor.address, { trxSun: 1000n })
    await sandbox.mine()
    // Two transfers use up the day's free bytes.
    await sandbox.submit(pay(poor, bob, 1n))
    await sandbox.submit(pay(poor, bob, 2n))
    expect(await answer(pay(poor, bob, 3n))).toMatchObject({ code: 'BANDWITH_ERROR', message: 'Account resource insufficient error.' })
  })

  it('an operation that the permission does not hold', async () => {
    const onlyCalls = '00000080'.padEnd(64, '0')
    const keys = [{ address: alice.address, weight: 1n }]
    await sandbox.submit(sandbox.sign([alice], 'AccountPermissionUpdateContract', {
      owner: { permission_name: 'owner', threshold: 1n, keys },
      actives: [{ type: 'Active', permission_name: 'bot', threshold: 1n, operations: onlyCalls, keys }],
    }))
    await sandbox.mine()
    expect((await answer(pay(alice, bob, 1n, { permissionId: 2 }))).message).toMatch(/Permission denied$/)
    const call = sandbox.sign([alice], 'TriggerSmartContract', {
      contract_address: sandbox.token.address, data: transferCalldata(bob.address, 1n),
    }, { permissionId: 2, feeLimitSun: 100_000_000n })
    expect(await answer(call)).toMatchObject({ result: true })
  })

  it('weights below the threshold', async () => {
    const keys = [alice, bob].map(({ address }) => ({ address, weight: 1n }))
    const operations = '7fff1fc0033ec30f'.padEnd(64, '0')
    await sandbox.submit(sandbox.sign([alice], 'AccountPermissionUpdateContract', {
      owner: { permission_name: 'owner', threshold: 2n, keys },
      actives: [{ type: 'Active', permission_name: 'a', threshold: 2n, operations, keys }],
    }))
    await sandbox.mine()
    expect((await answer(pay(alice, bob, 1n))).message).toBe('Validate signature error: sig error')
    expect((await answer(pay(alice, bob, 1n, {}, [alice]))).message).toMatch(/has signed twice!$/)
    expect(await answer(pay(alice, bob, 1n, {}, [bob]))).toMatchObject({ result: true })
  })

  it('a second try even of one that failed, where the node remembers attempts', async () => {
    await sandbox.stop()
    sandbox = await startSandbox({ blockMs: 0, remembersBroadcasts: true })
    const bad = pay(nobody, bob, 1n)
    expect(await answer(bad)).toMatchObject({ code: 'CONTRACT_VALIDATE_ERROR' })
    expect(await answer(bad)).toMatchObject({ code: 'DUP_TRANSACTION_ERROR', message: 'Transaction already exists.' })
  })

  it.each(['SERVER_BUSY', 'NO_CONNECTION', 'NOT_ENOUGH_EFFECTIVE_CONNECTION', 'BLOCK_UNSOLIDIFIED', 'OTHER_ERROR', 'CONTRACT_EXE_ERROR'] as const)(
    '%s when told so, and the transaction is not taken', async (code) => {
      sandbox.faults.add({ kind: 'reject', code, times: 1 })
      const good = pay(alice, bob, 1n)
      expect(await answer(good)).toMatchObject({ code })
      expect(sandbox.pendingIds).toEqual([])
      expect(await answer(good)).toMatchObject({ result: true })
    })
})

type Info = { readonly fee?: number; readonly result?: string; readonly resMessage?: string; readonly receipt: Record<string, unknown>; readonly log?: unknown }

const mined = async (transaction: Transaction): Promise<Info> => {
  await sandbox.submit(transaction)
  await sandbox.mine()
  return (await sandbox.call('wallet/gettransactioninfobyid', { value: transaction.id })) as unknown as Info
}

const tokensOf = async ({ address }: Signer): Promise<bigint> => {
  const answer = (await sandbox.call('wallet/triggerconstantcontract', {
    owner_address: address, contract_address: sandbox.token.address, data: `70a08231${address.slice(2).padStart(64, '0')}`,
  })) as { constant_result: string[] }
  return BigInt(`0x${answer.constant_result[0]}`)
}

describe('what is taken and fails in its block', () => {
  it('out of energy burns the whole fee limit and moves nothing', async () => {
    const info = await mined(token(alice, carol, 1_000_000n, 1_000_000n))
    expect(info).toMatchObject({ result: 'FAILED', receipt: { result: 'OUT_OF_ENERGY', energy_fee: 1_000_000, energy_usage_total: 10_000 } })
    expect(info.log).toBeUndefined()
    expect(await tokensOf(carol)).toBe(0n)
  })

  it('out of energy by the penalty alone undoes what the call had already done', async () => {
    const before = await tokensOf(carol)
    const info = await mined(token(alice, carol, 1_000_000n, 6_000_000n))
    expect(info.receipt).toMatchObject({ result: 'OUT_OF_ENERGY', energy_usage_total: 60_000 })
    expect(await tokensOf(carol)).toBe(before)
  })

  it('a revert gives back what it did not use', async () => {
    const info = await mined(token(alice, carol, 51_000_000n, 100_000_000n))
    expect(info).toMatchObject({ result: 'FAILED', receipt: { result: 'REVERT' } })
    expect(textOfHex(String(info.resMessage))).toBe('REVERT opcode executed')
    expect(info.fee).toBeLessThan(2_000_000)
    expect(info.log).toBeUndefined()
  })

  /** Turns for ever: `JUMPDEST PUSH1 0 JUMP`. */
  const spinner = '5b600056'
  /** Calls the contract that its data names, with half of its energy, and then stores 1 as if nothing were. */
  const caller = '600060006000600060006000356002' + '5a04f1' + '50600160005500'
  const deployed = async (runtime: string): Promise<string> => {
    const size = (runtime.length / 2).toString(16).padStart(2, '0')
    const transaction = sandbox.sign([sandbox.bank], 'CreateSmartContract', {
      new_contract: {
        origin_address: sandbox.bank.address, bytecode: `60${size}80600b6000396000f3${runtime}`,
        consume_user_resource_percent: 100n, origin_energy_limit: 1n,
      },
    }, { feeLimitSun: 1_000_000_000n })
    const info = await mined(transaction)
    expect(info.receipt).toMatchObject({ result: 'SUCCESS' })
    return String((info as { contract_address?: string }).contract_address)
  }

  it('a contract that destroys itself has no code any more', async () => {
    const doomed = await deployed('33ff')
    const code = async (): Promise<unknown> =>
      ((await sandbox.call('wallet/getcontractinfo', { value: doomed })) as { runtimecode?: string }).runtimecode
    expect(await code()).toBe('33ff')
    const end = sandbox.sign([sandbox.bank], 'TriggerSmartContract', { contract_address: doomed, data: '00' }, { feeLimitSun: 100_000_000n })
    expect((await mined(end)).receipt).toMatchObject({ result: 'SUCCESS' })
    expect(await code()).toBe('')
  })

  it('out of time burns the whole fee limit, whoever else was in the call', async () => {
    await sandbox.stop()
    sandbox = await startSandbox({ blockMs: 0, parameters: { maxLandingsOfOneTx: 50_000 } })
    const spins = await deployed(spinner)
    const spin = (target: string, data: string): Transaction => sandbox.sign([sandbox.bank], 'TriggerSmartContract', {
      contract_address: target, data,
    }, { feeLimitSun: 200_000_000n })
    const info = await mined(spin(spins, '00'))
    expect(info).toMatchObject({
      result: 'FAILED', receipt: { result: 'OUT_OF_TIME', energy_fee: 200_000_000, energy_usage_total: 2_000_000 },
    })
    expect(textOfHex(String(info.resMessage))).toBe("CPU timeout for 'JUMPDEST' operation executing")
    const calls = await deployed(caller)
    expect((await mined(spin(calls, spins.slice(2).padStart(64, '0')))).receipt).toMatchObject({ result: 'OUT_OF_TIME' })
    // Another contract called in the same way does return.
    expect((await mined(spin(calls, sandbox.token.address.slice(2).padStart(64, '0')))).receipt).toMatchObject({ result: 'SUCCESS' })
    const less = await mined(sandbox.sign([sandbox.bank], 'TriggerSmartContract', { contract_address: spins, data: '00' }, {
      feeLimitSun: 10_000_000n,
    }))
    expect(less.receipt).toMatchObject({ result: 'OUT_OF_ENERGY', energy_usage_total: 100_000 })
  })

  it('a memo costs a TRX', async () => {
    const plain = pay(alice, bob, 1n)
    const raw = { ...plain.raw, data: '68656c6c6f' }
    const info = await mined(resignedBy(alice, raw, transactionFromRaw(raw).id))
    expect(info.fee).toBe(1_000_000)
    expect((await mined(pay(alice, bob, 2n))).fee).toBeUndefined()
  })

  it('code that the fee limit does not pay for is not kept, and the whole limit is lost', async () => {
    const size = 200
    const deployment = (feeLimitSun: bigint): Transaction => sandbox.sign([sandbox.bank], 'CreateSmartContract', {
      // Gives 200 bytes of nothing: they cost 200 energy each.
      new_contract: {
        origin_address: sandbox.bank.address, bytecode: `60${size.toString(16)}6000f3`,
        consume_user_resource_percent: 100n, origin_energy_limit: 1n,
      },
    }, { feeLimitSun })
    const enough = await mined(deployment(4_100_000n))
    expect(enough.receipt).toMatchObject({ result: 'SUCCESS' })
    expect(Number(enough.receipt['energy_usage_total'])).toBeGreaterThan(40_000)
    const tooLittle = await mined(deployment(4_000_000n))
    expect(tooLittle).toMatchObject({ result: 'FAILED', receipt: { result: 'OUT_OF_ENERGY', energy_usage_total: 40_000 } })
    expect(textOfHex(String(tooLittle.resMessage))).toBe('save just created contract code')
    const { contract_address } = tooLittle as unknown as { contract_address: string }
    expect(await sandbox.call('wallet/getcontract', { value: contract_address })).toEqual({})
  })

  it('a contract bears its share of a call out of its owner\'s stake, as far as that goes', async () => {
    const staked = sandbox.sign([sandbox.bank], 'FreezeBalanceV2Contract', { frozen_balance: 50_000_000_000_000n, resource: 'ENERGY' })
    expect(await mined(staked)).not.toHaveProperty('result')
    const { receipt } = await mined(token(alice, carol, 1_000_000n, 100_000_000n))
    const [total, origin] = [Number(receipt['energy_usage_total']), Number(receipt['origin_energy_usage'])]
    // The token says 30 per cent for the caller, as the genuine one.
    expect(origin).toBe(Math.floor(total * 0.7))
    expect(Number(receipt['energy_fee'])).toBe((total - origin) * 100)
  })

  it('a transfer costs what main net asks: 345 bytes, and TRX for energy', async () => {
    const info = await mined(token(alice, carol, 1_000_000n, 100_000_000n))
    expect(info.receipt).toMatchObject({ result: 'SUCCESS', net_usage: 345 })
    expect(info.fee).toBe(Number(info.receipt['energy_usage_total']) * 100)
    // Genuine: 130,285.
    expect(Number(info.receipt['energy_usage_total'])).toBeGreaterThan(130_285 * 0.95)
    expect(Number(info.receipt['energy_usage_total'])).toBeLessThan(130_285 * 1.05)
  })
})
