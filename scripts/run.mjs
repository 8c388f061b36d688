#!/usr/bin/env node
// The way in: `npm start`, `npm test`, `npm run demo | check | sim | bench | mutate`. Plain JavaScript that
// Node 20 runs, since a fresh machine has no more. It brings what is missing (a newer Node, pnpm,
// packages, nats-server, for tests a browser), builds, and runs the script that was asked for.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runForJson, runForPerson, step } from './bootstrap/child.mjs'
import { childEnvironment, root, say, Trouble } from './bootstrap/checkout.mjs'
import { ensureChromium } from './bootstrap/chromium.mjs'
import { locked } from './bootstrap/lock.mjs'
import { ensureNats } from './bootstrap/nats.mjs'
import { ensureToolchain, installPackages } from './bootstrap/toolchain.mjs'

// Where all services share a process, much lives for a tenth of a second: with more room it dies young,
// and the whole heap is collected every ten seconds under load instead of every five.
const wholeSystem = ['--max-semi-space-size=32']

const scripts = {
  start: { entry: 'test-e2e/dist/start.js', hasPages: true, flags: wholeSystem },
  demo: { entry: 'test-e2e/dist/demo.js', canSpeakJson: true, flags: wholeSystem },
  test: { entry: 'scripts/test.mjs', hasPages: true, hasBrowser: true },
  // The types are the first thing that check looks at, so it builds for itself.
  check: { entry: 'scripts/check.mjs', buildsItself: true },
  sim: { entry: 'test-e2e/dist/sim/main.js', canSpeakJson: true },
  bench: { entry: 'bench/dist/main.js', canSpeakJson: true, flags: wholeSystem },
  mutate: { entry: 'scripts/mutate.mjs' },
}

/** The pages are files that the gateway serves; turbo knows whether they are still those of the sources. */
const buildPages = (env) => step(join(root, 'node_modules/.bin/turbo'), [
  'run', 'build', '--filter=@stablegate/console', '--output-logs=errors-only', '--no-update-notifier',
], { env: { ...env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } })

const prepare = async (script, env) =>
  locked(async () => {
    const node = await ensureToolchain(env)
    await installPackages(env)
    await ensureNats(env)
    if (script.hasBrowser) await ensureChromium(env)
    if (!script.buildsItself) await step(join(root, 'node_modules/.bin/tsc'), ['-b'], { env })
    if (script.hasPages) await buildPages(env)
    return node
  })

const main = async ([name = '', ...args]) => {
  const script = scripts[name]
  if (script === undefined) throw new Trouble(`say what to run: ${Object.keys(scripts).join(', ')}`)
  const env = childEnvironment()
  const node = await prepare(script, env)
  const entry = join(root, script.entry)
  if (!existsSync(entry)) throw new Trouble(`npm run ${name} has nothing to run: ${script.entry} is missing`)
  const run = script.canSpeakJson && args.includes('--json') ? runForJson : runForPerson
  return run(node, ['--enable-source-maps', ...(script.flags ?? []), entry, ...args], { env })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  say(error instanceof Trouble ? `stablegate: ${error.message}` : error.stack)
  process.exitCode = 1
}
