import { keccak_256 } from '@noble/hashes/sha3.js'
import { beforeEach, describe, expect, it } from 'vitest'
import { addressOfKey, sandboxKey } from './chain/witnesses.ts'
import { hexOf } from './codec/hex.ts'
import { startSandbox, type Sandbox, type Signer } from './index.ts'

const signer = (name: string): Signer => {
  const key = sandboxKey(name)
  return { address: addressOfKey(key), privateKey: hexOf(key) }
}
const [alice, bob, carol] = [signer('alice'), signer('bob'), signer('carol')]
const topics = {
  Transfer: 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
  AddedBlackList: '42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc',
  RemovedBlackList: 'd7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c',
  DestroyedBlackFunds: '61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6',
  Issue: 'cb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a',
  Redeem: '702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44',
  Deprecate: 'cc358699805e9a8b7f77b522628c7cb9abd07d9efb86b6fb616af1609036a99e',
  Params: 'b044a1e409eac5c48e5af22d4af52670dd1a99059537a78b31b48c6500a6354e',
  Pause: '6985a02210a168e66602d3235cb6db0e70f92b3ba4d376a33c0f3d9434bff625',
  Unpause: '7805862f689e2f13df9f062ff482ad3ad112aca9e0847911ed832e158c525b33',
}

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ blockMs: 0, tokenEnergyFactor: 0 })
  for (const { address } of [alice, bob]) await sandbox.faucet(address, { trxSun: 1_000_000_000n, usdtMicro: 100_000_000n })
  await sandbox.mine()
})

type Arg = Signer | bigint
const data = (signature: string, args: readonly Arg[]): string =>
  hexOf(keccak_256(new TextEncoder().encode(signature))).slice(0, 8) +
  args.map((arg) => (typeof arg === 'bigint' ? arg.toString(16) : arg.address.slice(2)).padStart(64, '0')).join('')

type Info = { readonly receipt: { readonly result: string }; readonly contractResult: string[]; readonly log?: { topics: string[]; data?: string }[] }

const send = async (from: Signer, signature: string, ...args: readonly Arg[]): Promise<Info> => {
  const sent = sandbox.sign([from], 'TriggerSmartContract', {
    contract_address: sandbox.token.address, data: data(signature, args),
  }, { feeLimitSun: 1_000_000_000n })
  await sandbox.submit(sent)
  await sandbox.mine()
  return (await sandbox.call('wallet/gettransactioninfobyid', { value: sent.id })) as unknown as Info
}

const balanceOf = async (of: Signer): Promise<bigint> => {
  const answer = (await sandbox.call('wallet/triggerconstantcontract', {
    owner_address: of.address, contract_address: sandbox.token.address, data: data('balanceOf(address)', [of]),
  })) as { constant_result: string[] }
  return BigInt(`0x${answer.constant_result[0]}`)
}

const kinds = (info: Info): string[] =>
  (info.log ?? []).map((log) => Object.entries(topics).find(([, topic]) => topic === log.topics[0])?.[0] ?? 'other')

describe('the token beside what Tether does on main net', () => {
  it('answers false to a transfer that worked', async () => {
    const info = await send(alice, 'transfer(address,uint256)', bob, 1_000_000n)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(info.contractResult).toEqual(['0'.repeat(64)])
    expect(kinds(info)).toEqual(['Transfer'])
  })

  it('lets a blacklisted address receive and not send', async () => {
    expect(kinds(await send(sandbox.bank, 'addBlackList(address)', bob))).toEqual(['AddedBlackList'])
    expect((await send(alice, 'transfer(address,uint256)', bob, 1n)).receipt.result).toBe('SUCCESS')
    expect((await send(bob, 'transfer(address,uint256)', alice, 1n)).receipt.result).toBe('REVERT')
    expect(kinds(await send(sandbox.bank, 'removeBlackList(address)', bob))).toEqual(['RemovedBlackList'])
    expect((await send(bob, 'transfer(address,uint256)', alice, 1n)).receipt.result).toBe('SUCCESS')
  })

  it('destroys money and no Transfer tells of it', async () => {
    await send(sandbox.bank, 'addBlackList(address)', bob)
    expect(kinds(await send(sandbox.bank, 'destroyBlackFunds(address)', bob))).toEqual(['DestroyedBlackFunds'])
    expect(await balanceOf(bob)).toBe(0n)
  })

  it('moves nothing while it is paused', async () => {
    expect(kinds(await send(sandbox.bank, 'pause()'))).toEqual(['Pause'])
    expect((await send(alice, 'transfer(address,uint256)', bob, 1n)).receipt.result).toBe('REVERT')
    expect(kinds(await send(sandbox.bank, 'unpause()'))).toEqual(['Unpause'])
    expect((await send(alice, 'transfer(address,uint256)', bob, 1n)).receipt.result).toBe('SUCCESS')
  })

  it('takes a fee from what arrives, in a Transfer of its own', async () => {
    expect(kinds(await send(sandbox.bank, 'setParams(uint256,uint256)', 10n, 1n))).toEqual(['Params'])
    const info = await send(alice, 'transfer(address,uint256)', bob, 50_000_000n)
    expect(kinds(info)).toEqual(['Transfer', 'Transfer'])
    expect(await balanceOf(bob)).toBe(100_000_000n + 50_000_000n - 50_000n)
  })

  it('lets anybody write a transfer of nothing into another history', async () => {
    const info = await send(bob, 'transferFrom(address,address,uint256)', alice, carol, 0n)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(kinds(info)).toEqual(['Transfer'])
  })

  it('spends an allowance and no more', async () => {
    await send(alice, 'approve(address,uint256)', bob, 5n)
    expect((await send(bob, 'transferFrom(address,address,uint256)', alice, carol, 6n)).receipt.result).toBe('REVERT')
    expect((await send(bob, 'transferFrom(address,address,uint256)', alice, carol, 5n)).receipt.result).toBe('SUCCESS')
    expect(await balanceOf(carol)).toBe(5n)
  })

  it('is issued, redeemed and deprecated by its owner alone', async () => {
    expect(kinds(await send(sandbox.bank, 'issue(uint256)', 5n))).toEqual(['Issue', 'Transfer'])
    expect(kinds(await send(sandbox.bank, 'redeem(uint256)', 5n))).toEqual(['Redeem', 'Transfer'])
    expect((await send(alice, 'issue(uint256)', 5n)).receipt.result).toBe('REVERT')
    expect(kinds(await send(sandbox.bank, 'deprecate(address)', carol))).toEqual(['Deprecate'])
    // It now asks its successor, and there is none.
    expect((await send(alice, 'transfer(address,uint256)', bob, 1n)).receipt.result).not.toBe('SUCCESS')
  })
})
