import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  addressCommands, chainCommands, depositIdOf, incidentCommands, ledgerCommands, reservesCommands, walletCommands,
  type ChainTransfer,
  type AccountBalance,
} from '@stablegate/contracts'
import { chainWatcher } from '@stablegate/chain-watcher'
import { boot, type Running } from '@stablegate/host'
import { decode } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { notifier } from '@stablegate/notifier'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { treasury } from '@stablegate/treasury'
import { accountOf, watchOnlyKeyOf } from '@stablegate/tron'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testSeed, treasuryKeys } from './local-chain.ts'
import { testConfig } from './system.ts'

// The watcher idles: what is on chain is told by its own commands, so that it can be anything.

const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const [good, bad, odd] = ['TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC', 'TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC', 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'] as const
const patience = { deadlineMs: 30_000, everyMs: 50 }
const session = randomUUID()
const hash = (number: number): string => number.toString(16).padStart(64, '0')
/** Ids of transactions differ from their first digit on, as hashes do. */
const txidOf = (number: number): string => number.toString(16).padStart(8, '0').padEnd(64, 'f')
const block = (number: number) => ({ number, hash: hash(number), atMs: Date.now() })

let nats: Nats
let services: Running
let proving: Running
const nodes: Server[] = []
let treasuryConfig: Record<string, unknown>
let solidNumber = 10
let transactions = 0
/** What the node says of an address; what it says of none is what the logs say. */
const balances = new Map<string, bigint>()
/** What the second node says otherwise. */
const otherBalances = new Map<string, bigint>()
let isSecondAway = false
let balanceAskedAtMs = 0

const answerOf = (isSecond: boolean, path: string, body: { parameter?: string }): object => {
  if (isSecond && isSecondAway) return { Error: 'away' }
  if (path.endsWith('getblock')) return { block_header: { raw_data: { number: solidNumber } } }
  balanceAskedAtMs = Date.now()
  const key = (body.parameter ?? '').slice(24)
  const micro = (isSecond ? otherBalances.get(key) : undefined) ?? balances.get(key) ?? 0n
  return { result: { result: true }, constant_result: [micro.toString(16).padStart(64, '0')] }
}

const serveNode = async (isSecond: boolean): Promise<string> => {
  const node = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => { text += chunk.toString() })
    request.on('end', () => response.end(JSON.stringify(answerOf(isSecond, request.url ?? '', JSON.parse(text) as object))))
  })
  nodes.push(node)
  await new Promise<void>((resolve) => { node.listen(0, '127.0.0.1', resolve) })
  return `http://127.0.0.1:${(node.address() as AddressInfo).port}`
}

beforeAll(async () => {
  const database = await testDatabase()
  nats = await launchNats({ own: true })
  const urls = await Promise.all([serveNode(false), serveNode(true)])
  const config = {
    ...testConfig, EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, PORT: 0, LOG_LEVEL: 'error',
    SCREENING_POLL_MS: '30', SCREENING_REJECT: bad, SCREENING_HOLD: odd, RESERVES_POLL_MS: '50', RESERVES_GRACE_MS: '1500',
    TREASURY_XPUB: watchOnlyKeyOf(testSeed), TREASURY_HOT: treasuryKeys.hot.address, TREASURY_TOKEN: token,
  }
  services = await boot([ledger, chainWatcher, notifier], { env: {}, migrate: true, config })
  treasuryConfig = { ...config, CHAIN_NODES: urls.join(',') }
  proving = await boot(treasury, { env: {}, migrate: true, config: treasuryConfig })
  await Promise.all([services.ready(60_000), proving.ready(60_000)])
  await send(chainCommands.begin.type, { chain: 'sandbox', session, startAfter: block(1) })
}, 120_000)
afterAll(async () => {
  await Promise.all([proving?.stop(), services?.stop()])
  await nats?.stop()
  for (const node of nodes) node.close()
})

const send = async (type: string, data: unknown): Promise<void> => {
  const answer = await proving.commands.send(type, data, { id: randomUUID(), actor: 'spec' })
  if (answer.status !== 'accepted') throw new Error(`${type}: ${JSON.stringify(answer)}`)
}

const told = async (type: string): Promise<readonly Record<string, unknown>[]> =>
  (await proving.context('treasury').events.readLog('treasury', 0, 100_000))
    .filter((event) => event.type === type).map(({ data }) => decode<Record<string, unknown>>(data))

const account = async (name: string): Promise<bigint> => {
  const answer = await proving.queries.ask<{ accounts: readonly AccountBalance[] }>('ledger', 'balances', { ledger: 'usdt-sandbox', accounts: [name] })
  if (answer.status !== 'answered') throw new Error(JSON.stringify(answer))
  return answer.value.accounts.find((each) => each.account === name)?.postedMicro ?? 0n
}
const becomes = (name: string, micro: bigint): Promise<unknown> =>
  waitFor(async () => (await account(name)) === micro, { ...patience, what: `${name} to be ${micro}` })

const addressOf = async (acceptor: string): Promise<string> => {
  await send(walletCommands.assign.type, { chain: 'sandbox', holder: { kind: 'acceptor', acceptor } })
  // The watcher tells of an address only after it was opened.
  const opened = await waitFor(async () => (await told('address.opened'))
    .find(({ holder }) => (holder as { acceptor?: string }).acceptor === acceptor), { ...patience, what: `an address of ${acceptor}` })
  return String(opened['address'])
}

/** A solid transfer, as the watcher tells it; the node then knows of it too. */
const pay = async (to: string, amountMicro: bigint, from: string = good): Promise<ChainTransfer> => {
  transactions += 1
  const transfer: ChainTransfer = {
    chain: 'sandbox', txid: txidOf(transactions), part: 'log-0', token, from, to, amountMicro, ours: 'to', block: block(solidNumber),
  }
  await send(chainCommands.see.type, { ...transfer, solid: true })
  const key = accountOf(to)
  balances.set(key, (balances.get(key) ?? 0n) + amountMicro)
  return transfer
}

const openIncident = (kind: string, cause?: string): Promise<Record<string, unknown>> => waitFor(async () => {
  const closed = new Set((await told('incident.closed')).map(({ incident }) => incident))
  return (await told('incident.opened')).find((each) => each['kind'] === kind && !closed.has(each['incident'])
    && (cause === undefined || each['cause'] === cause))
}, { ...patience, what: `an incident: ${kind}` })

const close = async ({ incident }: Record<string, unknown>, more: object = {}): Promise<void> => {
  await send(incidentCommands.proposeClosing.type, { incident, operator: 'opr_ann', reason: 'spec', ...more })
  const closed = (await told('incident.closed')).some((each) => each['incident'] === incident)
  if (!closed) await send(incidentCommands.approveClosing.type, { incident, operator: 'opr_bob' })
}

const decide = async (transfer: ChainTransfer, outcome: string): Promise<void> => {
  const place = { chain: 'sandbox', address: transfer.to, deposit: depositIdOf(transfer) }
  await waitFor(() => send(addressCommands.proposeVerdict.type, { ...place, verdict: { outcome }, operator: 'opr_ann', reason: 'spec' }).then(() => true), patience)
  await send(addressCommands.approveVerdict.type, { ...place, operator: 'opr_bob' })
}

describe('the treasury on its servers', () => {
  it('blocks what screening rejects and holds what it doubts, until two people release it', async () => {
    const to = await addressOf('acc_screened')
    const [rejected, held] = [await pay(to, 3_000_000n, bad), await pay(to, 4_000_000n, odd)]
    await pay(to, 5_000_000n)
    await becomes('acceptor:acc_screened', 5_000_000n)
    await becomes('blocked', 3_000_000n)
    expect(await account('unapplied:acc_screened')).toBe(4_000_000n)
    await decide(held, 'release')
    await becomes('acceptor:acc_screened', 9_000_000n)
    await decide(rejected, 'release')
    await becomes('acceptor:acc_screened', 12_000_000n)
    expect(await account('blocked')).toBe(0n)
  })

  it('takes back a false solid, first from its acceptor, the rest as a debt that its next deposit repays', async () => {
    const to = await addressOf('acc_false')
    const transfer = await pay(to, 8_000_000n)
    await becomes('acceptor:acc_false', 8_000_000n)
    await send(ledgerCommands.transfer.type, {
      ledger: 'usdt-sandbox', memo: {},
      transfers: [{ kind: 'post', id: 'spent', debit: 'acceptor:acc_false', credit: 'operator:equity', amountMicro: 6_000_000n, category: 'adjustment' }],
    })
    for (const operator of ['opr_ann', 'opr_bob']) {
      await send(chainCommands.revoke.type, {
        chain: 'sandbox', txid: transfer.txid, part: transfer.part, blockHash: transfer.block.hash, reason: 'the network said so', operator,
      })
    }
    balances.set(accountOf(to), 0n)
    await becomes('receivable:acc_false', 6_000_000n)
    expect(await account('acceptor:acc_false')).toBe(0n)
    await pay(to, 10_000_000n)
    await becomes('acceptor:acc_false', 4_000_000n)
    expect(await account('receivable:acc_false')).toBe(0n)
  })

  it('credits nothing while the issuer paused the token, and all of it once two people decided', async () => {
    const to = await addressOf('acc_paused')
    transactions += 1
    await send(chainCommands.noteIssuerAct.type, {
      chain: 'sandbox', txid: txidOf(transactions), part: 'log-0', token, act: 'paused', block: block(solidNumber),
    })
    const incident = await openIncident('issuer_act')
    expect(incident['stops']).toEqual(['payouts', 'crediting'])
    // The view of incidents is what the screening looks at.
    await waitFor(async () => {
      const answer = await proving.queries.ask<readonly unknown[]>('treasury', 'incidents', { open: true })
      return answer.status === 'answered' && answer.value.length > 0
    }, patience)
    await pay(to, 2_000_000n)
    await becomes('unapplied:acc_paused', 2_000_000n)
    expect(await account('acceptor:acc_paused')).toBe(0n)
    await close(incident)
    await becomes('acceptor:acc_paused', 2_000_000n)
  })
})

const proven = async (): Promise<Record<string, unknown>> => {
  const before = (await told('reserves.equal')).length
  await send(reservesCommands.ask.type, { chain: 'sandbox' })
  return waitFor(async () => (await told('reserves.equal'))[before], { ...patience, what: 'a proof' })
}

describe('the proof of reserves', () => {
  it('says that the chain, the ledger and what the node holds are equal', async () => {
    const proof = await proven()
    expect(proof).toMatchObject({ trackedMicro: 24_000_000n, custodyMicro: 24_000_000n, booksBalance: true, underWayMicro: 0n })
  })

  it('names a posting that no transfer on chain brought, and stops payouts', async () => {
    await send(ledgerCommands.transfer.type, {
      ledger: 'usdt-sandbox', memo: {},
      transfers: [{ kind: 'post', id: 'invented', debit: 'custody:hot:sandbox', credit: 'operator:equity', amountMicro: 1n, category: 'adjustment' }],
    })
    const incident = await openIncident('shortfall', 'set:invented')
    expect(incident).toMatchObject({ stops: ['payouts'] })
    await close(incident, { writeOff: { class: 'hot', amountMicro: 1n } })
    await becomes('losses', 1n)
    await waitFor(async () => (await told('reserves.equal')).length > 0 && (await account('custody:hot:sandbox')) === 0n, patience)
  })

  it('names an address that holds less than its logs say, and only alerts where one holds more', async () => {
    const to = await addressOf('acc_sampled')
    await pay(to, 7_000_000n)
    await becomes('acceptor:acc_sampled', 7_000_000n)
    await send(chainCommands.advance.type, { chain: 'sandbox', session, to: block(solidNumber), openAfter: 0 })
    balances.set(accountOf(to), 7_000_001n)
    expect(await openIncident('excess', `sandbox:${to}`)).toMatchObject({ stops: [] })
    balances.set(accountOf(to), 6_999_999n)
    expect(await openIncident('shortfall', `sandbox:${to}`)).toMatchObject({ stops: ['payouts'] })
    expect((await told('reserves.shortfall')).find(({ cause }) => cause === `sandbox:${to}`)).toMatchObject({ differenceMicro: -1n })
    balances.set(accountOf(to), 7_000_000n)
    await proven()
  })

  it('takes nothing for missing while it is on its way', async () => {
    const shortfalls = (await told('reserves.shortfall')).length
    const to = await addressOf('acc_quick')
    for (let count = 0; count < 5; count += 1) await pay(to, 1_000_000n)
    await becomes('acceptor:acc_quick', 5_000_000n)
    solidNumber += 1
    await proven()
    expect((await told('reserves.shortfall')).length).toBe(shortfalls)
  })
})

describe('the proof of reserves by two nodes', () => {
  const alertsOf = async (treasuries: readonly Running[]): Promise<readonly string[]> => {
    const statuses = await Promise.all(treasuries.map((each) => each.status()))
    return statuses.flatMap(({ workers }) => Object.values(workers)).flatMap(({ alert }) => (typeof alert === 'string' ? [alert] : []))
  }
  const secondRests = (): Promise<unknown> => waitFor(async () => {
    const { workers } = await proving.status()
    const shown = Object.values(workers).flatMap((each) => (each['nodes'] ?? []) as readonly { readonly resting: boolean }[])
    return shown.length === 2 && shown[0]?.resting === false && shown[1]?.resting === true
  }, { ...patience, what: 'the second node alone to rest' })
  const counts = async (): Promise<readonly number[]> =>
    [(await told('reserves.shortfall')).length, (await told('reserves.excess')).length]

  it('concludes nothing while two nodes disagree, says of what, and goes on when they agree, also after a restart', async () => {
    const to = await addressOf('acc_disputed')
    await pay(to, 3_000_000n)
    await becomes('acceptor:acc_disputed', 3_000_000n)
    await send(chainCommands.advance.type, { chain: 'sandbox', session, to: block(solidNumber), openAfter: 0 })
    await proven()
    const before = await counts()
    const disagree = async (treasuries: readonly Running[]): Promise<void> => {
      const alert = await waitFor(async () => (await alertsOf(treasuries))[0], { ...patience, what: 'an alert' })
      expect(alert).toMatch(new RegExp(`^balances_disagree: ${to} at block ${solidNumber}, 127.* says 3000000, 127.* says 2999999$`))
      const equal = (await told('reserves.equal')).length
      await send(reservesCommands.ask.type, { chain: 'sandbox' })
      const sinceMs = Date.now()
      await waitFor(() => Promise.resolve(balanceAskedAtMs - sinceMs > 2_500), { ...patience, what: 'readings beyond the grace' })
      expect(await counts()).toEqual(before)
      expect((await told('reserves.equal')).length).toBe(equal)
    }
    otherBalances.set(accountOf(to), 2_999_999n)
    await disagree([proving])
    const second = await boot(treasury, { env: {}, migrate: true, config: treasuryConfig })
    await second.ready(60_000)
    // One of two proves; when it goes, the other finds the same.
    await disagree([proving, second])
    await proving.stop()
    proving = second
    await disagree([proving])
    const equal = (await told('reserves.equal')).length
    otherBalances.delete(accountOf(to))
    await waitFor(async () => (await told('reserves.equal')).length > equal, { ...patience, what: 'the proof that was asked for' })
    expect(await alertsOf([proving])).toEqual([])
  })

  it('concludes nothing from balances by one word, and a shortfall by two', async () => {
    const to = await addressOf('acc_alone')
    await pay(to, 4_000_000n)
    await becomes('acceptor:acc_alone', 4_000_000n)
    await send(chainCommands.advance.type, { chain: 'sandbox', session, to: block(solidNumber), openAfter: 0 })
    await proven()
    const before = await counts()
    isSecondAway = true
    await waitFor(async () => (await proven())['sampled'] === 0, patience)
    balances.set(accountOf(to), 3_999_999n)
    const sinceMs = Date.now()
    const last = await waitFor(async () => {
      const proof = await proven()
      return Number(proof['atMs']) - sinceMs > 2_500 ? proof : undefined
    }, { ...patience, what: 'proofs beyond the grace' })
    expect(last).toMatchObject({ sampled: 0 })
    expect(await counts()).toEqual(before)
    await secondRests()
    isSecondAway = false
    expect(await openIncident('shortfall', `sandbox:${to}`)).toMatchObject({ stops: ['payouts'] })
    // What two said stands until two say otherwise, also while one of them is away.
    isSecondAway = true
    const [shortfalls, equal] = [(await told('reserves.shortfall')).length, (await told('reserves.equal')).length]
    await secondRests()
    await send(reservesCommands.ask.type, { chain: 'sandbox' })
    await waitFor(async () => (await told('reserves.shortfall')).length > shortfalls, { ...patience, what: 'the shortfall again' })
    expect((await told('reserves.equal')).length).toBe(equal)
    // But not while they disagree of it.
    otherBalances.set(accountOf(to), 4_000_000n)
    isSecondAway = false
    await waitFor(async () => (await alertsOf([proving])).length > 0, { ...patience, what: 'an alert' })
    const disputed = (await told('reserves.shortfall')).length
    await send(reservesCommands.ask.type, { chain: 'sandbox' })
    const againMs = Date.now()
    await waitFor(() => Promise.resolve(balanceAskedAtMs - againMs > 500), { ...patience, what: 'more rounds' })
    expect((await told('reserves.shortfall')).length).toBe(disputed)
    balances.set(accountOf(to), 4_000_000n)
    await waitFor(async () => (await told('reserves.equal')).length > equal, { ...patience, what: 'the proof that was asked for' })
  }, 60_000)
})

describe('a difference that is seen when the treasury starts anew', () => {
  it('stops payouts when the grace is over that the first process gave it', async () => {
    const graceMs = 10_000
    const again = async (): Promise<void> => {
      await proving.stop()
      proving = await boot(treasury, { env: {}, migrate: true, config: { ...treasuryConfig, RESERVES_GRACE_MS: String(graceMs) } })
      await proving.ready(60_000)
    }
    const to = await addressOf('acc_restarted')
    await pay(to, 5_000_000n)
    await becomes('acceptor:acc_restarted', 5_000_000n)
    await send(chainCommands.advance.type, { chain: 'sandbox', session, to: block(solidNumber), openAfter: 0 })
    await again()
    await send(ledgerCommands.transfer.type, {
      ledger: 'usdt-sandbox', memo: {},
      transfers: [{ kind: 'post', id: 'invented-2', debit: 'custody:hot:sandbox', credit: 'operator:equity', amountMicro: 1n, category: 'adjustment' }],
    })
    balances.set(accountOf(to), 4_999_999n)
    const causes = ['set:invented-2', `sandbox:${to}`]
    const suspected = async (): Promise<ReadonlyMap<string, number>> => new Map((await told('reserves.suspected'))
      .flatMap(({ suspects }) => suspects as { cause: string; sinceMs: number }[]).map(({ cause, sinceMs }) => [cause, sinceMs]))
    const since = await waitFor(async () => {
      const known = await suspected()
      return causes.every((cause) => known.has(cause)) ? Math.max(...causes.map((cause) => known.get(cause) ?? 0)) : undefined
    }, { ...patience, what: 'both to be suspected' })
    await waitFor(() => Promise.resolve(Date.now() - since > graceMs / 2), { ...patience, what: 'half of the grace' })
    await again()
    // Half way between the grace that runs and one that a restart would have begun.
    const latestMs = (since + Date.now()) / 2 + graceMs
    const incident = await openIncident('shortfall', 'set:invented-2')
    expect(Number(incident['atMs']) - since).toBeGreaterThan(graceMs - 1_000)
    expect(Number(incident['atMs'])).toBeLessThan(latestMs)
    await close(incident, { writeOff: { class: 'hot', amountMicro: 1n } })
    const other = await openIncident('shortfall', `sandbox:${to}`)
    expect(Number(other['atMs'])).toBeLessThan(latestMs + 3_000)
    // What fits again is no suspect any more.
    balances.set(accountOf(to), 5_000_000n)
    await waitFor(async () => {
      const cleared = new Set((await told('reserves.cleared')).flatMap(({ causes: of }) => of as string[]))
      return causes.every((cause) => cleared.has(cause))
    }, { ...patience, what: 'both to be cleared' })
    await proven()
  }, 120_000)
})
