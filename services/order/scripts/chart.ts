// Writes docs/reference/payment-states.md from the tables that decide. With --check it writes
// nothing and fails when the file is not what it would write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartTable } from '../src/domain/chart.ts'

const file = fileURLToPath(new URL('../../../docs/reference/payment-states.md', import.meta.url))
const text = `# States of a payment

Generated from the tables that decide. Who may do what in which state; everything else is refused with
\`not_while_<state>\`. Lengths are names in the payment's policy, frozen when it was made.

${chartTable()}`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error(
    'docs/reference/payment-states.md is old: run `pnpm --filter @stablegate/order generate`',
  )
  process.exitCode = 1
}
