import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import artefact from './token/artefact.json' with { type: 'json' }
import { base58Of, startSandbox, type Sandbox } from './index.ts'

// The client is tronweb as it comes from npm; nothing in it knows that this is no real network.

const keyOf = (number: number): string => number.toString(16).padStart(64, '0')

let sandbox: Sandbox
const client = (key: string): TronWeb => new TronWeb({ fullHost: sandbox.url, privateKey: key })
const addressOf = (key: string): string => String(TronWeb.address.fromPrivateKey(key))
const [alice, bob, carol] = [keyOf(11), keyOf(12), keyOf(13)] as [string, string, string]

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, blockMs: 0, solidLagBlocks: 2 })
  await sandbox.faucet(addressOf(alice), { trxSun: 5_000_000_000n, usdtMicro: 1_000_000_000n })
  await sandbox.faucet(addressOf(bob), { trxSun: 1_000_000_000n })
  await sandbox.mine()
  await sandbox.solidify()
})
afterAll(() => sandbox.stop())

type Info = {
  readonly fee?: number
  readonly receipt: { readonly result?: string; readonly energy_usage_total?: number; readonly net_usage?: number }
  readonly log?: readonly { readonly address: string; readonly topics: readonly string[]; readonly data: string }[]
}

const settled = async (tronWeb: TronWeb, id: string): Promise<Info> => {
  await sandbox.mine()
  expect(await tronWeb.trx.getTransactionInfo(id)).toEqual({})
  await sandbox.solidify()
  return (await tronWeb.trx.getTransactionInfo(id)) as unknown as Info
}

describe('tronweb against the sandbox', () => {
  it('is connected', async () => {
    expect(await client(alice).isConnected()).toMatchObject({ fullNode: true, solidityNode: true })
  })

  it('sends TRX to an address that did not exist, for 1.1 TRX', async () => {
    const tronWeb = client(alice)
    const fresh = addressOf(keyOf(20))
    expect(await tronWeb.trx.getAccount(fresh)).toEqual({})
    const sent = await tronWeb.trx.sendTransaction(fresh, 2_500_000)
    expect(sent).toMatchObject({ result: true, txid: sent.transaction.txID })
    expect(sent).not.toHaveProperty('code')
    const info = await settled(tronWeb, sent.transaction.txID)
    expect(info).toMatchObject({ fee: 1_100_000, receipt: { net_fee: 100_000 } })
    expect(info.receipt.result).toBeUndefined()
    expect(await tronWeb.trx.getBalance(fresh)).toBe(2_500_000)
  })

  it('sends the token by its ABI and the node reports the transfer as main net does', async () => {
    const tronWeb = client(alice)
    const token = base58Of(sandbox.token.address)
    const contract = tronWeb.contract(artefact.abi as never, token)
    const id = (await contract['transfer'](addressOf(carol), 25_000_000).send({ feeLimit: 100_000_000 })) as string
    const info = await settled(tronWeb, id)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(info.log).toEqual([{
      address: sandbox.token.address.slice(2),
      topics: [
        'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
        tronWeb.address.toHex(addressOf(alice)).slice(2).padStart(64, '0'),
        tronWeb.address.toHex(addressOf(carol)).slice(2).padStart(64, '0'),
      ],
      data: (25_000_000).toString(16).padStart(64, '0'),
    }])
    expect(await contract['balanceOf'](addressOf(carol)).call()).toBe(25_000_000n)
    // Receiving tokens does not open an account.
    expect(await tronWeb.trx.getUnconfirmedAccount(addressOf(carol))).toEqual({})
  })

  it('finds a contract by its address alone and calls it', async () => {
    const contract = await client(alice).contract().at(base58Of(sandbox.token.address))
    expect(await contract['symbol']().call()).toBe('USDT')
    expect(await contract['decimals']().call()).toBe(6n)
  })

  it('deploys a contract of its own', async () => {
    const tronWeb = client(alice)
    const built = await tronWeb.transactionBuilder.createSmartContract({
      abi: artefact.abi as never, bytecode: artefact.bytecode, feeLimit: 5_000_000_000, callValue: 0,
      userFeePercentage: 100, originEnergyLimit: 10_000_000, name: 'Mine',
      parameters: [1_000_000, 'Mine', 'MIN', 2],
    }, addressOf(alice))
    const sent = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built))
    expect(sent).toMatchObject({ result: true })
    const info = await settled(tronWeb, built.txID)
    expect(info.receipt.result).toBe('SUCCESS')
    const contract = await tronWeb.contract().at(String(built.contract_address))
    expect(await contract['balanceOf'](addressOf(alice)).call()).toBe(1_000_000n)
  })

  it('estimates energy as much as the call then uses', async () => {
    const tronWeb = client(alice)
    const parameters = [{ type: 'address', value: addressOf(bob) }, { type: 'uint256', value: 5 }]
    const token = base58Of(sandbox.token.address)
    const { energy_required: estimate } = await tronWeb.transactionBuilder.estimateEnergy(
      token, 'transfer(address,uint256)', {}, parameters, addressOf(alice))
    const built = await tronWeb.transactionBuilder.triggerSmartContract(
      token, 'transfer(address,uint256)', { feeLimit: 100_000_000 }, parameters, addressOf(alice))
    await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built.transaction))
    const info = await settled(tronWeb, built.transaction.txID)
    expect(info.receipt.energy_usage_total).toBe(estimate)
  })

  it('gives an account to two of three keys and pays from it with two', async () => {
    const tronWeb = client(bob)
    const keys = [bob, alice, carol].map((key) => ({ address: tronWeb.address.toHex(addressOf(key)), weight: 1 }))
    const operations = '7fff1fc0033ec30f'.padEnd(64, '0')
    const update = await tronWeb.transactionBuilder.updateAccountPermissions(
      addressOf(bob),
      { type: 0, permission_name: 'owner', threshold: 2, keys } as never,
      undefined as never,
      [{ type: 2, permission_name: 'hot', threshold: 2, operations, keys } as never],
    )
    await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(update))
    expect(await settled(tronWeb, update.txID)).toMatchObject({ fee: 100_000_000 })

    const single = await tronWeb.trx.sendTransaction(addressOf(alice), 1_000_000)
    expect(single).toMatchObject({ code: 'SIGERROR' })

    const unsigned = await tronWeb.transactionBuilder.sendTrx(addressOf(alice), 1_000_000, addressOf(bob))
    const once = await tronWeb.trx.multiSign(unsigned, bob, 2)
    expect(await tronWeb.trx.getSignWeight(once)).toMatchObject({ result: { code: 'NOT_ENOUGH_PERMISSION' }, current_weight: 1 })
    const doubled = { ...once, signature: [...once.signature, ...once.signature] }
    expect(await tronWeb.trx.getSignWeight(doubled)).toMatchObject({
      result: { code: 'PERMISSION_ERROR', message: `${addressOf(bob)} has signed twice!` },
    })
    expect(await tronWeb.trx.getApprovedList(once)).toMatchObject({ approved_list: [tronWeb.address.toHex(addressOf(bob))] })
    const twice = await tronWeb.trx.multiSign(once, alice, 2)
    const weight = await tronWeb.trx.getSignWeight(twice)
    expect(weight).toMatchObject({ result: {}, current_weight: 2 })
    expect(await tronWeb.trx.sendRawTransaction(twice)).toMatchObject({ result: true })
    // The second signature costs a TRX.
    expect((await settled(tronWeb, twice.txID)).fee).toBeGreaterThanOrEqual(1_000_000)
  })

  it('stakes for energy, lends it, and the borrower pays no TRX', async () => {
    const tronWeb = client(alice)
    const borrower = keyOf(30)
    await sandbox.faucet(addressOf(borrower), { trxSun: 1_000_000n, usdtMicro: 10_000_000n })
    await sandbox.faucet(addressOf(alice), { trxSun: 60_000_000_000_000n })
    await sandbox.mine()
    const sign = async (built: Awaited<ReturnType<typeof tronWeb.transactionBuilder.freezeBalanceV2>>): Promise<Info> => {
      expect(await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built as never))).toMatchObject({ result: true })
      return settled(tronWeb, built.txID)
    }
    await sign(await tronWeb.transactionBuilder.freezeBalanceV2(50_000_000_000_000, 'ENERGY', addressOf(alice)))
    const lendable = async (): Promise<number> =>
      (await tronWeb.trx.getCanDelegatedMaxSize(addressOf(alice), 'ENERGY', { confirmed: false })).max_size
    expect(await lendable()).toBe(50_000_000_000_000)
    await sign((await tronWeb.transactionBuilder.delegateResource(
      20_000_000_000_000, addressOf(borrower), 'ENERGY', addressOf(alice), false)) as never)
    expect(await lendable()).toBe(30_000_000_000_000)
    expect(await tronWeb.trx.getDelegatedResourceV2(addressOf(alice), addressOf(borrower), { confirmed: false })).toMatchObject({
      delegatedResource: [{ frozen_balance_for_energy: 20_000_000_000_000 }],
    })
    const resources = await tronWeb.trx.getAccountResources(addressOf(borrower))
    expect(resources.EnergyLimit).toBeGreaterThan(150_000)
    const poor = client(borrower)
    const contract = poor.contract(artefact.abi as never, base58Of(sandbox.token.address))
    const id = (await contract['transfer'](addressOf(alice), 9_000_000).send({ feeLimit: 100_000_000 })) as string
    const info = await settled(poor, id)
    expect(info.receipt).toMatchObject({ result: 'SUCCESS', net_usage: 345 })
    expect(info.receipt).toHaveProperty('energy_usage')
    expect(info.fee).toBeUndefined()
    await sign((await tronWeb.transactionBuilder.undelegateResource(
      20_000_000_000_000, addressOf(borrower), 'ENERGY', addressOf(alice))) as never)
    expect((await poor.trx.getAccountResources(addressOf(borrower))).EnergyLimit).toBeUndefined()
    // What the borrower used its lender has used now: a stake is not lent twice a day.
    const used = Number((info.receipt as { energy_usage?: unknown }).energy_usage)
    expect((await tronWeb.trx.getAccountResources(addressOf(alice))).EnergyUsed).toBeGreaterThan(used * 0.99)
    expect(await lendable()).toBeLessThan(50_000_000_000_000)
    expect(await lendable()).toBeGreaterThan(30_000_000_000_000)
    expect(await tronWeb.trx.getDelegatedResourceV2(addressOf(alice), addressOf(borrower), { confirmed: false })).toEqual({})
  })

  it('reads blocks by number, id and range', async () => {
    const tronWeb = client(alice)
    const head = await tronWeb.trx.getCurrentBlock()
    const { number } = head.block_header.raw_data
    expect((await tronWeb.trx.getBlockByNumber(number)).blockID).toBe(head.blockID)
    expect((await tronWeb.trx.getBlockByHash(head.blockID)).blockID).toBe(head.blockID)
    expect(await tronWeb.trx.getBlockRange(number - 3, number)).toHaveLength(4)
    await expect(tronWeb.trx.getBlockByNumber(number + 1)).rejects.toThrow('Block not found')
    const solid = await tronWeb.trx.getConfirmedCurrentBlock()
    expect(number - solid.block_header.raw_data.number).toBe(2)
  })

  it('gives amounts beyond 2^53 as text where the client asks so', async () => {
    const raw = (await client(alice).trx.raw.getUnconfirmedAccount(base58Of(sandbox.bank.address))) as { balance: unknown }
    expect(raw.balance).toMatch(/^49\d{15}$/)
  })
})
