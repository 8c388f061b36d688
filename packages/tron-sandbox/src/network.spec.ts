import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { base58Of, startSandbox, type Sandbox } from './index.ts'

const key = '21'.repeat(32)
const address = String(TronWeb.address.fromPrivateKey(key))
let sandbox: Sandbox
let tronWeb: TronWeb

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, blockMs: 0, startAtMs: 1_800_000_000_000 })
  tronWeb = new TronWeb({ fullHost: sandbox.url, privateKey: key })
  await sandbox.mine(30)
})
afterAll(() => sandbox.stop())

it('lists the witnesses that make its blocks', async () => {
  const witnesses = await tronWeb.trx.listSuperRepresentatives()
  expect(witnesses).toHaveLength(27)
  const makers = await tronWeb.trx.getBlockRange(sandbox.headNumber - 26, sandbox.headNumber)
  expect(new Set(witnesses.map((one) => one.address)))
    .toEqual(new Set(makers.map(({ block_header: { raw_data } }) => raw_data.witness_address)))
  const latest = witnesses.find(({ latestBlockNum }) => Number(latestBlockNum) === sandbox.headNumber)
  expect(Number(latest?.latestSlotNum) * 3_000).toBe(sandbox.headAtMs)
  expect(await tronWeb.trx.getNowWitnessList({ offset: 25, confirmed: false })).toEqual(witnesses.slice(25))
  expect(await tronWeb.trx.getNowWitnessList({ offset: 27 })).toEqual([])
  const [shown] = await tronWeb.trx.getNowWitnessList({ limit: 1, visible: true })
  expect(shown?.address).toBe(base58Of(witnesses[0]?.address ?? ''))
})

it('says when votes are counted next', async () => {
  const { num } = await (await fetch(`${sandbox.url}/wallet/getnextmaintenancetime`)).json() as { num: number }
  expect(num % 21_600_000).toBe(0)
  expect(num - sandbox.headAtMs).toBeGreaterThan(0)
  expect(num - sandbox.headAtMs).toBeLessThanOrEqual(21_600_000)
  expect(await tronWeb.trx.timeUntilNextVoteCycle()).toBe(num / 1_000)
})

it('has no votes, exchanges or proposals, and says so as a node does', async () => {
  expect(await tronWeb.trx.getReward(address)).toBe(0)
  expect(await tronWeb.trx.getUnconfirmedReward(address)).toBe(0)
  expect(await tronWeb.trx.getBrokerage(address)).toBe(20)
  expect(await tronWeb.trx.getUnconfirmedBrokerage(address)).toBe(20)
  expect(await tronWeb.trx.listExchanges()).toEqual([])
  expect(await tronWeb.trx.listExchangesPaginated()).toEqual([])
  expect(await tronWeb.trx.getExchangeByID(1)).toEqual({})
  expect(await tronWeb.trx.listProposals()).toEqual([])
  expect(await tronWeb.trx.getProposal(1)).toEqual({})
  expect(await tronWeb.trx.getAccountById('736f6d65626f6479')).toEqual({})
  expect(await tronWeb.trx.listNodes()).toEqual([])
})

it('has one TRC-10 asset, which is listed and sent as on the network', async () => {
  const bank = base58Of(sandbox.bank.address)
  const asset = { id: '1000001', name: 'SandboxAsset', abbr: 'SBA', total_supply: 1_000_000_000_000_000, precision: 6 }
  expect(await tronWeb.trx.listTokens()).toMatchObject([asset])
  expect(await tronWeb.trx.listTokens(10, 1)).toEqual([])
  expect(await tronWeb.trx.getTokensIssuedByAddress(bank)).toMatchObject({ SandboxAsset: asset })
  expect(await tronWeb.trx.getTokensIssuedByAddress(address)).toEqual({})
  expect(await tronWeb.trx.getTokenFromID('SandboxAsset')).toMatchObject(asset)
  expect(await tronWeb.trx.getTokenFromID('1000001')).toMatchObject(asset)
  expect(await tronWeb.trx.getTokenListByName('SandboxAsset')).toMatchObject([asset])
  expect(await tronWeb.trx.getTokenByID('1000001')).toMatchObject({ ...asset, owner_address: sandbox.bank.address })
  await expect(tronWeb.trx.getTokenFromID('USDT')).rejects.toThrow('Token does not exist')
  await expect(tronWeb.trx.getTokenListByName('USDT')).rejects.toThrow('Token does not exist')
  await expect(tronWeb.trx.getTokenByID('1000002')).rejects.toThrow('Token does not exist')

  const holder = new TronWeb({ fullHost: sandbox.url, privateKey: sandbox.bank.privateKey })
  const assetsOf = async (of: string): Promise<unknown> => (await tronWeb.trx.getUnconfirmedAccount(of)).assetV2
  const sent = await holder.trx.sendToken(address, 2_500_000, '1000001')
  expect(sent).toMatchObject({ result: true })
  await sandbox.mine()
  expect(await assetsOf(address)).toEqual([{ key: '1000001', value: 2_500_000 }])
  expect(await assetsOf(bank)).toEqual([{ key: '1000001', value: 999_999_997_500_000 }])
  const contract = (await tronWeb.trx.getTransaction(sent.txid)).raw_data.contract[0]
  expect(contract).toMatchObject({
    type: 'TransferAssetContract', parameter: { value: { amount: 2_500_000, asset_name: Buffer.from('1000001').toString('hex') } },
  })
  const tooMuch = await tronWeb.transactionBuilder.sendToken(bank, 2_500_001, '1000001', address)
  expect(await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(tooMuch))).toMatchObject({ code: 'CONTRACT_VALIDATE_ERROR' })
})

it('refuses to run what it does not know', async () => {
  await sandbox.faucet(address, { trxSun: 2_000_000_000n })
  await sandbox.mine()
  const [witness] = await tronWeb.trx.listSuperRepresentatives()
  const vote = await tronWeb.transactionBuilder.vote({ [base58Of(witness?.address ?? '')]: 5 }, address)
  const sent = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(vote))
  expect(sent).toMatchObject({ code: 'CONTRACT_VALIDATE_ERROR' })
  const proposed = await tronWeb.transactionBuilder.createProposal({ key: 0, value: 100_000 } as never, address)
  const answered = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(proposed))
  expect(answered.result).toBeUndefined()
  expect(sandbox.pendingIds).toEqual([])
})
