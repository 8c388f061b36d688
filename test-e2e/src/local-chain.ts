import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sealSeed } from '@stablegate/signer'
import { keyOfSeed, watchOnlyKeyOf, type SeedKey } from '@stablegate/tron'
import { waitFor } from '@stablegate/testing'
import { base58Of, startSandbox, type Sandbox } from '@stablegate/tron-sandbox'
import { TronWeb } from 'tronweb'

/** The treasury's seed in every local system: known to everybody, as all secrets of test mode. */
export const testSeed = Buffer.from('5a'.repeat(32), 'hex')

const treasuryKey = (index: number): SeedKey => keyOfSeed(testSeed, `m/44'/195'/1'/0/${index}`)

/** Deposit addresses lie in account 0; the treasury's own keys in account 1. */
export const treasuryKeys = { hot: treasuryKey(0), cold: treasuryKey(1), gas: treasuryKey(2) } as const

export type ChainOptions = {
  /** Time between blocks; 0 makes them only when told. Default 500. */
  readonly blockMs?: number
  /** Blocks between the head and the last solid one. Default 3. */
  readonly solidLagBlocks?: number
  /** TRX that the gas address has staked for energy before anything is watched. Default 0. */
  readonly stakedTrx?: number
  /** TRX that the hot address begins with. Default 100,000. */
  readonly hotTrx?: number
}

/** A TRON network of this machine alone, and what services must know of it. */
export type LocalChain = {
  readonly sandbox: Sandbox
  /** The USDT contract, as people see it. */
  readonly token: string
  readonly config: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const passphrase = 'known to everybody, as all of this'
/** TRX that the treasury's own accounts begin with. */
const ownTrx = 100_000

const dataFileOf = (name: string): string => {
  const folder = process.env['STABLEGATE_RUN_DIR'] ?? fileURLToPath(new URL('../../.run', import.meta.url))
  mkdirSync(folder, { recursive: true })
  return join(folder, `${name}-chain.json`)
}

/** Stakes TRX of the gas address, as its owner does before the treasury is opened: nobody here signs that. */
const stake = async (sandbox: Sandbox, trx: number): Promise<void> => {
  const { address, privateKey } = treasuryKeys.gas
  const tronWeb = new TronWeb({ fullHost: sandbox.url, privateKey: Buffer.from(privateKey).toString('hex') })
  const patience = { deadlineMs: 60_000, what: 'the stake' }
  await waitFor(async () => (await tronWeb.trx.getUnconfirmedBalance(address)) > trx * 1_000_000, patience)
  const built = await tronWeb.transactionBuilder.freezeBalanceV2(trx * 1_000_000, 'ENERGY', address)
  await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built as never))
  await waitFor(async () => 'id' in await tronWeb.trx.getTransactionInfo(built.txID), patience)
}

/** Starts the sandbox on a free port. With `keep` its blocks are there at the next start. */
export const startLocalChain = async (
  options: ChainOptions & { readonly name: string; readonly keep: boolean },
): Promise<LocalChain> => {
  const { name, keep, blockMs = 500, solidLagBlocks = 3, stakedTrx = 0, hotTrx = ownTrx } = options
  const sandbox = await startSandbox({
    port: 0, blockMs, solidLagBlocks, admin: true, ...(keep ? { dataFile: dataFileOf(name) } : {}),
  })
  const keys = mkdtempSync(join(tmpdir(), 'stablegate-keys-'))
  const keyFile = join(keys, 'signer.json')
  writeFileSync(keyFile, sealSeed(testSeed, passphrase), { mode: 0o600 })
  if (sandbox.headNumber < 3) {
    const begin = [[treasuryKeys.hot, hotTrx], [treasuryKeys.gas, ownTrx]] as const
    for (const [{ address }, trx] of begin) await sandbox.faucet(address, { trxSun: BigInt(trx) * 1_000_000n })
    if (stakedTrx > 0) await stake(sandbox, stakedTrx)
  }
  const token = base58Of(sandbox.token.address)
  const pollMs = String(Math.max(50, Math.floor(blockMs / 2)))
  return {
    sandbox,
    token,
    config: {
      CHAIN_NODES: sandbox.url, SANDBOX_URL: sandbox.url, CHAIN_TOKENS: token, CHAIN_POLL_MS: pollMs, CHAIN_NODE_CALLS_PER_S: '5000',
      CHAIN_CHECKPOINT_BLOCKS: '2', SCREENING_POLL_MS: '100',
      RESERVES_POLL_MS: '1000', RESERVES_GRACE_MS: '20000',
      TREASURY_XPUB: watchOnlyKeyOf(testSeed), TREASURY_HOT: treasuryKeys.hot.address,
      TREASURY_COLD: treasuryKeys.cold.address, TREASURY_GAS: treasuryKeys.gas.address, TREASURY_TOKEN: token,
      TREASURY_POLL_MS: '100', TREASURY_LIFE_MS: '30000', TREASURY_BROADCAST_MS: '1000',
      SIGNER_KEY_FILE: keyFile, SIGNER_KEY_PASSPHRASE: passphrase, SIGNER_TOKEN: token, SIGNER_POLL_MS: '100',
      SIGNER_COLD: treasuryKeys.cold.address,
    },
    stop: async () => {
      await sandbox.stop()
      rmSync(keys, { recursive: true, force: true })
    },
  }
}
