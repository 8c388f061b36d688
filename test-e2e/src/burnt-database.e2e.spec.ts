import { randomUUID } from 'node:crypto'
import { addressCommands, walletCommands, type AccountBalance, type Deposit, type MessageOf, type walletEvents } from '@stablegate/contracts'
import { chainWatcher } from '@stablegate/chain-watcher'
import { boot, type Running } from '@stablegate/host'
import { decode } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { notifier } from '@stablegate/notifier'
import { treasury } from '@stablegate/treasury'
import { keyOfSeed } from '@stablegate/tron'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { startLocalChain, testSeed, type LocalChain } from './local-chain.ts'
import { testConfig } from './system.ts'

type Assigned = MessageOf<typeof walletEvents.assigned>['data']
type AddressRow = { readonly id: string; readonly address: string; readonly is_ready: boolean }

let chain: LocalChain
let nats: Nats
let log = ''

beforeAll(async () => {
  [chain, nats, log] = await Promise.all([
    startLocalChain({ name: 'burnt', keep: false, blockMs: 100, solidLagBlocks: 2 }), launchNats({ own: true }), testDatabase(),
  ])
})
afterAll(() => Promise.all([chain?.stop(), nats?.stop()]))

/** All that is not the log is in a database of its own, which is new each time. */
const start = async (): Promise<Running> => {
  const running = await boot([ledger, chainWatcher, notifier, treasury], {
    env: {}, migrate: true,
    config: {
      ...testConfig, ...chain.config, EVENT_STORE_URL: log, DATABASE_URL: await testDatabase(), NATS_URL: nats.url, PORT: 0,
      LOG_LEVEL: 'error',
    },
  })
  await running.ready(60_000)
  return running
}

const patience = { deadlineMs: 60_000, everyMs: 50 }

const told = async (running: Running, type: string): Promise<readonly Record<string, unknown>[]> =>
  (await running.context('treasury').events.readLog('treasury', 0, 10_000))
    .filter((event) => event.type === type).map(({ data }) => decode<Record<string, unknown>>(data))

const addressOf = (running: Running, acceptor: string): Promise<AddressRow> => waitFor(async () => {
  const answer = await running.queries.ask<AddressRow | null>('treasury', 'address', { chain: 'sandbox', holder: acceptor })
  return answer.status === 'answered' && answer.value?.is_ready === true && answer.value
}, { ...patience, what: `the address of ${acceptor}` })

const assign = (running: Running, acceptor: string) => running.commands.send(walletCommands.assign.type, {
  chain: 'sandbox', holder: { kind: 'acceptor', acceptor },
}, { id: randomUUID(), actor: 'spec' })

const balance = async (running: Running, account: string): Promise<bigint> => {
  const answer = await running.queries.ask<{ accounts: readonly AccountBalance[] }>('ledger', 'balances', { ledger: 'usdt-sandbox', accounts: [account] })
  if (answer.status !== 'answered') throw new Error(JSON.stringify(answer))
  return answer.value.accounts.find((each) => each.account === account)?.postedMicro ?? 0n
}

const credited = (running: Running, acceptor: string, micro: bigint): Promise<unknown> =>
  waitFor(async () => (await balance(running, `acceptor:${acceptor}`)) === micro, { ...patience, what: `${micro} for ${acceptor}` })

it('recovers from a burnt database: every address out of seed and log, every deposit counted once', async () => {
  let running = await start()
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  const acceptors = ['acc_1', 'acc_2', 'acc_3']
  for (const acceptor of acceptors) await waitFor(async () => (await assign(running, acceptor)).status === 'accepted', patience)
  const addresses = await Promise.all(acceptors.map((acceptor) => addressOf(running, acceptor)))
  await customer.pay(addresses[0]?.address ?? '', 7_000_000n)
  await customer.pay(addresses[1]?.address ?? '', 5_000_000n)
  await credited(running, 'acc_1', 7_000_000n)
  await credited(running, 'acc_2', 5_000_000n)
  await running.stop()

  // Nothing is left but the log. While all is down, somebody pays.
  await customer.pay(addresses[0]?.address ?? '', 1_000_000n)
  running = await start()
  for (const [index, acceptor] of acceptors.entries()) {
    expect((await addressOf(running, acceptor)).address).toBe(addresses[index]?.address)
  }
  await credited(running, 'acc_1', 8_000_000n)
  await credited(running, 'acc_2', 5_000_000n)
  expect((await told(running, 'deposit.solid')).map(({ deposit }) => deposit).length).toBe(3)

  // The keys of all of them come out of the seed by the indices of the log alone.
  const assigned = (await told(running, 'address.assigned')) as unknown as readonly Assigned[]
  for (const { index, address } of assigned) expect(keyOfSeed(testSeed, `m/44'/195'/0'/0/${index}`).address).toBe(address)

  // What was given out is given out, and the next holder gets the next index.
  expect(await assign(running, 'acc_1')).toMatchObject({ status: 'rejected', code: 'holder_has_address' })
  expect(await assign(running, 'acc_4')).toMatchObject({ status: 'accepted' })
  expect((await told(running, 'address.assigned')).at(-1)).toMatchObject({ index: 3 })
  const [deposit] = (await told(running, 'deposit.solid')) as unknown as readonly Deposit[]
  expect(await running.commands.send(addressCommands.recordScreening.type, {
    chain: 'sandbox', address: deposit?.address, deposit: deposit?.deposit, outcome: 'reject', reason: 'late',
  }, { id: randomUUID(), actor: 'spec' })).toMatchObject({ status: 'accepted', events: [] })
  await running.stop()
}, 180_000)
