import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressOfKey, sandboxKey } from '../chain/witnesses.ts'
import { base58Of } from '../codec/address.ts'
import { hexOf } from '../codec/hex.ts'
import { transactionToJson } from '../codec/transaction.ts'
import { startSandbox, type FaultRule, type Node, type Sandbox, type Signer } from '../index.ts'

const signer = (name: string): Signer => {
  const key = sandboxKey(name)
  return { address: addressOfKey(key), privateKey: hexOf(key) }
}
const [alice, bob] = [signer('alice'), signer('bob')]
let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, blockMs: 0, admin: true, startAtMs: 1_800_000_000_000, solidLagBlocks: 4 })
  await sandbox.faucet(alice.address, { trxSun: 500_000_000n, usdtMicro: 10_000_000n })
  await sandbox.mine(12)
})
afterEach(() => sandbox.stop())

type Json = Record<string, unknown>

const ask = async (path: string, body?: unknown, url = sandbox.url): Promise<{ status: number; json: Json; text: string }> => {
  const response = await fetch(`${url}/${path}`, body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
  const text = await response.text()
  return { status: response.status, text, json: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {}) as Json }
}
const head = async (where = 'wallet', url = sandbox.url): Promise<number> => {
  const { json } = await ask(`${where}/getnowblock`, {}, url)
  return ((json['block_header'] as Json)['raw_data'] as Json)['number'] as number
}
const payment = (): Json =>
  transactionToJson(sandbox.sign([alice], 'TransferContract', { to_address: bob.address, amount: 5_000_000n }), false) as Json
const plain = (json: Json): Json => JSON.parse(JSON.stringify(json, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))) as Json

describe('empty answers', () => {
  it.each<[string, Json, unknown]>([
    ['wallet/getblockbynum', { num: 1_000_000 }, {}],
    ['wallet/getblockbyid', { value: 'ab'.repeat(32) }, {}],
    ['wallet/getblock', { id_or_num: '1000000' }, {}],
    ['wallet/getblockbylimitnext', { startNum: 1, endNum: 102 }, {}],
    ['wallet/getblockbylimitnext', { startNum: 5, endNum: 5 }, {}],
    ['wallet/gettransactionbyid', { value: 'ab'.repeat(32) }, {}],
    ['wallet/gettransactioninfobyid', { value: 'ab'.repeat(32) }, {}],
    ['wallet/gettransactioninfobyblocknum', { num: 1_000_000 }, []],
    ['wallet/gettransactioninfobyblocknum', { num: 8 }, []],
    ['wallet/gettransactioninfobyblocknum', { num: 0 }, {}],
    ['wallet/getaccount', { address: bob.address }, {}],
    ['wallet/getaccountresource', { address: bob.address }, {}],
    ['wallet/getcontract', { value: bob.address }, {}],
  ])('%s %o', async (path, body, wanted) => {
    const { status, json } = await ask(path, body)
    expect(status).toBe(200)
    expect(json).toEqual(wanted)
  })

  it('an empty block has no transactions and a tree of zeros', async () => {
    const { json } = await ask('wallet/getblockbynum', { num: 8 })
    expect(json).not.toHaveProperty('transactions')
    expect(((json['block_header'] as Json)['raw_data'] as Json)['txTrieRoot']).toBe('0'.repeat(64))
  })
})

describe('errors', () => {
  it('are HTTP 200 with a class of the node', async () => {
    const { status, json } = await ask('wallet/getblockbynum', { num: 'seven' })
    expect(status).toBe(200)
    expect(json['Error']).toMatch(/^class org\.tron\.core\.services\.http\.JsonFormat\$ParseException : \d+:\d+: Couldn't parse integer/)
    expect((await ask('wallet/getblockbynum', '{')).json['Error']).toMatch(/^class .*JSONException/)
  })

  it('of the path are the web server\'s', async () => {
    expect((await ask('wallet/nothing', {})).status).toBe(404)
    expect((await ask('v1/accounts/x/transactions')).status).toBe(404)
    expect((await ask('walletsolidity/broadcasttransaction', {})).status).toBe(405)
    expect((await ask('wallet/broadcasttransaction')).status).toBe(405)
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await fetch(`${sandbox.url}/wallet/getnowblock`, { method })).status).toBe(405)
    }
    expect((await ask('wallet/getnowblock', 'x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413)
  })

  it('of a call on no contract are a code and a message', async () => {
    const { json } = await ask('wallet/triggerconstantcontract', { owner_address: alice.address, contract_address: bob.address, data: '' })
    expect(json).toEqual({ result: { code: 'CONTRACT_VALIDATE_ERROR', message: expect.stringMatching(/^[0-9a-f]+$/) as string } })
  })

  it('of a constant call that reverts come with a good result', async () => {
    const { json } = await ask('wallet/triggerconstantcontract', {
      owner_address: bob.address, contract_address: sandbox.token.address, function_selector: 'transfer(address,uint256)',
      parameter: alice.address.slice(2).padStart(64, '0') + '1'.padStart(64, '0'),
    })
    expect(json).toMatchObject({
      result: { result: true, message: Buffer.from('REVERT opcode executed').toString('hex') },
      constant_result: [''], transaction: { ret: [{ ret: 'FAILED' }] },
    })
  })
})

describe('visible', () => {
  it('shows and takes base58', async () => {
    const { json } = await ask('wallet/getaccount', { address: base58Of(alice.address), visible: true })
    expect(json['address']).toBe(base58Of(alice.address))
    const byQuery = await ask(`wallet/getaccount?address=${base58Of(alice.address)}&visible=true`)
    expect(byQuery.json).toEqual(json)
    expect((await ask('wallet/getaccount', { address: alice.address })).json['address']).toBe(alice.address)
  })

  it('is part of a transaction: what was made visible is broadcast visible', async () => {
    const { json } = await ask('wallet/createtransaction', {
      owner_address: base58Of(alice.address), to_address: base58Of(bob.address), amount: 1, visible: true,
    })
    expect(json).toMatchObject({ visible: true, raw_data: { contract: [{ parameter: { value: { to_address: base58Of(bob.address) } } }] } })
    const weight = await ask('wallet/getsignweight', json)
    expect(weight.json['transaction']).toMatchObject({ txid: json['txID'] })
  })
})

describe('broadcasthex', () => {
  it('takes the protobuf and answers with code and text', async () => {
    const good = sandbox.sign([alice], 'TransferContract', { to_address: bob.address, amount: 5n })
    const raw = good.rawHex
    const length = (hex: string): string => {
      const bytes = hex.length / 2
      return bytes < 128 ? bytes.toString(16).padStart(2, '0') : Buffer.from([(bytes & 127) | 128, bytes >> 7]).toString('hex')
    }
    const [signature] = good.signatures
    const hex = `0a${length(raw)}${raw}12${length(signature!)}${signature}`
    expect((await ask('wallet/broadcasthex', { transaction: hex })).json).toMatchObject({ result: true, txid: good.id })
    expect((await ask('wallet/broadcasthex', { transaction: hex })).json).toMatchObject({
      result: false, code: 'DUP_TRANSACTION_ERROR', message: 'Dup transaction.', txid: good.id,
    })
  })
})

describe('faults', () => {
  const once = (rule: FaultRule): void => void sandbox.faults.add({ times: 1, ...rule })

  it.each([403, 429, 503] as const)('a gateway answers %i', async (status) => {
    once({ kind: 'status', status })
    expect((await ask('wallet/getnowblock', {})).status).toBe(status)
    expect((await ask('wallet/getnowblock', {})).status).toBe(200)
  })

  it('an empty answer', async () => {
    once({ kind: 'empty', path: 'getblockbynum' })
    expect((await ask('wallet/getnowblock', {})).json).toHaveProperty('blockID')
    expect((await ask('wallet/getblockbynum', { num: 3 })).json).toEqual({})
  })

  it('an older block from another node of the pool, now and then', async () => {
    const at = await head()
    sandbox.faults.add({ kind: 'older', blocks: 3, every: 2 })
    expect([await head(), await head(), await head()]).toEqual([at, at - 3, at])
  })

  it('a block whose infos are not there yet', async () => {
    await ask('wallet/broadcasttransaction', plain(payment()))
    const { number } = await sandbox.mine()
    once({ kind: 'late-infos', blocks: 1 })
    expect((await ask('wallet/gettransactioninfobyblocknum', { num: number })).json).toEqual([])
    expect((await ask('wallet/gettransactioninfobyblocknum', { num: number })).json).toHaveLength(1)
  })

  it('a slow answer', async () => {
    once({ kind: 'slow', delayMs: 80 })
    const startedAt = performance.now()
    await head()
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75)
  })

  it('a broadcast whose answer is lost, though it was taken', async () => {
    const sent = plain(payment())
    once({ kind: 'drop-answer', path: 'broadcast' })
    await expect(ask('wallet/broadcasttransaction', sent)).rejects.toThrow()
    expect(sandbox.pendingIds).toEqual([sent['txID']])
  })

  it('a request that never arrives', async () => {
    once({ kind: 'drop-request', path: 'broadcast' })
    await expect(ask('wallet/broadcasttransaction', plain(payment()))).rejects.toThrow()
    expect(sandbox.pendingIds).toEqual([])
  })

  it('a broadcast that was taken and then forgotten; the same bytes are taken again', async () => {
    const sent = plain(payment())
    once({ kind: 'lose-broadcast' })
    expect((await ask('wallet/broadcasttransaction', sent)).json).toEqual({ result: true, txid: sent['txID'] })
    expect(sandbox.pendingIds).toEqual([])
    await sandbox.mine()
    expect((await ask('wallet/gettransactioninfobyid', { value: sent['txID'] })).json).toEqual({})
    expect((await ask('wallet/broadcasttransaction', sent)).json).toMatchObject({ result: true })
  })

  it('a node behind the others', async () => {
    const node = await sandbox.openNode()
    node.lag(7)
    expect(await head('wallet', node.url)).toBe((await head()) - 7)
    expect((await ask('wallet/getblockbynum', { num: await head() }, node.url)).json).toEqual({})
  })

  it('a node that sits on the dead side of a fork', async () => {
    const node: Node = await sandbox.openNode()
    node.freeze()
    const before = (await ask('wallet/getnowblock', {})).json['blockID']
    await sandbox.fork({ depth: 2 })
    expect((await ask('wallet/getnowblock', {}, node.url)).json['blockID']).toBe(before)
    expect((await ask('wallet/getblockbyid', { value: before })).json).toEqual({})
    node.thaw()
    expect((await ask('wallet/getnowblock', {}, node.url)).json['blockID']).toBe(sandbox.headId)
  })
})

describe('controls over HTTP', () => {
  it('mine, fork, fund and break, for this machine and no web page', async () => {
    expect((await ask('admin/mine', { blocks: 2 })).json).toMatchObject({ head: sandbox.headNumber })
    expect((await ask('admin/faucet', { address: base58Of(bob.address), trxSun: 5, usdtMicro: '7' })).json['txids']).toHaveLength(2)
    await ask('admin/mine', {})
    expect((await ask('admin/fork', { depth: 1 })).json['orphaned']).toHaveLength(2)
    await ask('admin/faults', { kind: 'status', status: 429 })
    expect((await ask('wallet/getnowblock', {})).status).toBe(429)
    await ask('admin/clear', {})
    expect((await ask('wallet/getnowblock', {})).status).toBe(200)
    const fromPage = await fetch(`${sandbox.url}/admin/mine`, { method: 'POST', headers: { origin: 'http://evil.example' } })
    expect(fromPage.status).toBe(403)
  })

  it('are not there unless asked for', async () => {
    const closed = await startSandbox({ port: 0, blockMs: 0 })
    expect((await ask('admin/state', {}, closed.url)).status).toBe(404)
    await closed.stop()
  })
})
