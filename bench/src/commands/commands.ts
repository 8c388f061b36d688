import { randomUUID } from 'node:crypto'
import { connect } from '@nats-io/transport-node'
import { boot } from '@stablegate/host'
import { createDatabase } from '@stablegate/testing'
import { openBareStatement } from '../appends/bare-statement.ts'
import type { Benchmark, Row } from '../row.ts'
import { compare } from '../rounds.ts'
import type { Contender } from '../rounds.ts'
import { hostConfig, startNats, startPostgres } from '../servers.ts'
import { openNestEcho } from './nest-echo.ts'
import { tally } from './tally.ts'

const inFlights = [64, 256]
const time = { roundMs: 1_200, rounds: 4 }
const tallies = 5_000
const subject = 'bench.echo'

/** The peer that does nothing but answer: what the bus and its client could do at most. */
const openRawRequests = async (
  url: string,
): Promise<{ readonly contender: Contender; readonly close: () => Promise<void> }> => {
  const [asking, answering] = [await connect({ servers: url }), await connect({ servers: url })]
  answering.subscribe(subject, { callback: (_, message) => { message.respond(message.data) } })
  await answering.flush()
  const payload = JSON.stringify({ id: randomUUID(), data: { tally: 'a'.repeat(200) } })
  return {
    contender: {
      name: 'raw NATS request',
      work: async () => {
        await asking.request(subject, payload, { timeout: 10_000 })
        return 1
      },
    },
    close: async () => {
      await Promise.all([asking.close(), answering.close()])
    },
  }
}

/** Commands over NATS, decided and committed before the answer; caller and service in one process. */
export const commands: Benchmark = {
  name: 'commands',
  run: async (say) => {
    const [server, nats] = await Promise.all([startPostgres('commands'), startNats('commands')])
    try {
      const url = await createDatabase(server.adminUrl)
      const running = await boot(tally, {
        ...hostConfig(url, nats.url), migrate: true, overTheBus: true,
      })
      await running.ready()
      const raw = await openRawRequests(nats.url)
      const nest = await openNestEcho(nats.url, 'Nest as it comes')
      const statement = await openBareStatement(await createDatabase(server.adminUrl))
      const { work } = statement.contender(1)
      const bare = await openNestEcho(nats.url, 'bare Nest and bare insert', work)
      const ours: Contender = {
        name: 'stablegate',
        work: async () => {
          const data = { tally: `t${Math.floor(Math.random() * tallies)}` }
          const sent = { id: randomUUID(), actor: 'bench' }
          const answer = await running.commands.send('tally.tally.count', data, sent)
          if (answer.status !== 'accepted') throw new Error(`answered ${answer.status}`)
          return 1
        },
      }
      const rows: Row[] = []
      for (const inFlight of inFlights) {
        const row = { name: `commands over NATS, ${inFlight} in flight`, unit: 'commands/s' }
        rows.push(await compare(row, ours, raw.contender, { inFlight, ...time }, say))
        const committed = { name: `ceiling: the same, request and insert bare, ${inFlight} in flight`, unit: 'commands/s' }
        rows.push(await compare(committed, ours, bare.contender, { inFlight, ...time }, say))
        const answered = { name: `ceiling: bare Nest requests, ${inFlight} in flight`, unit: 'requests/s' }
        rows.push(await compare(answered, nest.contender, raw.contender, { inFlight, ...time }, say))
      }
      await Promise.all([nest.close(), bare.close(), statement.close()])
      await raw.close()
      await running.stop()
      return rows
    } finally {
      await Promise.all([server.stop(), nats.stop()])
    }
  },
}
