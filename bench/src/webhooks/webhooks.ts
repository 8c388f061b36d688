import { createHmac, randomUUID } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { notifierCommands } from '@stablegate/contracts'
import { boot, type Running } from '@stablegate/host'
import { notifier } from '@stablegate/notifier'
import { createDatabase } from '@stablegate/testing'
import { cpuOfEach, usedCpu, type Used } from '../payments/cpu.ts'
import type { Benchmark, Say } from '../row.ts'
import { compare, type Contender } from '../rounds.ts'
import { hostConfig, startNats, startPostgres } from '../servers.ts'
import { Arrivals } from './arrivals.ts'

const inFlight = 64
const load = { inFlight, roundMs: 4_000, rounds: 4 }
/** Events of one owner that are published together. */
const together = 16
const unit = 'webhooks/s'
const payload = { id: 'pay_1', text: 'x'.repeat(800) }

/** One server for all endpoints: it takes, hangs or fails by the path, and tells of what it took. */
const startReceivers = async () => {
  const taken = new Arrivals()
  const server = createServer((incoming, response) => {
    const [, kind, owner = ''] = (incoming.url ?? '').split('/')
    incoming.resume()
    incoming.on('end', () => {
      if (kind === 'hang') return
      response.writeHead(kind === 'fail' ? 503 : 204).end()
      if (kind === 'take') taken.arrive(owner)
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Receivers = Awaited<ReturnType<typeof startReceivers>>

const send = async (running: Running, type: string, data: unknown): Promise<void> => {
  const id = randomUUID()
  const answer = await running.handle('notifier', { id, type, data, actor: 'bench', correlationId: id, causationId: id })
  if (answer.status !== 'accepted') throw new Error(`the notifier answered ${JSON.stringify(answer)}`)
}

/** So many events for one owner, from their commands until its healthy endpoint has all webhooks. */
const published = (
  name: string, running: Running, { taken }: Receivers, owners: readonly string[], count: number,
): Contender => {
  const free = [...owners]
  const event = async (owner: string): Promise<void> => {
    await send(running, notifierCommands.append.type, {
      owner, livemode: false, type: 'payment.settled', subject: 'pay_1', payload,
    })
  }
  return {
    name,
    work: async () => {
      const owner = free.pop()
      if (owner === undefined) throw new Error('more in flight than owners')
      await Promise.all(Array.from({ length: count }, () => event(owner)))
      await taken.take(owner, count)
      free.push(owner)
      return count
    },
  }
}

/** Says the CPU that it takes, of all processes, receivers included. */
const counted = async (contender: Contender, used: () => Used, say: Say): Promise<void> => {
  const before = used()
  const endsAtMs = performance.now() + load.roundMs
  let count = 0
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (performance.now() < endsAtMs) {
      const done = await contender.work()
      count += done
    }
  }))
  say(`  CPU for a thousand webhooks, ${contender.name}: ${cpuOfEach(before, used(), count / 1000)}`)
}

/** Owners with an endpoint of each kind; `kindsOf` may give some of them more. */
const addOwners = async (
  running: Running, url: string, prefix: string, kindsOf: (number: number) => readonly string[],
): Promise<readonly string[]> => {
  const owners = Array.from({ length: inFlight }, (_, number) => `mer_${prefix}${number}`)
  await Promise.all(owners.flatMap((owner, number) => kindsOf(number).map((kind) => send(running, notifierCommands.createEndpoint.type, {
    endpoint: `whe_${kind}${owner.slice(4)}`, owner, livemode: false, url: `${url}/${kind}/${owner}`, types: [], ed25519: false,
    keyId: 'test',
  }))))
  return owners
}

/** The ceiling: the same body signed and posted, and nothing kept. */
const bare = ({ url, taken }: Receivers): { readonly contender: Contender; readonly close: () => void } => {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const key = Buffer.alloc(32, 1)
  const body = JSON.stringify({ type: 'payment.settled', data: payload })
  const post = (path: string): Promise<void> => new Promise((resolve, reject) => {
    const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1000))]
    const sent = request(`${url}${path}`, {
      agent, method: 'POST',
      headers: {
        'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
      },
    }, (response) => {
      response.resume()
      response.on('end', resolve)
    })
    sent.on('error', reject)
    sent.end(body)
  })
  return {
    contender: {
      name: 'bare POST + HMAC',
      work: async () => {
        const name = randomUUID()
        await post(`/take/${name}`)
        await taken.take(name, 1)
        return 1
      },
    },
    close: () => agent.destroy(),
  }
}

/** Webhooks from the command to the receiver; then the same owners' while others of theirs hang and fail. */
export const webhooks: Benchmark = {
  name: 'webhooks',
  run: async (say) => {
    const [postgres, nats, receivers] = [await startPostgres('webhooks'), await startNats('webhooks'), await startReceivers()]
    const base = hostConfig(await createDatabase(postgres.adminUrl), nats.url)
    const running = await boot(notifier, {
      ...base, migrate: true, config: { ...base.config, WEBHOOK_ALLOW_LOOPBACK: 'true' },
    })
    try {
      await running.ready()
      const [well, few, sick] = [
        await addOwners(running, receivers.url, 'well', () => ['take']),
        await addOwners(running, receivers.url, 'few', (number) => number === 0 ? ['take', 'hang', 'fail'] : ['take']),
        await addOwners(running, receivers.url, 'sick', () => ['take', 'hang', 'fail']),
      ]
      const many = published('many at once', running, receivers, well, together)
      const alone = published('healthy alone', running, receivers, well, 1)
      const beside = published('healthy beside one that hangs and one that fails', running, receivers, few, 1)
      const besideMany = published('healthy, each beside two of its owner that hang and fail', running, receivers, sick, 1)
      const ceiling = bare(receivers)
      const manyName = `webhooks, ${together} together for each of ${inFlight} owners`
      const rows = [
        await compare({ name: manyName, unit }, many, ceiling.contender, load, say),
        await compare({ name: `webhooks, ${inFlight} in flight`, unit }, alone, ceiling.contender, load, say),
        await compare({ name: 'webhooks to healthy endpoints while one hangs and one fails', unit }, beside, alone, load, say),
        await compare({ name: 'the same where each owner has one that hangs and one that fails', unit }, besideMany, alone, load, say),
      ]
      const used = (): Used => usedCpu({ postgres: postgres.pid(), nats: nats.pid() })
      for (const contender of [many, alone, ceiling.contender]) await counted(contender, used, say)
      ceiling.close()
      return rows
    } finally {
      await running.stop()
      await receivers.stop()
      await Promise.all([postgres.stop(), nats.stop()])
    }
  },
}
