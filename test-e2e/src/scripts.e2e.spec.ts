// What the README promises of `npm run demo` and `npm start`, run as a newcomer runs them.
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { waitFor } from '@stablegate/testing'
import { beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const built = (name: string): string => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))

beforeAll(() => {
  if (!existsSync(built('demo'))) throw new Error('build first: npm test does, or tsc -b')
})

describe('the demo', () => {
  it('runs flow A to the end and says so in one line of JSON', async () => {
    const { stdout } = await run(process.execPath, [built('demo'), '--json'], { timeout: 120_000 })
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(1)
    const result = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    expect(result).toMatchObject({ settled: 2, closed: 1, balanced: true, escrow: '0.000000', webhookGaps: 0, webhooksForged: 0 })
    expect(result['debits']).toBe(result['credits'])
    expect(Number(result['webhooksVerified'])).toBeGreaterThan(8)
    expect(Number(result['checkpointsVerified'])).toBeGreaterThan(6)
  })
})

describe('npm start', () => {
  it('prints lines of curl that work as pasted', async () => {
    const child = spawn(process.execPath, [built('start'), '--name', 'start-spec', '--forget'], {
      env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: string[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    try {
      await waitFor(() => output.join('').includes('Webhooks of the demo shop'), {
        deadlineMs: 60_000, what: 'the guide',
      })
      const text = output.join('')
      const guide = text.slice(text.indexOf('  # the merchant asks'), text.indexOf('API description:'))
      const { stdout } = await run('bash', ['-e', '-o', 'pipefail', '-c', guide], { timeout: 30_000 })
      expect(stdout).toContain('"instructions":{')
      expect(stdout).toContain('"status":"settled"')
      expect(stdout).toContain('"balanced":true')
      await waitFor(() => /webhook \d+ verified: payment\.settled/.test(output.join('')), { what: 'the webhook in the output' })
    } finally {
      child.kill('SIGTERM')
      await waitFor(() => child.exitCode !== null || child.signalCode !== null, { deadlineMs: 30_000, what: 'its end' })
    }
    expect(child.exitCode).toBe(0)
  })
})
