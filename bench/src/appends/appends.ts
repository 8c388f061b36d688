import { createDatabase } from '@stablegate/testing'
import type { Benchmark, Row, Say } from '../row.ts'
import { compare } from '../rounds.ts'
import { startPostgres } from '../servers.ts'
import { openBareStatement } from './bare-statement.ts'
import { openEmmett, openOurs } from './contenders.ts'
import type { Appender } from './contenders.ts'

const loads = [
  { name: 'appends of 1 event, 64 in flight', inFlight: 64, events: 1, open: openEmmett },
  { name: 'appends of 1 event, 256 in flight', inFlight: 256, events: 1, open: openEmmett },
  { name: 'appends of 100 events, 8 in flight', inFlight: 8, events: 100, open: openEmmett },
  { name: 'ceiling: appends of 100 events, 8 in flight', inFlight: 8, events: 100, open: openBareStatement },
]
const roundMs = 1_500
const rounds = 5

const audit = async (who: string, appender: Appender): Promise<void> => {
  const { acknowledged, stored } = await appender.audit()
  if (acknowledged !== stored) {
    throw new Error(`${who} acknowledged ${acknowledged} events and holds ${stored}`)
  }
}

type Load = (typeof loads)[number]

/** Databases of its own for each row: what the row before left behind slows nobody. */
const runLoad = async (adminUrl: string, load: Load, say: Say): Promise<Row> => {
  const ours = await openOurs(await createDatabase(adminUrl))
  const theirs = await load.open(await createDatabase(adminUrl))
  try {
    const { name, inFlight, events } = load
    const sides = [ours.contender(events), theirs.contender(events)] as const
    const time = { inFlight, roundMs, rounds }
    const row = await compare({ name, unit: 'events/s' }, ...sides, time, say)
    await audit('stablegate', ours)
    await audit(load.name, theirs)
    return row
  } finally {
    await Promise.all([ours.close(), theirs.close()])
  }
}

/** Event-store appends beside emmett-postgresql, and batches beside the bare statement, on one Postgres. */
export const appends: Benchmark = {
  name: 'appends',
  run: async (say) => {
    const server = await startPostgres('appends')
    try {
      const rows: Row[] = []
      for (const load of loads) rows.push(await runLoad(server.adminUrl, load, say))
      return rows
    } finally {
      await server.stop()
    }
  },
}
