import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { hexOf } from './codec/hex.ts'
import { startSandbox, type Sandbox } from './index.ts'

// Base energy of main net's USDT contract, genuine or executed from its own code (no penalty). Ours
// is another contract with the same meaning: it must come near, not equal.

const genuine = {
  transferToHolder: 14_650,
  transferToNew: 29_650,
  insufficient: 1_984,
  decimals: 508,
  balanceOf: 935,
  zeroTransfer: 14_584,
  whilePaused: 829,
  approve: 22_688,
}

const holder = '4173a5993cd182ae152adad8203163f780c65a8aa5'
const stranger = '4113b7a37a0c7374ad2de581567721592f79aa8d52'
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ blockMs: 0, tokenEnergyFactor: 0 })
  await sandbox.faucet(holder, { trxSun: 1_000_000_000n, usdtMicro: 1_000_000n })
  await sandbox.mine()
})
afterAll(() => sandbox.stop())

const word = (value: bigint | string): string =>
  typeof value === 'string' ? value.slice(2).padStart(64, '0') : value.toString(16).padStart(64, '0')

const selector = (signature: string): string => hexOf(keccak_256(new TextEncoder().encode(signature))).slice(0, 8)

type Answer = { readonly energy_used: number; readonly energy_penalty?: number; readonly constant_result: string[] }

const call = async (from: string, signature: string, ...args: (bigint | string)[]): Promise<Answer> =>
  (await sandbox.call('wallet/triggerconstantcontract', {
    owner_address: from, contract_address: sandbox.token.address, data: selector(signature) + args.map(word).join(''),
  })) as unknown as Answer

const near = (used: number, wanted: number): void => {
  expect(used, `used ${used}, genuine ${wanted}`).toBeGreaterThan(wanted * 0.9)
  expect(used, `used ${used}, genuine ${wanted}`).toBeLessThan(wanted * 1.1)
}

describe('energy of the token beside the genuine one', () => {
  it.each([
    ['a transfer to a holder', 'transferToHolder', 'transfer(address,uint256)', [holder, 7n]],
    ['a transfer to a new address', 'transferToNew', 'transfer(address,uint256)', [stranger, 7n]],
    ['a transfer of nothing', 'zeroTransfer', 'transfer(address,uint256)', [stranger, 0n]],
    ['an approval', 'approve', 'approve(address,uint256)', [stranger, 7n]],
    ['decimals', 'decimals', 'decimals()', []],
    ['balanceOf', 'balanceOf', 'balanceOf(address)', [holder]],
  ] as const)('%s', async (_name, figure, signature, args) => {
    const { energy_used: used } = await call(sandbox.bank.address, signature, ...args)
    near(used, genuine[figure])
  })

  it('a transfer of more than there is', async () => {
    const { energy_used: used, constant_result: result } = await call(stranger, 'transfer(address,uint256)', holder, 7n)
    near(used, genuine.insufficient)
    expect(result[0]).toBe('')
  })

  it('adds the penalty of dynamic energy, 3.4 times at its maximum', async () => {
    const dear = await startSandbox({ blockMs: 0 })
    const answer = (await dear.call('wallet/triggerconstantcontract', {
      owner_address: dear.bank.address, contract_address: dear.token.address,
      data: selector('transfer(address,uint256)') + word(stranger) + word(7n),
    })) as unknown as Answer
    const { energy_used: base } = await call(sandbox.bank.address, 'transfer(address,uint256)', stranger, 7n)
    const penalty = Number(answer.energy_penalty)
    expect(answer.energy_used).toBe(base + penalty)
    // Genuine: 29,650 and 100,635. Each opcode's share is rounded down, so a little under 3.4.
    expect(penalty / base).toBeGreaterThan(3.38)
    expect(penalty / base).toBeLessThanOrEqual(3.4)
    await dear.stop()
  })
})
