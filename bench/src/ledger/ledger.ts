import { createDatabase } from '@stablegate/testing'
import type { Benchmark, Row, Say } from '../row.ts'
import { compare } from '../rounds.ts'
import { startNats, startPostgres } from '../servers.ts'
import { openBareLedger } from './bare-ledger.ts'
import { openLoop, openLoopCeiling } from './open-loop.ts'
import { openOurLedger } from './our-ledger.ts'
import type { Way } from './our-ledger.ts'
import { openSqlLedger } from './sql-ledger.ts'
import { transfersOf } from './transfers.ts'
import type { Distribution } from './transfers.ts'

const loads: readonly { readonly distribution: Distribution; readonly way: Way }[] = [
  { distribution: 'uniform', way: 'in process' },
  { distribution: 'zipf', way: 'in process' },
  { distribution: '10 hot accounts', way: 'in process' },
  { distribution: 'uniform', way: 'over NATS' },
]
const time = { inFlight: 256, roundMs: 1_500, rounds: 5 }

type Load = (typeof loads)[number]
type Urls = { readonly adminUrl: string; readonly natsUrl: string }

const runLoad = async (urls: Urls, { distribution, way }: Load, say: Say): Promise<Row> => {
  const ours = await openOurLedger(await createDatabase(urls.adminUrl), urls.natsUrl)
  const theirs = await openSqlLedger(await createDatabase(urls.adminUrl))
  try {
    const row = await compare(
      { name: `ledger transfers ${way}, ${distribution}`, unit: 'transfers/s' },
      ours.contender(transfersOf(distribution, 'ours'), way),
      theirs.contender(transfersOf(distribution, 'theirs')),
      time, say,
    )
    await ours.audit()
    await theirs.audit()
    return row
  } finally {
    await Promise.all([ours.close(), theirs.close()])
  }
}

/** How much of what its bare statements would carry our ledger carries, in neighbouring rounds. */
const runCeiling = async (urls: Urls, say: Say): Promise<readonly Row[]> => {
  const ours = await openOurLedger(await createDatabase(urls.adminUrl), urls.natsUrl)
  const bare = await openBareLedger(await createDatabase(urls.adminUrl))
  try {
    const next = transfersOf('uniform', 'ours')
    const row = await compare(
      { name: 'ceiling: ledger transfers in process, uniform', unit: 'transfers/s' },
      ours.contender(next, 'in process'), bare.contender(transfersOf('uniform', 'theirs')), time, say)
    const open = await openLoop(ours.contender(next, 'in process'), say)
    const plainest = await openLoopCeiling(bare.contender(transfersOf('uniform', 'open')), say)
    await ours.audit()
    await bare.audit()
    return [row, ...open, plainest]
  } finally {
    await Promise.all([ours.close(), bare.close()])
  }
}

/**
 * Single transfers, each acknowledged after its commit, with balances and statements caught up at
 * the end of a round, beside a plain SQL ledger. Overdrafts and repeated ids are among them.
 */
export const ledgerTransfers: Benchmark = {
  name: 'ledger',
  run: async (say) => {
    const server = await startPostgres('ledger')
    try {
      const rows: Row[] = []
      for (const load of loads) {
        // What JetStream holds of a log belongs to one store: a new one gets a bus of its own.
        const nats = await startNats('ledger')
        try {
          rows.push(await runLoad({ adminUrl: server.adminUrl, natsUrl: nats.url }, load, say))
        } finally {
          await nats.stop()
        }
      }
      const nats = await startNats('ledger')
      try {
        rows.push(...await runCeiling({ adminUrl: server.adminUrl, natsUrl: nats.url }, say))
      } finally {
        await nats.stop()
      }
      return rows
    } finally {
      await server.stop()
    }
  },
}
