import { randomUUID } from 'node:crypto'
import { chainCommands } from '@stablegate/contracts'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenCall } from './chain/fake-chain.spec-support.ts'
import { chainWatcher } from './service.ts'
import { encodeAddress } from '@stablegate/tron'
import { TronStub } from './tron/tron-stub.spec-support.ts'
import type { TransferRow } from './views/transfers.ts'

const token = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c'
const [ours, stranger] = ['0c'.repeat(20), 'dd'.repeat(20)]
const stub = new TronStub()
let nats: Nats
let database = ''
let url = ''

beforeAll(async () => {
  [nats, database, url] = await Promise.all([launchNats({ own: true }), testDatabase(), stub.listen()])
})
afterAll(async () => {
  stub.close()
  await nats?.stop()
})

const start = async (config: Readonly<Record<string, string>>): Promise<Running> => {
  const running = await boot(chainWatcher, {
    env: {}, migrate: true,
    config: {
      EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', PORT: 0,
      LOG_LEVEL: 'silent', CHAIN_POLL_MS: '20', CHAIN_NODE_CALLS_PER_S: '10000', ...config,
    },
  })
  await running.ready()
  return running
}
const worker = async (running: Running): Promise<Readonly<Record<string, unknown>>> =>
  (await running.status()).workers['chain-watcher/chain'] ?? {}
const transfersOf = async (running: Running): Promise<readonly TransferRow[]> => {
  const answer = await running.queries.ask<TransferRow[]>('chain-watcher', 'transfers', {
    chain: 'sandbox', address: encodeAddress(ours),
  })
  return answer.status === 'answered' ? answer.value : []
}

describe('the chain-watcher on real servers', () => {
  it('idles without nodes, and says so', async () => {
    const running = await start({})
    expect(await worker(running)).toMatchObject({ idle: expect.stringContaining('CHAIN_NODES') })
    await running.stop()
  })

  it('watches, credits, goes on after a restart, and shows how far it is', async () => {
    const config = { CHAIN_NODES: url, CHAIN_TOKENS: encodeAddress(token) }
    stub.chain.mineMany(30)
    let running = await start(config)
    const answer = await running.commands.send(chainCommands.watch.type, {
      chain: 'sandbox', list: 'one', addresses: [encodeAddress(ours)],
    }, { id: randomUUID(), actor: 'spec' })
    if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
    await waitFor(async () => (await running.context('chain-watcher').events.readLog('chain-watcher', answer.position, 10))
      .some(({ type }) => type === 'chain.addresses_confirmed'))
    stub.chain.mine([tokenCall(token, [{ from: stranger, to: ours, amount: 12_500_000n }])])
    const observed = await waitFor(async () => (await transfersOf(running))[0])
    expect(observed).toMatchObject({ assurance: 'observed', amount_micro: 12_500_000n })

    // It becomes solid while nobody looks, and the network goes on.
    await running.stop()
    stub.chain.mineMany(200)
    running = await start(config)
    await waitFor(async () => (await transfersOf(running))[0]?.assurance === 'solid')
    await waitFor(async () => (await worker(running))['cursor'] === stub.chain.solid)
    expect(await worker(running)).toMatchObject({
      addresses: 1, head: stub.chain.head, openTransfers: 0, nodes: [{ resting: false, head: stub.chain.head }],
    })
    const metricsUrl = `${running.urls['chain-watcher']}/metrics`
    await waitFor(async () =>
      (await (await fetch(metricsUrl)).text()).includes('stablegate_chain_lag_blocks{chain="sandbox"} 0'))

    // A node that is away is an alert, not a lie.
    stub.instead = () => ({ status: 503, body: '' })
    await waitFor(async () => (await worker(running))['alert'] !== undefined)
    stub.instead = () => undefined
    await waitFor(async () => (await worker(running))['alert'] === undefined)
    await running.stop()
  })
})
