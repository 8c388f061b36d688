import { waitFor } from '@stablegate/testing'
import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liveADay } from './browser/history.ts'
import { buildTown, type Town } from './browser/town.ts'
import { askedToPay, disputed, onlyPeopleAccept, readyForPayouts, sweptDeposit } from './browser/troubles.ts'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { operationsOf, type Operation } from './openapi-values.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, textOf, usdt, World } from './world.ts'

type Json = Record<string, unknown>
type List = { readonly operation: Operation; readonly filter: string }
type Page = { readonly data: readonly Json[]; readonly has_more: boolean }
const patience = { deadlineMs: 60_000, everyMs: 100 }

let system: LocalSystem
let world: World
let town: Town
let lists: readonly Operation[]
/** What paths of lists name. */
let names: Readonly<Record<string, string>>

/** Overpaid on chain, with a refund of what is too much. */
const refundsOf = async (key: string, payer: CustomerWallet): Promise<void> => {
  for (const reference of ['too-much-1', 'too-much-2', 'too-much-3']) {
    const payment = textOf(await world.api.post('/v1/payments', { reference, amount: usdt('10.000000') }, { key }), 'id')
    const { address } = await world.chooseOnChain(payment)
    await payer.pay(address, 12_000_000n)
    await world.paymentIs(town.merchant, payment, 'unresolved')
    await world.api.post(`/v1/payments/${payment}/refunds`, { amount: usdt('1'), source: 'unapplied', reason: 'Too much.' }, { key })
  }
}

const disputes = async (): Promise<void> => {
  await onlyPeopleAccept(world, town)
  for (const number of [0, 1, 2]) {
    await disputed(world, town.otc, await askedToPay(world, town.merchant, `disputed-${number}`, `${300 + number}.00`, `Li Wei ${number}`))
  }
}

const untilThereAre = (count: number, path: string): Promise<unknown> => waitFor(
  async () => ((await world.api.get(path, { key: operatorKeys.ann }))['data'] as Json[]).length >= count,
  { ...patience, what: `${count} of ${path}` })

const incidents = async (chain: LocalChain): Promise<void> => {
  const thief = new TronWeb({ fullHost: chain.sandbox.url, privateKey: Buffer.from(treasuryKeys.hot.privateKey).toString('hex') })
  for (const count of [1, 2, 3]) {
    await thief.trx.sendTransaction((await CustomerWallet.open(chain, 1_000_000n)).address, 1_000_000)
    await untilThereAre(count, '/v1/incidents')
  }
}

beforeAll(async () => {
  system = await startLocalSystem({
    name: 'paging', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3, stakedTrx: 17_000 },
    config: { TREASURY_SWEEP_USDT: '50', TREASURY_SWEEP_POLL_MS: '200', SEALER_INTERVAL_MS: '300' },
  })
  const chain = system.servers.chain
  if (chain === undefined) throw new Error('there is a chain')
  world = new World(system.url)
  town = await buildTown(world)
  const { key } = town.merchant
  await Promise.all(['One', 'Two', 'Three'].map((name) => world.merchant({ name })))
  for (const name of ['a', 'b']) {
    await world.operate('/v1/test_users', {
      email: `${name}@example.com`, name, password: 'a password of twelve', role: 'merchant_viewer', holder: town.merchant.id,
    })
  }
  await Promise.all(['Harbour', 'Haven'].map((name) => world.operate('/v1/acceptors', { name, owner: name })))
  await liveADay(world, town)
  const destination = await readyForPayouts(world, chain, town.merchant)
  let payout = ''
  for (const amount of ['10', '11', '12']) {
    payout = textOf(await world.api.post('/v1/payouts', { to: destination, amount: usdt(amount) }, { key }), 'id')
    await waitFor(async () => (await world.api.get(`/v1/payouts/${payout}`, { key }).catch(() => ({})) as Json)['status'] === 'confirmed',
      { ...patience, what: `payout of ${amount}` })
    for (const more of ['1', '2', '3']) await world.operate('/v1/test_funds', { holder: town.merchant.id, amount: usdt(more) })
  }
  await sweptDeposit(world, town, chain)
  await refundsOf(key, await CustomerWallet.open(chain, 100_000_000n))
  for (const _ of [1, 2, 3]) await (await CustomerWallet.open(chain, 80_000_000n)).pay(await world.depositAddress(town.otc), 60_000_000n)
  // Of strangers, to where nobody was asked to pay.
  for (const count of [2, 3]) {
    await (await CustomerWallet.open(chain, 30_000_000n)).pay(treasuryKeys.hot.address, 20_000_000n)
    await untilThereAre(count, '/v1/suspense')
  }
  await disputes()
  for (const count of [1, 2, 3]) {
    await world.api.post('/v1/reserves/prove', {}, { key: operatorKeys.ann })
    await untilThereAre(count, '/v1/reserves')
  }
  await incidents(chain)
  const document = await (await fetch(`${system.url}/v1/openapi.json`)).json() as Parameters<typeof operationsOf>[0]
  lists = operationsOf(document).filter(({ parameters }) => parameters.some(({ name }) => name === 'ending_before'))
  names = { payout, log: 'ledger' }
}, 300_000)
afterAll(() => system?.stop())

/** Who is asked: the first of these that the list is for. */
const keyFor = ({ roles }: Operation): string => roles.includes('merchant') ? town.merchant.key
  : roles.includes('acceptor') ? town.otc.key : operatorKeys.ann

/** What items of a list are told apart by, and pages go on from. */
const cursorOf = (id: string, item: Json): string => {
  const field = { listAccounts: 'account', listCases: 'payment', listFeeInvoices: 'month', listOriginsOfFunds: 'order', listCheckpoints: 'size' }[id]
  return String(item[field ?? (item['cursor'] === undefined ? 'id' : 'cursor')])
}

/** Of these a system of a day has no more. */
const few: Readonly<Record<string, number>> = { listFeeInvoices: 1, listSweeps: 1 }

/** Lists that are asked by a query of their own for each of these. */
const filtersOf = ({ id }: Operation): readonly string[] => ({
  getAccountStatement: [`&owner=${town.merchant.id}`, `&account=merchant:${town.merchant.id}:available`],
  listAccounts: ['', `&at=${encodeURIComponent(new Date().toISOString())}`], listJournal: ['', '&by=account'],
  listPayments: ['', '&status=settled'],
}[id] ?? [''])

const pageOf = async ({ operation, filter }: List, limit: number, more = ''): Promise<Page> => {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name)
  return await world.api.get(`${path}?limit=${limit}${filter}${more}`, { key: keyFor(operation) }) as Page
}

/** Every page beside each of the first items, both ways, is the slice of the list that lies there. */
const faultsOf = async (list: List, all: readonly Json[], isWhole: boolean): Promise<readonly unknown[]> => {
  const { operation } = list
  const faults: unknown[] = []
  const ids = all.map((item) => cursorOf(operation.id, item))
  for (const [at, cursor] of ids.slice(0, 9).entries()) {
    for (const limit of [1, 3]) {
      const from = encodeURIComponent(cursor)
      const older = await pageOf(list, limit, `&starting_after=${from}`)
      const newer = await pageOf(list, limit, `&ending_before=${from}`)
      const shown = [older, newer].map(({ data, has_more: more }) => [data.map((item) => cursorOf(operation.id, item)), more])
      const expected = [
        [ids.slice(at + 1, at + 1 + limit), ids.length > at + 1 + limit || !isWhole], [ids.slice(Math.max(0, at - limit), at), at > limit],
      ]
      if (JSON.stringify(shown) !== JSON.stringify(expected)) faults.push([operation.id, list.filter, at, limit, ...shown])
    }
  }
  return faults
}

describe('every list that is paged', () => {
  it('is paged on and back by the same cursor: none missed, none twice, in the order of the list', async () => {
    expect(lists.length).toBeGreaterThan(18)
    const [faults, thin]: [unknown[], unknown[]] = [[], []]
    for (const list of lists.flatMap((operation) => filtersOf(operation).map((filter) => ({ operation, filter })))) {
      const { id } = list.operation
      // What moved while it was looked at is looked at again.
      const looked = await waitFor(async () => {
        const before = await pageOf(list, 100)
        const found = await faultsOf(list, before.data, !before.has_more)
        const after = await pageOf(list, 100)
        const ids = [before, after].map(({ data }) => data.map((item) => cursorOf(id, item)).join())
        return ids[0] === ids[1] && { found, count: after.data.length }
      }, { ...patience, what: `${id} to stand still` })
      faults.push(...looked.found)
      if (looked.count < (few[id] ?? 3)) thin.push([id, list.filter, looked.count])
    }
    expect(faults).toEqual([])
    // A list with nothing in it passes whatever it does.
    expect(thin).toEqual([])
  }, 300_000)

  it('refuses both ways at once', async () => {
    const { status, body } = await world.api.call(
      'GET', '/v1/payments?starting_after=pay_1&ending_before=pay_2', undefined, { key: town.merchant.key })
    expect([status, body['code']]).toEqual([422, 'request_invalid'])
  })
})
