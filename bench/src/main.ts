import { appends } from './appends/appends.ts'
import { chainCatchUp } from './chain/chain.ts'
import { commands } from './commands/commands.ts'
import { ledgerApply } from './ledger/apply.ts'
import { ledgerTransfers } from './ledger/ledger.ts'
import { ledgerReplay } from './ledger/replay.ts'
import { matchingDecisions } from './matching/matching.ts'
import { payments } from './payments/payments.ts'
import { table } from './row.ts'
import type { Benchmark, Row } from './row.ts'
import { sealing } from './sealing/sealing.ts'
import { webhooks } from './webhooks/webhooks.ts'

/** Every benchmark there is, in the order of the table. Each stands in a folder of its own. */
const benchmarks: readonly Benchmark[] = [
  appends, ledgerTransfers, ledgerApply, ledgerReplay, matchingDecisions, commands, payments, webhooks, chainCatchUp, sealing,
]

/**
 * `node main.ts [--json] [name ...]`: runs those whose name holds one of the given parts, all where
 * none is given. With `--json` standard output ends in one line for programs.
 */
const main = async (args: readonly string[]): Promise<void> => {
  const json = args.includes('--json')
  const parts = args.filter((arg) => !arg.startsWith('--'))
  const chosen = benchmarks.filter(({ name }) =>
    parts.length === 0 || parts.some((part) => name.includes(part)))
  const rows: Row[] = []
  for (const { name, run } of chosen) {
    console.error(`${name}:`)
    rows.push(...await run((line) => console.error(line)))
  }
  console.error('')
  if (json) console.error(table(rows))
  console.log(json ? JSON.stringify({ rows }) : table(rows))
}

await main(process.argv.slice(2))
