import { startSandbox, type Sandbox } from '@stablegate/tron-sandbox'
import { afterAll, describe } from 'vitest'
import { chainNodeContract } from '../chain/node-contract.spec-support.ts'
import { encodeAddress } from '@stablegate/tron'
import { TronHttpNode } from './http-node.ts'

const sandboxes: Sandbox[] = []
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.stop())))

const customer = '0d'.repeat(20)

describe('the TRON adapter keeps the contract of the port over a TRON node', () => {
  chainNodeContract(async () => {
    const sandbox = await startSandbox({ port: 0, blockMs: 0 })
    sandboxes.push(sandbox)
    return {
      node: new TronHttpNode({ url: sandbox.url, timeoutMs: 5_000 }),
      mine: async (blocks) => { await sandbox.mine(blocks) },
      pay: async (amount) => {
        const [txid = ''] = await sandbox.faucet(encodeAddress(customer), { usdtMicro: amount })
        await sandbox.mine(1)
        return { txid, from: sandbox.bank.address.slice(2), to: customer }
      },
      fork: async (depth) => { await sandbox.fork({ depth }) },
    }
  })
})
