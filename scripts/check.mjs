// What a program can say about the code without running it. Each part passes, fails or is skipped
// with a reason, all parts run, and the last lines say which.
import { join } from 'node:path'
import { captured } from './bootstrap/child.mjs'
import { root, say } from './bootstrap/checkout.mjs'
import { checkGenerated } from './check/generated.mjs'
import { checkKubernetes } from './check/kubernetes.mjs'
import { checkCompose } from './check/compose.mjs'
import { checkServiceLists } from './check/service-lists.mjs'
import { checkTidy } from './check/tidy.mjs'

/** A part that is one command: it passes when the command ends well. */
const command = (name, ...args) => async () => {
  const path = join(root, 'node_modules/.bin', name)
  const { code, output } = await captured(path, args)
  return code === 0 ? { passed: true } : { failed: output.trim() }
}

// Turbo would ask its home whether there is a newer one, and tell that it was run.
process.env.TURBO_TELEMETRY_DISABLED = '1'
process.env.DO_NOT_TRACK = '1'

const parts = [
  { name: 'types', run: command('tsc', '-b') },
  { name: 'lint', run: command('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'boundaries', run: command('turbo', 'boundaries', '--no-color', '--no-update-notifier') },
  { name: 'dead code', run: command('knip', '--no-progress', '--no-config-hints') },
  { name: 'tidy', run: checkTidy },
  { name: 'generated files', run: checkGenerated },
  { name: 'service lists', run: checkServiceLists },
  { name: 'compose', run: checkCompose },
  { name: 'kubernetes', run: checkKubernetes },
]

/** A part gives one outcome or, where it looks at several things, one for each. */
const outcomesOf = async ({ name, run }) => {
  try {
    const outcome = await run()
    return Array.isArray(outcome)
      ? outcome.map((one) => ({ ...one, name: `${name}: ${one.name}` }))
      : [{ ...outcome, name }]
  } catch (error) {
    return [{ name, failed: error.stack }]
  }
}

const lineOf = ({ name, failed, skipped }, durationMs) => {
  if (failed !== undefined) return `failed   ${name}`
  if (skipped !== undefined) return `skipped  ${name}: ${skipped}`
  return `passed   ${name} (${durationMs} ms)`
}

const main = async (wanted) => {
  const chosen = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  const all = []
  for (const part of chosen) {
    const startedAtMs = Date.now()
    const outcomes = await outcomesOf(part)
    all.push(...outcomes)
    for (const outcome of outcomes) {
      if (outcome.failed !== undefined) say(`\n${outcome.failed}\n`)
      process.stdout.write(`${lineOf(outcome, Date.now() - startedAtMs)}\n`)
    }
  }
  const count = (key) => all.filter((outcome) => outcome[key] !== undefined).length
  process.stdout.write(`check: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`)
  return count('failed') > 0 || all.length === 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
