// The SDK's example, run as a merchant runs it, under every runtime that it is for. Deno and Bun come as
// packages where these are made for the machine, else from the path.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { World, type Acceptor, type Merchant } from './world.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const example = join(root, 'packages/sdk/examples/pay.ts')

const { resolve } = createRequire(import.meta.url)

const packaged = (name: string, file: string): string | undefined => {
  try {
    return join(dirname(resolve(`${name}/package.json`)), file)
  } catch {
    return undefined
  }
}

const inPath = (name: string): string | undefined => (process.env['PATH'] ?? '').split(delimiter)
  .map((folder) => join(folder, name)).find((file) => existsSync(file))

const deno = packaged(`@deno/${process.platform}-${process.arch}-glibc`, 'deno') ?? inPath('deno')
const bun = packaged('@oven/bun-linux-x64-baseline', 'bin/bun') ?? packaged('@oven/bun-linux-aarch64', 'bin/bun') ?? inPath('bun')

/** How each runtime runs a file of TypeScript over the sources of the package. */
const runtimes = [
  { name: 'Node', program: process.execPath, args: ['--conditions=source'] },
  { name: 'Deno', program: deno, args: ['run', '--no-lock', '--no-check', '--allow-all', '--node-modules-dir=manual', '--conditions=source'] },
  { name: 'Bun', program: bun, args: ['run', '--conditions=source'] },
] as const

let system: LocalSystem
let merchant: Merchant
let acceptor: Acceptor

beforeAll(async () => {
  system = await startLocalSystem({ name: 'sdk', fsync: false })
  const world = new World(system.url)
  merchant = await world.merchant({ name: 'Shop' })
  acceptor = await world.acceptor({
    name: 'house', owner: 'operator', house: true, currency: 'CNY', method: 'alipay', funds: '20000', price: '7.30', min: '100.00',
    max: '50000.00', autoAccept: true,
  })
})
afterAll(() => system?.stop())

describe('the example of the SDK', () => {
  for (const { name, program, args } of runtimes) {
    it.skipIf(program === undefined)(`is paid and told so, under ${name}`, async () => {
      const { stdout } = await run(program ?? '', [...args, example, '--play'], {
        cwd: root, timeout: 90_000,
        env: { ...process.env, STABLEGATE_URL: system.url, STABLEGATE_KEY: merchant.key, STABLEGATE_ACCEPTOR_KEY: acceptor.key },
      })
      expect(stdout).toMatch(/checkout http/)
      expect(stdout).toContain('acceptor: confirmed')
      expect(stdout).toMatch(/webhook \d+: payment\.settled/)
      expect(stdout).toMatch(/settled: \d+\.\d{6} USDT/)
    })
  }
})
