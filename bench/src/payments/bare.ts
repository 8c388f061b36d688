import { createHmac, randomUUID } from 'node:crypto'
import { Agent, createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { bytes, rowsPerEvent, steps, tables } from './bare-work.ts'
import type { Json } from './client.ts'

/** What signs the bare server's webhooks. */
export const bareSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

const filler = (size: number): string => 'x'.repeat(size)
const eventData = JSON.stringify({ text: filler(bytes.event) })
const metadata = JSON.stringify({ atMs: 1_700_000_000_000, actor: 'bench', commandId: randomUUID(), text: filler(200) })
const stateData = JSON.stringify({ text: filler(bytes.payment) })

const bodyOf = async (incoming: IncomingMessage): Promise<Json> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString()) as Json
}

/** One server's work: statements prepared once, commits of facts synced, all else committed without waiting. */
class BareWork {
  readonly #facts: pg.Pool
  readonly #rest: pg.Pool
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 })
  readonly #key = Buffer.from(bareSecret.slice('whsec_'.length), 'base64')

  constructor(url: string) {
    this.#facts = new pg.Pool({ connectionString: url, max: 16 })
    this.#rest = new pg.Pool({
      connectionString: url, max: 16, options: '-c synchronous_commit=off -c enable_seqscan=off',
    })
    for (const pool of [this.#facts, this.#rest]) pool.on('error', () => {})
  }

  async open(): Promise<void> {
    await this.#facts.query(tables)
  }

  async close(): Promise<void> {
    this.#agent.destroy()
    await Promise.all([this.#facts.end(), this.#rest.end()])
  }

  async take(step: (typeof steps)[number], key: string, { payment, webhookUrl }: Json): Promise<void> {
    await this.#facts.query({
      name: 'begin', text: 'insert into idempotency (key, hash) values ($1, $2)', values: [key, key],
    })
    for (const [commit, events] of step.commits.entries()) {
      await this.#append(String(payment), `${step.path}-${commit}`, events)
      void this.#fold(String(payment), `${step.path}-${commit}`, events).catch(() => {})
    }
    for (let number = 0; number < step.webhooks; number += 1) {
      void this.#tell(String(webhookUrl), String(payment), `${step.path}-${number}`).catch(() => {})
    }
    await this.#rest.query({
      name: 'finish', text: 'update idempotency set answer = $2 where key = $1', values: [key, eventData],
    })
  }

  async #append(payment: string, stream: string, events: number): Promise<void> {
    const each = Array.from({ length: events }, (_, revision) => revision)
    await this.#facts.query({
      name: 'append',
      text: `insert into event (log, stream, revision, id, type, data, metadata)
        select 'bench', $1, * from unnest($2::integer[], $3::uuid[], $4::text[], $5::text[], $6::text[])`,
      values: [
        `${payment}${stream}`, each, each.map(() => randomUUID()), each.map(() => 'payment.stepped'),
        each.map(() => eventData), each.map(() => metadata),
      ],
    })
  }

  async #fold(payment: string, commit: string, events: number): Promise<void> {
    const rows = Array.from({ length: events * rowsPerEvent }, (_, row) => `${payment}${commit}-${row}`)
    await this.#rest.query({
      name: 'fold',
      text: `with kept as (
          insert into payment (id, merchant, word, state) values ($1, 'merchant', $2, $3::jsonb)
          on conflict (id) do update set word = excluded.word, state = excluded.state)
        insert into row (id, payment, data) select id, $1, $5 from unnest($4::text[]) as id`,
      values: [payment, commit, stateData, rows, filler(200)],
    })
  }

  async #tell(url: string, payment: string, name: string): Promise<void> {
    const body = JSON.stringify({ type: name, subject: payment, data: filler(bytes.webhook) })
    const { rows } = await this.#facts.query<{ sequence: string }>({
      name: 'queue', text: `insert into delivery (endpoint, body, state) values ('one', $1, 'pending') returning sequence`,
      values: [body],
    })
    await this.#post(url, body)
    await this.#rest.query({
      name: 'told',
      text: `with told as (update delivery set state = 'delivered' where endpoint = 'one' and sequence = $1)
        insert into attempt (delivery, outcome) values ($1, 'delivered')`,
      values: [rows[0]?.sequence],
    })
  }

  #post(url: string, body: string): Promise<void> {
    const id = randomUUID()
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', this.#key).update(`${id}.${timestamp}.${body}`).digest('base64')
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        agent: this.#agent, method: 'POST',
        headers: {
          'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'webhook-id': id,
          'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}`,
        },
      }, (response) => {
        response.resume()
        response.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }
}

/**
 * The ceiling: a server of a few lines that for each request writes what this system writes for it
 * and sends what it sends, and decides nothing. Facts, keys and queued webhooks are synced before
 * anybody is told of them; rows of read models, answers and tries are not, as here.
 */
export const startBareServer = async (
  databaseUrl: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const work = new BareWork(databaseUrl)
  await work.open()
  const server = createServer((incoming, response) => {
    const step = steps.find(({ path }) => path === incoming.url)
    void bodyOf(incoming).then(async (body) => {
      if (step === undefined) throw new Error('no such step')
      await work.take(step, String(incoming.headers['idempotency-key']), body)
      response.setHeader('content-type', 'application/json')
      response.end(eventData)
    }).catch(() => {
      response.statusCode = 500
      response.end('{}')
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await work.close()
    },
  }
}
