import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base58Of, startSandbox, type Sandbox } from './index.ts'

// The event client is tronweb's own, as it comes from npm.

const keyOf = (number: number): string => number.toString(16).padStart(64, '0')
const addressOf = (key: string): string => String(TronWeb.address.fromPrivateKey(key))
const people = [21, 22, 23, 24, 25].map((number) => addressOf(keyOf(number)))

let sandbox: Sandbox
let tronWeb: TronWeb
let token = ''
/** Five payments, each in a block of its own, of 1 to 5 USDT. */
const paid: { readonly id: string; readonly block: number }[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, blockMs: 0, solidLagBlocks: 2, startAtMs: 1_800_000_000_000 })
  tronWeb = new TronWeb({ fullHost: sandbox.url, privateKey: keyOf(20) })
  token = base58Of(sandbox.token.address)
  await sandbox.mine()
  for (const [index, address] of people.entries()) {
    const [id = ''] = await sandbox.faucet(address, { usdtMicro: BigInt(index + 1) * 1_000_000n })
    paid.push({ id, block: (await sandbox.mine()).number })
  }
})
afterAll(() => sandbox.stop())

type Event = {
  readonly block_number: number
  readonly event_name: string
  readonly result: Readonly<Record<string, string>>
  readonly transaction_id: string
  readonly _unconfirmed?: boolean
}
type Options = Parameters<TronWeb['event']['getEventsByContractAddress']>[1]
type Page = { readonly data?: readonly unknown[]; readonly meta: { readonly fingerprint?: string; readonly links?: { readonly next?: string } } }

const eventsIn = (page: unknown): readonly Event[] => ((page as Page).data ?? []) as readonly Event[]
const ofToken = async (options: Options = {}): Promise<readonly Event[]> =>
  eventsIn(await tronWeb.event.getEventsByContractAddress(token, { eventName: 'Transfer', ...options }))
const amounts = (events: readonly Event[]): readonly number[] =>
  events.map(({ result }) => Number(result['value']) / 1_000_000)

describe('the event plugin, asked by tronweb', () => {
  it('gives the events of a contract, the latest first, in the words of its ABI', async () => {
    const events = await ofToken({ limit: 1 })
    const last = paid.at(-1)
    const to = tronWeb.address.toHex(people[4] ?? '').replace(/^41/, '0x')
    const from = sandbox.bank.address.replace(/^41/, '0x')
    expect(events).toEqual([{
      block_number: last?.block, block_timestamp: sandbox.headAtMs,
      caller_contract_address: token, contract_address: token, event_index: 0, event_name: 'Transfer',
      event: 'Transfer(address indexed from, address indexed to, uint256 value)',
      result: { 0: from, 1: to, 2: '5000000', from, to, value: '5000000' },
      result_type: { from: 'address', to: 'address', value: 'uint256' },
      transaction_id: last?.id, _unconfirmed: true,
    }])
    expect(amounts(await ofToken())).toEqual(expect.arrayContaining([5, 4, 3, 2, 1]))
    expect(amounts((await ofToken()).slice(0, 5))).toEqual([5, 4, 3, 2, 1])
  })

  it('tells solid ones from others', async () => {
    expect(amounts((await ofToken({ onlyUnconfirmed: true })))).toEqual([5, 4])
    const confirmed = await ofToken({ onlyConfirmed: true })
    expect(amounts(confirmed.slice(0, 3))).toEqual([3, 2, 1])
    expect(confirmed.every((event) => event._unconfirmed === undefined)).toBe(true)
    await expect(ofToken({ onlyConfirmed: true, onlyUnconfirmed: true })).rejects.toThrow('400')
  })

  it('filters by name, block and time, in either order', async () => {
    const third = paid[2]?.block ?? 0
    expect(amounts(await ofToken({ blockNumber: third }))).toEqual([3])
    const { timestamp } = (await tronWeb.trx.getBlockByNumber(third)).block_header.raw_data
    expect(amounts(await ofToken({ minBlockTimestamp: timestamp }))).toEqual([5, 4, 3])
    expect(amounts(await ofToken({ minBlockTimestamp: timestamp, orderBy: 'block_timestamp,asc' }))).toEqual([3, 4, 5])
    expect(amounts(await ofToken({ minBlockTimestamp: timestamp, maxBlockTimestamp: timestamp }))).toEqual([3])
    expect(await ofToken({ eventName: 'Approval' })).toEqual([])
    await expect(ofToken({ orderBy: 'amount,asc' as never })).rejects.toThrow('400')
  })

  it.each(['block_timestamp,asc', 'block_timestamp,desc'] as const)('pages by fingerprints, %s: each event once', async (orderBy) => {
    const all = await ofToken({ orderBy, limit: 200 })
    const seen: Event[] = []
    let fingerprint: string | undefined
    do {
      const page = await tronWeb.event.getEventsByContractAddress(token, {
        eventName: 'Transfer', orderBy, limit: 2, ...(fingerprint === undefined ? {} : { fingerprint }),
      }) as Page
      expect(page.data?.length).toBeLessThanOrEqual(2)
      seen.push(...eventsIn(page))
      fingerprint = page.meta.fingerprint
      expect(page.meta.links?.next === undefined).toBe(fingerprint === undefined)
    } while (fingerprint !== undefined)
    expect(seen).toEqual(all)
    expect(all.length).toBeGreaterThanOrEqual(5)
  })

  it('promises no next page where a full one was the last', async () => {
    const { timestamp } = (await tronWeb.trx.getBlockByNumber(paid[1]?.block ?? 0)).block_header.raw_data
    const page = await tronWeb.event.getEventsByContractAddress(token, {
      eventName: 'Transfer', minBlockTimestamp: timestamp, limit: 4,
    }) as Page
    expect(amounts(eventsIn(page))).toEqual([5, 4, 3, 2])
    expect(page.meta.fingerprint).toBeUndefined()
  })

  it('refuses a fingerprint of another question, and follows the link of its own', async () => {
    const first = await tronWeb.event.getEventsByContractAddress(token, { eventName: 'Transfer', limit: 2 }) as Page
    const fingerprint = first.meta.fingerprint ?? ''
    await expect(ofToken({ fingerprint, onlyConfirmed: true })).rejects.toThrow('400')
    await expect(ofToken({ fingerprint: 'nonsense' })).rejects.toThrow('400')
    const next = await (await fetch(first.meta.links?.next ?? '')).json()
    expect(amounts(eventsIn(next))).toEqual([3, 2])
    const refused = await fetch(`${sandbox.url}/v1/contracts/${token}/events?limit=201`)
    expect([refused.status, await refused.json()]).toEqual([400, { success: false, error: 'limit is from 1 to 200', statusCode: 400 }])
  })

  it('gives the events of a transaction and of a block', async () => {
    const [first, last] = [paid[0], paid.at(-1)]
    expect(amounts(eventsIn(await tronWeb.event.getEventsByTransactionID(first?.id ?? '')))).toEqual([1])
    expect(eventsIn(await tronWeb.event.getEventsByTransactionID('00'.repeat(32)))).toEqual([])
    const unsolid = { only_confirmed: true }
    expect(eventsIn(await tronWeb.event.getEventsByTransactionID(last?.id ?? '', unsolid))).toEqual([])
    expect(amounts(eventsIn(await tronWeb.event.getEventsByBlockNumber(first?.block ?? 0)))).toEqual([1])
    expect(eventsIn(await tronWeb.event.getEventsByBlockNumber(sandbox.headNumber + 1))).toEqual([])
    expect(amounts(eventsIn(await tronWeb.event.getEventsOfLatestBlock()))).toEqual([5])
    expect(amounts(eventsIn(await tronWeb.event.getEventsOfLatestBlock(unsolid)))).toEqual([3])
  })

  it('shows what a node shows: as of an older block, without infos that are not there, or a refusal', async () => {
    sandbox.faults.add({ kind: 'older', blocks: 1, times: 1 })
    expect(amounts(await ofToken({ limit: 1 }))).toEqual([4])
    sandbox.faults.add({ kind: 'late-infos', blocks: 2, times: 1 })
    expect(amounts(await ofToken({ limit: 1 }))).toEqual([3])
    sandbox.faults.add({ kind: 'status', status: 429, path: 'v1/contracts', times: 1 })
    await expect(ofToken()).rejects.toThrow('429')
  })

  it('knows no other path', async () => {
    for (const path of ['v1/contracts', 'v1/contracts/x/transactions', 'v1/accounts/x/events', `v1/blocks/1/events/more`]) {
      expect((await fetch(`${sandbox.url}/${path}`)).status).toBe(404)
    }
    expect((await fetch(`${sandbox.url}/v1/blocks/1/events`, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`${sandbox.url}/v1/contracts/nobody/events`)).status).toBe(400)
  })
})
