import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const childModule = new URL('./bootstrap/child.mjs', import.meta.url).href

/** A program that runs another one as the bootstrap does; what it prints and how it ends is looked at. */
const bootstrapOf = (how: 'runForJson' | 'runForPerson', program: string): string =>
  `const { ${how} } = await import(${JSON.stringify(childModule)})
   process.exitCode = await ${how}(process.execPath, ['-e', ${JSON.stringify(program)}])`

const runJson = (program: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', bootstrapOf('runForJson', program)], {
    encoding: 'utf8',
  })

test('with --json, standard output holds the last line only', () => {
  const { stdout, stderr, status } = runJson('console.log("settling"); console.log(`{"settled":1}`)')
  expect(stdout).toBe('{"settled":1}\n')
  expect(stderr).toContain('settling')
  expect(status).toBe(0)
})

test('with --json, a script that ends in no JSON has failed', () => {
  const { stdout, status } = runJson('console.log("no JSON")')
  expect(stdout).toBe('')
  expect(status).toBe(1)
  expect(runJson('console.log("{}"); process.exitCode = 3').status).toBe(3)
})

const outputOf = (program: ReturnType<typeof spawn>, wanted: string): Promise<string> =>
  new Promise((resolve) => {
    let output = ''
    program.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes(wanted)) resolve(output)
    })
  })

const started = (program: string) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', bootstrapOf('runForPerson', program)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

test('Ctrl-C reaches the script once and waits until it has drained', async () => {
  const child = started(`
    process.on('SIGINT', () => setTimeout(() => { console.log('drained'); process.exit(0) }, 200))
    setInterval(() => {}, 1000); console.log('up')`)
  await outputOf(child, 'up')
  const drained = outputOf(child, 'drained')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await drained
  expect(await ended).toBe(0)
})

test('the script does not outlive a bootstrap that was killed', async (context) => {
  if (process.platform !== 'linux') context.skip('needs the parent death signal of Linux')
  const child = started(`
    process.on('SIGTERM', () => { console.log('told'); process.exit(0) })
    setInterval(() => {}, 1000); console.log('up')`)
  await outputOf(child, 'up')
  const told = outputOf(child, 'told')
  child.kill('SIGKILL')
  await told
})

test('two at once take turns, and a dead one holds nobody up', async () => {
  const lockModule = new URL('./bootstrap/lock.mjs', import.meta.url).href
  const folder = mkdtempSync(join(tmpdir(), 'stablegate-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'lock')
  // The number of a process that has ended: nobody has it now, or at least not this lock.
  writeFileSync(file, String(spawnSync('true').pid))
  const program = (name: string): string => `
    const { appendFileSync } = await import('node:fs')
    const { locked } = await import(${JSON.stringify(lockModule)})
    await locked(async () => {
      appendFileSync(${JSON.stringify(join(folder, 'trace'))}, '${name} in\\n')
      await new Promise((resolve) => setTimeout(resolve, 150))
      appendFileSync(${JSON.stringify(join(folder, 'trace'))}, '${name} out\\n')
    }, ${JSON.stringify(file)})`
  await Promise.all(['a', 'b', 'c'].map((name) => new Promise((resolve) => {
    spawn(process.execPath, ['--input-type=module', '-e', program(name)], { stdio: 'ignore' }).once('exit', resolve)
  })))
  const trace = readFileSync(join(folder, 'trace'), 'utf8').trim().split('\n')
  expect(trace).toHaveLength(6)
  for (let index = 0; index < 6; index += 2) {
    expect(trace[index]?.split(' ')[0]).toBe(trace[index + 1]?.split(' ')[0])
  }
})

test('the closing line counts a file that could not be loaded as failed', async () => {
  const { countTests } = (await import(new URL('./test.mjs', import.meta.url).href)) as {
    countTests: (report: unknown) => unknown
  }
  const report = {
    numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  }
  expect(countTests(report)).toEqual({ passed: 5, failed: 2, skipped: 3 })
})
