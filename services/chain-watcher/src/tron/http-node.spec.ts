import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeChain, FakeNode, freshTxid, tokenCall } from '../chain/fake-chain.spec-support.ts'
import { chainNodeContract, type NodeUnderTest } from '../chain/node-contract.spec-support.ts'
import { NodeFault } from '../chain/node.ts'
import type { ChainTransaction } from '../domain/block.ts'
import { decodeAddress, encodeAddress } from '@stablegate/tron'
import { readBlock } from './block.ts'
import { readHeader } from './header.ts'
import { TronHttpNode } from './http-node.ts'
import { TronStub } from './tron-stub.spec-support.ts'

const token = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c'
const [from, to] = ['11'.repeat(20), '22'.repeat(20)]
const stubs: TronStub[] = []
afterEach(() => { for (const stub of stubs.splice(0)) stub.close() })

const controls = (chain: FakeChain): Omit<NodeUnderTest, 'node'> => ({
  mine: async (blocks) => chain.mineMany(blocks),
  pay: async (amount) => {
    const tx = tokenCall(token, [{ from, to, amount }])
    chain.mine([tx])
    return { txid: tx.txid, from, to }
  },
  fork: async (depth) => chain.reorganise(depth, () => []),
})

const stubbed = async (timeoutMs = 2_000) => {
  const stub = new TronStub()
  stubs.push(stub)
  const node = new TronHttpNode({ url: await stub.listen(), timeoutMs })
  stub.chain.mineMany(40)
  const tx = tokenCall(token, [{ from, to, amount: 5n }, { from, to, amount: 6n }])
  const block = stub.chain.mine([tx])
  return { stub, node, tx, number: block.number }
}
const faultOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => undefined, (caught: unknown) => caught)
  return error instanceof NodeFault ? error.kind : String(error)
}

describe('the fake node keeps the contract of the port', () => {
  chainNodeContract(async () => {
    const chain = new FakeChain()
    return { node: new FakeNode('fake', chain), ...controls(chain) }
  })
})

describe('the TRON adapter keeps the contract of the port', () => {
  chainNodeContract(async () => {
    const stub = new TronStub()
    stubs.push(stub)
    return { node: new TronHttpNode({ url: await stub.listen(), timeoutMs: 2_000 }), ...controls(stub.chain) }
  })
})

describe('the TRON adapter believes nothing that is not whole', () => {
  it.each([
    ['an empty object for a block', 'getblockbynum', () => ({}), 'absent'],
    ['no receipts yet', 'gettransactioninfobyblocknum', () => [], 'absent'],
    ['an object for receipts', 'gettransactioninfobyblocknum', () => ({}), 'absent'],
    ['a receipt of another transaction', 'gettransactioninfobyblocknum',
      (infos: object[]) => infos.map((info) => ({ ...info, id: 'ff'.repeat(32) })), 'absent'],
    ['a receipt of the same height on another fork', 'gettransactioninfobyblocknum',
      (infos: { blockTimeStamp: number }[]) => infos.map((info) => ({ ...info, blockTimeStamp: info.blockTimeStamp + 3_000 })), 'absent'],
    ['a receipt that ended otherwise than the block says', 'gettransactioninfobyblocknum',
      (infos: { receipt: object }[]) => infos.map((info) => ({ ...info, receipt: { ...info.receipt, result: 'OUT_OF_ENERGY' } })), 'absent'],
    ['a block without its transactions', 'getblockbynum',
      ({ transactions: _, ...block }: Record<string, unknown>) => block, 'absent'],
    ['a hash that is not its own', 'getblockbynum',
      (block: { blockID: string }) => ({
        ...block, blockID: block.blockID.slice(0, 63) + (block.blockID.endsWith('0') ? '1' : '0'),
      }), 'malformed'],
  ] as const)('%s', async (_, call, twist, kind) => {
    const { stub, node, number } = await stubbed()
    stub.twist = (path, answer) => (path === call ? (twist as (value: unknown) => unknown)(answer) : answer)
    expect(await faultOf(node.block(number, 'head'))).toBe(kind)
    stub.twist = (_path, answer) => answer
    expect((await node.block(number, 'head')).transactions).toHaveLength(1)
  })

  it('another block than the one asked for', async () => {
    const { stub, node, number } = await stubbed()
    const older = await (await fetch(`http://${node.name}/wallet/getblockbynum`, {
      method: 'POST', body: JSON.stringify({ num: number - 1 }),
    })).json() as unknown
    stub.twist = (path, answer) => (path === 'getblockbynum' ? older : answer)
    expect(await faultOf(node.block(number, 'head'))).toBe('malformed')
  })

  it.each([
    ['status 429', { status: 429, body: '' }, 'limited'],
    ['status 503 with a page', { status: 503, body: '<html>' }, 'limited'],
    ['status 500', { status: 500, body: '' }, 'unavailable'],
    ['a page with status 200', { body: '<html>busy</html>' }, 'unavailable'],
    ['its own limiter', { body: '{"Error":"class java.lang.IllegalAccessException : lack of computing resources"}' }, 'limited'],
    ['an error with status 200', { body: '{"Error":"class java.lang.NullPointerException : null"}' }, 'unavailable'],
  ])('%s', async (_, answer, kind) => {
    const { stub, node, number } = await stubbed()
    stub.instead = () => answer
    expect(await faultOf(node.block(number, 'head'))).toBe(kind)
    expect(await faultOf(node.tip('solid'))).toBe(kind)
  })

  it('an answer that does not come, or is too long', async () => {
    const { stub, number } = await stubbed()
    const url = await new TronStub(stub.chain).listen()
    const small = new TronHttpNode({ url, timeoutMs: 2_000, maxAnswerBytes: 100 })
    expect(await faultOf(small.block(number, 'head'))).toBe('unavailable')
    const nobody = new TronHttpNode({ url: 'http://127.0.0.1:1', timeoutMs: 200 })
    expect(await faultOf(nobody.tip('head'))).toBe('unavailable')
  })
})

describe('the TRON adapter reads', () => {
  it('amounts beyond 2^53 exactly', async () => {
    const { stub, node } = await stubbed()
    const moved: ChainTransaction = {
      txid: freshTxid(), owner: from, kind: 'Transfer', succeeded: true, feeSun: 0, logs: [],
      moves: [{ part: 'native-0', asset: 'TRX', from, to, amountUnits: 77n }],
    }
    const { number } = stub.chain.mine([moved])
    const json = JSON.stringify({ ...(await (await fetch(`http://${node.name}/wallet/getblockbynum`, {
      method: 'POST', body: JSON.stringify({ num: number }),
    })).json() as object) }).replace('"amount":77', '"amount":9223372036854775807')
    stub.instead = (call) => (call === 'getblockbynum' ? { body: json } : undefined)
    const [tx] = (await node.block(number, 'head')).transactions
    expect(tx?.moves).toEqual([{ part: 'native-0', asset: 'TRX', from, to, amountUnits: 9_223_372_036_854_775_807n }])
  })

  it('nothing of a transaction that failed, whatever its receipt holds', async () => {
    const { stub, node } = await stubbed()
    const { number } = stub.chain.mine([tokenCall(token, [{ from, to, amount: 5n }], { succeeded: false })])
    stub.twist = (call, answer) => (call === 'gettransactioninfobyblocknum'
      ? (answer as object[]).map((info) => ({ ...info, log: [{ address: token, topics: [], data: '' }] })) : answer)
    const [tx] = (await node.block(number, 'head')).transactions
    expect([tx?.succeeded, tx?.logs]).toEqual([false, []])
  })

  it('addresses as people see them, and refuses a wrong checksum', () => {
    expect(encodeAddress(token)).toBe('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t')
    expect(Buffer.from(decodeAddress('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t') ?? []).toString('hex')).toBe(token)
    expect(decodeAddress('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u')).toBeUndefined()
    expect(decodeAddress('0OIl')).toBeUndefined()
  })
})

/** Genuine answers of real nodes, given by their folder where there is one. */
const samples = process.env['TRON_SAMPLES'] ?? `${process.cwd()}/../shared/tron-samples`
describe.skipIf(!existsSync(samples))('the TRON adapter on genuine answers', () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(`${samples}/node/${name}.json`, 'utf8'))

  it('finds their hashes to be their own', () => {
    for (const name of ['tatum__getnowblock__0', 'docs-en__getblock__1', 'tatum__getblockbynum__0', 'tatum__getblock__1']) {
      expect(readHeader(read(name)).hash, name).toMatch(/^0000000/)
    }
  })

  it('takes an empty block for empty, and no other for one', () => {
    const empty = read('tatum__getblockbynum__0')
    expect(readHeader(empty).isEmpty).toBe(true)
    expect(readBlock(readHeader(empty).number, empty, []).transactions).toEqual([])
    for (const name of ['docs-en__getblock__1', 'tatum__getblock__1']) {
      expect(readHeader(read(name)).isEmpty).toBe(false)
      expect(() => readBlock(readHeader(read(name)).number, read(name), [])).toThrow(NodeFault)
    }
  })

  it('reads a block of a network with its receipts', () => {
    const block = readBlock(1_000_000, read('tatum__getblock__1'), read('tatum__gettransactioninfobyblocknum__0'))
    expect(block.transactions).toHaveLength(6)
    for (const { txid, owner } of block.transactions) expect([txid.length, owner.length]).toEqual([64, 40])
  })
})
