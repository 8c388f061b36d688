import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import type { ProcessSystem, Servers, ServiceProcess } from '../system.ts'

/** What was done to the system, to be printed and to be seen not to be nothing. */
export type Damage = {
  kills: number
  /** Requests that were under way when something was killed. */
  unanswered: number
  /** Requests whose command was committed, and whose answer was not kept yet, when the gateway was killed. */
  unkept: number
  killsByService: Record<string, number>
  busWiped: number
  databaseKilled: number
  busKilled: number
  connectionsCut: number
  cutInCommit: number
  paused: string[]
}

export const noDamage = (): Damage => ({
  kills: 0, unanswered: 0, unkept: 0, killsByService: {}, busWiped: 0, databaseKilled: 0, busKilled: 0, connectionsCut: 0,
  cutInCommit: 0, paused: [],
})

const readyDeadlineMs = 60_000

const allReady = (system: ProcessSystem): Promise<unknown> =>
  Promise.all([...system.services.values()].map((service) => service.ready(readyDeadlineMs)))

const asClient = async <T>(system: ProcessSystem, name: string, act: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: system.servers.config['DATABASE_URL'] ?? '', application_name: `test-${name}`, statement_timeout: 20_000,
  })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

/** A moment at which requests are under way, so that somebody is left without an answer. */
const busyMoment = (inFlight: () => number): Promise<unknown> =>
  waitFor(() => inFlight() >= 2, { deadlineMs: 3_000, everyMs: 1 }).catch(() => undefined)

/** Kills every service in turn with SIGKILL while the others work on, and starts it again. */
export const killEachInTurn = async (
  system: ProcessSystem, damage: Damage, inFlight: () => number,
): Promise<void> => {
  for (const [name, service] of system.services) {
    await busyMoment(inFlight)
    damage.unanswered += inFlight()
    await service.end('SIGKILL')
    damage.kills += 1
    damage.killsByService[name] = (damage.killsByService[name] ?? 0) + 1
    service.start()
    await service.ready(readyDeadlineMs)
  }
}

/** Connections that have an answer to keep and are not let. */
const keepingSql = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
  and wait_event_type = 'Lock' and query ~* 'idempotency' and query ~* 'set\\s+answer'`

/**
 * Kills the gateway just between the commit of a command and the keeping of its answer: the rows of
 * requests under way are held until somebody wants to write an answer, which is known only after
 * the commit. Whoever asked must then get the first outcome, from a gateway that knows nothing of it.
 */
export const killBeforeAnswersAreKept = async (system: ProcessSystem, damage: Damage): Promise<void> => {
  const gateway = system.service('gateway')
  await asClient(system, 'holder', (holder) => asClient(system, 'looker', async (looker) => {
    await waitFor(async () => {
      await holder.query('begin')
      try {
        const { rowCount } = await holder.query(
          'select from gateway.idempotency where answer is null for update skip locked')
        if ((rowCount ?? 0) < 2) return false
        const keeping = async (): Promise<number> => (await looker.query(`select 1 ${keepingSql}`)).rowCount ?? 0
        await waitFor(keeping, { deadlineMs: 2_000, everyMs: 2 })
        // The more the better, as long as more come; nobody is held up until the server gives up.
        await waitFor(async () => (await keeping()) >= Math.min(rowCount ?? 0, 3), { deadlineMs: 500, everyMs: 5 }).catch(() => undefined)
        await gateway.end('SIGKILL')
        // The server would still write what a dead client asked for, once it may.
        const { rows } = await looker.query(`select pg_terminate_backend(pid, 5000) ${keepingSql}`)
        damage.unkept += rows.length
        return true
      } finally {
        await holder.query('rollback')
      }
    }, { deadlineMs: 60_000, everyMs: 5, what: 'the gateway to have an answer to keep' })
  }))
  damage.kills += 1
  gateway.start()
  await gateway.ready(readyDeadlineMs)
}

/** The database dies with whatever it had under way, and comes back by its own recovery. */
export const killDatabase = async ({ postgres }: Servers, damage: Damage, inFlight: () => number): Promise<void> => {
  await busyMoment(inFlight)
  damage.unanswered += inFlight()
  await postgres.kill('SIGKILL')
  damage.kills += 1
  damage.databaseKilled += 1
  await postgres.restart()
}

/** The bus dies, and comes back with what it had synced. */
export const killBus = async ({ nats }: Servers, damage: Damage, inFlight: () => number): Promise<void> => {
  await busyMoment(inFlight)
  damage.unanswered += inFlight()
  await nats.kill('SIGKILL')
  damage.kills += 1
  damage.busKilled += 1
  await nats.restart()
}

/** The bus dies and forgets everything; it comes back empty. */
export const loseTheBus = async (system: ProcessSystem, damage: Damage): Promise<void> => {
  const { nats } = system.servers
  await nats.kill('SIGKILL')
  damage.kills += 1
  await nats.wipeStorage()
  damage.busWiped += 1
  await nats.restart()
  await allReady(system)
}

const cutSql = `select query like '%append%' as in_append, pg_terminate_backend(pid) as cut
  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
  and application_name like 'stablegate-%'`

/** Cuts the connections of writers just while they append, again and again, and at last every one. */
export const cutConnections = async (system: ProcessSystem, damage: Damage, inCommit: number): Promise<void> => {
  await asClient(system, 'cutter', (client) => cutWith(client, damage, inCommit))
  await allReady(system)
}

const cutWith = async (client: pg.Client, damage: Damage, inCommit: number): Promise<void> => {
  const cut = async (where: string): Promise<number> => {
    const { rows } = await client.query<{ in_append: boolean }>(`${cutSql} ${where}`)
    damage.connectionsCut += rows.length
    return rows.length
  }
  const goal = damage.cutInCommit + inCommit
  await waitFor(async () => {
    damage.cutInCommit += await cut(`and state = 'active' and query like '%append%'`)
    return damage.cutInCommit >= goal
  }, { deadlineMs: 60_000, everyMs: 2, what: `${inCommit} connections to be cut in mid-append` })
  await cut('')
}

/** Position of the log's head: that of a service which is alive goes up under load. */
const headOf = (system: ProcessSystem, log: string): Promise<number> => asClient(system, 'head', async (client) => {
  const { rows } = await client.query<{ head: number }>(
    'select coalesce(max(position), 0)::integer as head from eventstore.event where log = $1', [log])
  return rows[0]?.head ?? 0
})

const progress = async (system: ProcessSystem, log: string, events: number, what: string): Promise<void> => {
  const from = await headOf(system, log)
  await waitFor(async () => {
    const head = await headOf(system, log)
    if (head < from + events) throw new Error(`the log went from ${from} to ${head}`)
    return true
  }, { deadlineMs: 90_000, everyMs: 100, what })
}

/**
 * Pauses a process until its twin does its work, then lets both go on. The paused one still holds
 * its subscriptions, so until it goes on a share of all requests meets nobody and is sent again.
 */
export const pauseBesideTwin = async (system: ProcessSystem, damage: Damage, name: string): Promise<void> => {
  const paused: ServiceProcess = system.service(name)
  const twin = await system.twin(name)
  await twin.ready(readyDeadlineMs)
  paused.signal('SIGSTOP')
  try {
    await progress(system, name, 12, `the twin of ${name} to take over`)
  } catch (error) {
    const status = await fetch(`${twin.url}/readyz`).then((answer) => answer.text(), String)
    throw new Error(`${status}\n${twin.output.slice(-10).join('')}`, { cause: error })
  } finally {
    paused.signal('SIGCONT')
  }
  damage.paused.push(name)
  await progress(system, name, 12, `${name} to go on with its twin`)
  await twin.end('SIGKILL')
  damage.kills += 1
  await paused.ready(readyDeadlineMs)
}
