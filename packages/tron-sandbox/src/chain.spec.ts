import { cp, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blockIdOf, headerHashOf, merkleRoot } from './chain/block.ts'
import { addressOfKey, sandboxKey } from './chain/witnesses.ts'
import { bytesOf, hexOf } from './codec/hex.ts'
import { messageFromJson, type Json } from './codec/json.ts'
import type { ContractResult } from './codec/schema.ts'
import { leafOf, signerOf, transactionFromJson } from './codec/transaction.ts'
import { startSandbox, transferCalldata, type Sandbox, type SandboxOptions, type Signer } from './index.ts'

const signer = (name: string): Signer => {
  const key = sandboxKey(name)
  return { address: addressOfKey(key), privateKey: hexOf(key) }
}
const [alice, bob] = [signer('alice'), signer('bob')]

let sandbox: Sandbox
const start = async (options: SandboxOptions = {}): Promise<void> => {
  sandbox = await startSandbox({ blockMs: 0, startAtMs: 1_800_000_000_000, ...options })
}
beforeEach(() => start())
afterEach(() => sandbox.stop())

type BlockJson = {
  readonly blockID: string
  readonly block_header: {
    readonly raw_data: { number?: number; timestamp: number; parentHash: string; witness_address: string; txTrieRoot: string }
    readonly witness_signature: string
  }
  readonly transactions?: readonly ({ txID: string; ret: { contractRet: ContractResult }[] } & Record<string, unknown>)[]
}
type InfoJson = { readonly id?: string; readonly blockNumber?: number; readonly receipt?: { readonly result?: string } }

const blockAt = async (num: number, where = 'wallet'): Promise<BlockJson> =>
  (await sandbox.call(`${where}/getblockbynum`, { num })) as unknown as BlockJson
const infoOf = async (value: string, where = 'wallet'): Promise<InfoJson> =>
  (await sandbox.call(`${where}/gettransactioninfobyid`, { value })) as InfoJson
const trxOf = async (address: string): Promise<number> =>
  Number(((await sandbox.call('wallet/getaccount', { address })) as { balance?: number }).balance ?? 0)

const usdt = (from: Signer, to: Signer, amountMicro: bigint) =>
  sandbox.sign([from], 'TriggerSmartContract', {
    contract_address: sandbox.token.address, data: transferCalldata(to.address, amountMicro),
  }, { feeLimitSun: 100_000_000n })

describe('blocks', () => {
  it('carry their number, follow their parent and are signed by their witness', async () => {
    await sandbox.faucet(alice.address, { trxSun: 5_000_000n, usdtMicro: 1n })
    await sandbox.mine(3)
    for (let number = 1; number <= sandbox.headNumber; number++) {
      const block = await blockAt(number)
      const raw = messageFromJson('BlockHeaderRaw', block.block_header.raw_data as unknown as Json, false)
      const hash = headerHashOf(raw)
      expect(block.blockID).toBe(blockIdOf(number, hash))
      expect(block.block_header.raw_data.parentHash).toBe((await blockAt(number - 1)).blockID)
      expect(signerOf(hash, block.block_header.witness_signature)).toBe(block.block_header.raw_data.witness_address)
      expect(block.block_header.raw_data.timestamp % 3000).toBe(0)
      const leaves = (block.transactions ?? []).map((one) =>
        leafOf(transactionFromJson(one as Json, false), one.ret[0]!.contractRet))
      expect(block.block_header.raw_data.txTrieRoot).toBe(merkleRoot(leaves))
    }
  })

  it('are solid 18 behind the head, and only then on the solidity side', async () => {
    await sandbox.mine(60)
    expect(sandbox.headNumber - sandbox.solidNumber).toBe(18)
    expect(await blockAt(sandbox.solidNumber, 'walletsolidity')).toHaveProperty('blockID')
    expect(await blockAt(sandbox.solidNumber + 1, 'walletsolidity')).toEqual({})
  })

  it('become solid later when witnesses miss their slots, and not at all without nine of them', async () => {
    await sandbox.mine(60)
    sandbox.witnessesDown(5)
    await sandbox.mine(60)
    const lag = sandbox.headNumber - sandbox.solidNumber
    sandbox.witnessesDown(9)
    await sandbox.mine(40)
    const stuckAt = sandbox.solidNumber
    await sandbox.mine(60)
    expect(lag).toBeGreaterThanOrEqual(18 - 5)
    expect(sandbox.solidNumber).toBe(stuckAt)
    sandbox.witnessesDown(0)
    await sandbox.mine(60)
    expect(sandbox.headNumber - sandbox.solidNumber).toBe(18)
  })

  it('leave a gap in time, not in numbers, where slots were missed', async () => {
    const before = sandbox.headAtMs
    await sandbox.mine(1, { missedSlots: 4 })
    expect(sandbox.headAtMs - before).toBe(15_000)
    expect((await blockAt(sandbox.headNumber)).block_header.raw_data.number).toBe(2)
  })

  it.each([0, 1, 2, 5, 18, 25])('can be solid %i behind the head', async (lag) => {
    await sandbox.stop()
    await start({ solidLagBlocks: lag })
    await sandbox.mine(120)
    expect(sandbox.headNumber - sandbox.solidNumber).toBe(lag)
  })

  it('are the same whenever they are made: first block and token have fixed ids', async () => {
    const other = await startSandbox({ blockMs: 0, startAtMs: 1_900_000_000_000 })
    expect(other.token.address).toBe(sandbox.token.address)
    await other.stop()
  })
})

describe('forks', () => {
  beforeEach(async () => {
    await sandbox.faucet(alice.address, { trxSun: 500_000_000n, usdtMicro: 10_000_000n })
    await sandbox.mine(40)
  })

  it('orphan blocks and bring their transactions back in other ones', async () => {
    const paid = usdt(alice, bob, 1_000_000n)
    await sandbox.submit(paid)
    const old = (await sandbox.mine()).id
    await sandbox.mine(2)
    const before = await infoOf(paid.id)
    const { orphanedBlocks, orphanedIds } = await sandbox.fork({ depth: 3, delayBlocks: 2 })
    expect(orphanedBlocks.map(({ id }) => id)).toContain(old)
    expect(orphanedIds).toEqual([paid.id])
    expect(await sandbox.call('wallet/getblockbyid', { value: old })).toEqual({})
    const after = await infoOf(paid.id)
    expect(after.blockNumber).toBe(Number(before.blockNumber) + 2)
    expect(after.receipt?.result).toBe('SUCCESS')
    for (let number = sandbox.solidNumber; number <= sandbox.headNumber; number++) {
      expect((await blockAt(number)).block_header.raw_data.parentHash).toBe((await blockAt(number - 1)).blockID)
    }
  })

  it('may turn a success into a failure', async () => {
    const first = sandbox.sign([alice], 'TriggerSmartContract', {
      contract_address: sandbox.token.address, data: transferCalldata(sandbox.bank.address, 5_000_000n),
    }, { feeLimitSun: 100_000_000n })
    const paid = usdt(alice, bob, 8_000_000n)
    await sandbox.submit(paid)
    await sandbox.mine()
    expect((await infoOf(paid.id)).receipt?.result).toBe('SUCCESS')
    await sandbox.fork({ depth: 1, first: [first] })
    expect((await infoOf(first.id)).receipt?.result).toBe('SUCCESS')
    expect((await infoOf(paid.id)).receipt?.result).toBe('REVERT')
  })

  it('end a transaction that refers to an orphaned block', async () => {
    await sandbox.mine()
    const late = usdt(alice, bob, 1n)
    await sandbox.submit(late)
    await sandbox.mine()
    await sandbox.fork({ depth: 2 })
    expect(await infoOf(late.id)).toEqual({})
    expect(sandbox.droppedBecause(late.id)).toBe('TAPOS_ERROR')
  })

  it('lose a transaction for ever where told so, and its money is where it was', async () => {
    const before = await trxOf(alice.address)
    const paid = sandbox.sign([alice], 'TransferContract', { to_address: bob.address, amount: 3_000_000n })
    await sandbox.submit(paid)
    await sandbox.mine()
    expect(await trxOf(alice.address)).toBeLessThan(before)
    await sandbox.fork({ depth: 1, lost: [paid.id] })
    await sandbox.mine(3)
    expect(await infoOf(paid.id)).toEqual({})
    expect(await trxOf(alice.address)).toBe(before)
  })

  it('go as deep as the solid block and no deeper', async () => {
    const solid = sandbox.solidNumber
    const id = (await blockAt(solid)).blockID
    await expect(sandbox.fork({ depth: 19 })).rejects.toThrow('1 to 18 blocks deep')
    await sandbox.fork({ depth: 18 })
    expect((await blockAt(solid)).blockID).toBe(id)
    expect(sandbox.solidNumber).toBeGreaterThanOrEqual(solid)
    await expect(sandbox.fork({ depth: 2, length: 2 })).rejects.toThrow('longer')
  })
})

describe('what is pending', () => {
  it('shows on the full node before it is in a block, and nowhere as settled', async () => {
    await sandbox.faucet(alice.address, { trxSun: 500_000_000n, usdtMicro: 10_000_000n })
    await sandbox.mine(40)
    const paid = sandbox.sign([alice], 'TransferContract', { to_address: sandbox.bank.address, amount: 7n })
    await sandbox.submit(paid)
    expect(await sandbox.call('wallet/gettransactionbyid', { value: paid.id })).toMatchObject({ txID: paid.id, ret: [{ contractRet: 'SUCCESS' }] })
    expect(await sandbox.call('walletsolidity/gettransactionbyid', { value: paid.id })).toEqual({})
    expect(await infoOf(paid.id)).toEqual({})
  })

  it('is gone once it has expired', async () => {
    await sandbox.faucet(alice.address, { trxSun: 5_000_000n })
    await sandbox.mine()
    const paid = sandbox.sign([alice], 'TransferContract', { to_address: sandbox.bank.address, amount: 7n }, { lifeMs: 6000 })
    await sandbox.submit(paid)
    await sandbox.mine(1, { missedSlots: 5 })
    // Expiry is measured against the head before the block, so the block itself may be late.
    expect((await infoOf(paid.id)).blockNumber).toBe(sandbox.headNumber)
    const second = sandbox.sign([alice], 'TransferContract', { to_address: sandbox.bank.address, amount: 8n }, { lifeMs: 6000 })
    await sandbox.mine(2)
    await expect(sandbox.submit(second)).rejects.toMatchObject({ code: 'TRANSACTION_EXPIRATION_ERROR' })
  })
})

describe('a chain kept in a file', () => {
  it('goes on where it was, forks above the solid block included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tron-sandbox-'))
    const dataFile = join(folder, 'chain')
    await sandbox.stop()
    await start({ dataFile })
    await sandbox.faucet(alice.address, { trxSun: 500_000_000n, usdtMicro: 10_000_000n })
    await sandbox.mine(30)
    const paid = usdt(alice, bob, 2_000_000n)
    await sandbox.submit(paid)
    const head = sandbox.headId
    const balance = await trxOf(alice.address)
    await sandbox.stop()
    await start({ dataFile })
    expect(sandbox.headId).toBe(head)
    expect(sandbox.pendingIds).toEqual([paid.id])
    expect(await trxOf(alice.address)).toBe(balance)
    await sandbox.mine()
    await sandbox.fork({ depth: 5 })
    expect(sandbox.droppedBecause(paid.id)).toBe('TAPOS_ERROR')
    await sandbox.stop()
    await rm(folder, { recursive: true })
  })

  it('is there as it was when its process was killed, whatever the last thing was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tron-sandbox-'))
    const dataFile = join(folder, 'chain')
    await sandbox.stop()
    await start({ dataFile })
    /** The files as they are now, as another process finds them that starts after a kill. */
    const afterKill = async (): Promise<Sandbox> => {
      const copy = await mkdtemp(join(tmpdir(), 'tron-sandbox-'))
      await cp(folder, copy, { recursive: true })
      const other = await startSandbox({ blockMs: 0, dataFile: join(copy, 'chain') })
      await rm(copy, { recursive: true })
      return other
    }
    const same = async (): Promise<void> => {
      const other = await afterKill()
      expect([other.headId, other.solidNumber, other.pendingIds]).toEqual([sandbox.headId, sandbox.solidNumber, sandbox.pendingIds])
      for (const { address } of [alice, bob]) {
        expect(await other.call('wallet/getaccount', { address })).toEqual(await sandbox.call('wallet/getaccount', { address }))
      }
      // What comes then is the same, too: the state, the undos and the pending ones are all there.
      await other.mine(2)
      await other.fork({ depth: 2 })
    }
    await sandbox.faucet(alice.address, { trxSun: 500_000_000n, usdtMicro: 10_000_000n })
    await same()
    await sandbox.mine(25)
    await same()
    await sandbox.submit(usdt(alice, bob, 2_000_000n))
    await same()
    await sandbox.mine()
    await sandbox.fork({ depth: 3, delayBlocks: 2 })
    await same()
    await sandbox.save()
    await sandbox.mine(3)
    await same()
    // A record that was cut off in its middle was told to nobody.
    const before = sandbox.headId
    const [records = ''] = (await readdir(folder)).filter((name) => name.includes('since'))
    await sandbox.mine()
    const { size } = await stat(join(folder, records))
    await truncate(join(folder, records), size - 1)
    expect((await afterKill()).headId).toBe(before)
    await sandbox.stop()
    await rm(folder, { recursive: true })
  })
})

describe('time', () => {
  it('makes blocks by itself and takes missed slots from the clock', async () => {
    await sandbox.stop()
    sandbox = await startSandbox({ blockMs: 20, port: 0 })
    const deadline = Date.now() + 5000
    while (sandbox.headNumber < 5 && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve))
    expect(sandbox.headNumber).toBeGreaterThanOrEqual(5)
    expect(Math.abs(Date.now() - sandbox.headAtMs)).toBeLessThan(1000)
    expect(bytesOf(sandbox.headId)).toHaveLength(32)
  })
})
