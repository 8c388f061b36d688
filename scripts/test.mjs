// Runs all tests, or those that the arguments choose, and ends in a line that every CI reads.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runForPerson } from './bootstrap/child.mjs'
import { root } from './bootstrap/checkout.mjs'

/** What the report says. A file that could not even be loaded counts as one failed test. */
export const countTests = (report) => {
  const unloaded = report.testResults
    .filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const isSkipped = ({ status }) => status === 'pending' || status === 'skipped' || status === 'todo'

/** What was skipped, one line a file, so that nobody takes it for passed. */
export const skippedFiles = (report) =>
  report.testResults.flatMap(({ name, assertionResults }) => {
    const skipped = assertionResults.filter(isSkipped)
    if (skipped.length === 0) return []
    return [`skipped ${skipped.length} of ${relative(root, name)}, such as "${skipped[0].fullName}"`]
  })

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const main = async (args) => {
  const file = join(root, '.run', `vitest-${process.pid}.json`)
  mkdirSync(join(root, '.run'), { recursive: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await runForPerson(process.execPath, [vitest, 'run', ...reporters, ...args])
  const report = readReport(file)
  rmSync(file, { force: true })
  const { passed, failed, skipped } = report === undefined
    ? { passed: 0, failed: 1, skipped: 0 }
    : countTests(report)
  for (const line of report === undefined ? [] : skippedFiles(report)) process.stdout.write(`${line}\n`)
  // Errors outside of any test fail the run too, and must show in the line that is read.
  const shownFailed = code !== 0 && failed === 0 ? 1 : failed
  process.stdout.write(`\n${passed} passed, ${shownFailed} failed, ${skipped} skipped\n`)
  return code === 0 && shownFailed > 0 ? 1 : code
}

if (import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2))
