// `npm run mutate [-- part ...]`: breaks the money core in one small way after the other and looks
// whether a spec notices. Prints the score of each part and what survived; ends with 1 below the aim.
// Minutes of work, so it is not part of `npm test`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'

const root = fileURLToPath(new URL('..', import.meta.url))
const aimPercent = 90

/** What is broken, and the specs that must notice: those of the same folder, which import it directly. */
const parts = {
  money: { mutate: 'packages/contracts/src/money.ts', specs: 'packages/contracts/src/money.spec.ts' },
  ledger: {
    mutate: 'services/ledger/src/domain/{balance,book,claims-queue,digest,draft,request,transfer-ids}.ts',
    specs: 'services/ledger/src/domain/*.spec.ts',
  },
  journal: {
    mutate: 'services/order/src/domain/{journal,on-chain-journal}.ts',
    specs: 'services/order/src/domain/{journal,journal-requests,money,on-chain}.spec.ts',
  },
}

const run = async (name, { mutate, specs }) => {
  // Read by vitest.config.ts beside this file.
  process.env['MUTATION_SPECS'] = specs
  const report = join(root, '.cache/mutation', `${name}.json`)
  await new Stryker({
    mutate: [mutate], testRunner: 'vitest', plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false }, coverageAnalysis: 'perTest',
    // What runs once at import, such as a table of constants, is asked of every spec.
    ignoreStatic: false, concurrency: 2, timeoutMS: 5_000, disableTypeChecks: false, allowConsoleColors: false,
    // TypeScript 7 has none of the functions that Stryker would rewrite this file with.
    tsconfigFile: 'none.json',
    tempDirName: '.cache/mutation/sandbox', incremental: false, logLevel: 'warn',
    ignorePatterns: ['.cache', '.run', '.toolchain', '.turbo', 'docs', 'deploy', 'k8s', 'bench', 'test-e2e', 'services/console', '**/dist'],
    reporters: ['clear-text', 'json', 'progress-append-only'], jsonReporter: { fileName: report },
    clearTextReporter: { allowColor: false, logTests: false },
  }).runMutationTest()
  const { files } = JSON.parse(readFileSync(report, 'utf8'))
  const mutants = Object.values(files).flatMap(({ mutants: ofFile }) => ofFile)
  const count = (...wanted) => mutants.filter(({ status }) => wanted.includes(status)).length
  const caught = count('Killed', 'Timeout')
  const all = caught + count('Survived', 'NoCoverage')
  return { name, caught, all, percent: (100 * caught) / all }
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
const scores = []
for (const [name, part] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) scores.push(await run(name, part))
}
for (const { name, caught, all, percent } of scores) console.log(`${name}: ${caught} of ${all} noticed, ${percent.toFixed(1)} %`)
process.exitCode = scores.every(({ percent }) => percent >= aimPercent) ? 0 : 1
