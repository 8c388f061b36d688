// The SDK as a merchant gets it: packed, installed in a folder of its own, compiled against and run.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const { resolve } = createRequire(import.meta.url)

/** A shop on a server: every entry that it may use, by types and by value. */
const server = `
import { Stablegate, NotFoundError, checkoutUrl, type Payment } from '@stablegate/sdk'
import { isPaymentEvent, paidInFull, verifyWebhook, WebhookError, type WebhookEvent } from '@stablegate/sdk/webhooks'
import { expressWebhook } from '@stablegate/sdk/express'
import { nestWebhook } from '@stablegate/sdk/nest'
import { nextWebhook } from '@stablegate/sdk/next'

const stablegate = new Stablegate({ apiKey: 'sk_test_aaaaaaaaaaaaaaaaaaaaaaaa', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 })
const onEvent = (event: WebhookEvent): void => {
  if (isPaymentEvent(event) && paidInFull(event.data)) console.log(event.data.reference)
}
const secrets = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
export const handlers = [expressWebhook({ secrets, onEvent }), nestWebhook({ secrets: [secrets], onEvent })]
export const POST = nextWebhook({
  secrets: () => secrets, onEvent, expect: ({ data }) => ({ amount: '1', currency: 'USDT', reference: data.reference }),
})
export const settled = async (): Promise<Payment[]> => {
  const all: Payment[] = []
  for await (const payment of stablegate.payments.list({ status: 'settled' })) all.push(payment)
  return all
}
const answer = await POST(new Request('https://shop.example/', { method: 'POST', body: '{}' }))
const refused = await stablegate.payments.create({ reference: 'r', amount: { amount: '1', currency: 'USDT' } }, { idempotencyKey: 'k' })
  .then(() => 'made', (error: unknown) => (error instanceof NotFoundError ? 'not found' : (error as Error).name))
const unsigned = await verifyWebhook('{}', {}, secrets).then(() => 'believed', (error: unknown) => error instanceof WebhookError && error.code)
console.log(JSON.stringify([answer.status, refused, unsigned, checkoutUrl('https://pay.example', 'pay_1')]))
`
const browser = `
import { Checkout } from '@stablegate/sdk/checkout'
import '@stablegate/sdk/pay-button'

const checkout = new Checkout({ baseUrl: 'https://pay.example', payment: 'pay_1', store: sessionStorage })
for await (const { status } of checkout.watch()) console.log(status)
`
/** What cannot be right must not compile. */
const wrong = `
import { Stablegate } from '@stablegate/sdk'
const stablegate = new Stablegate({ apiKey: 'k', baseUrl: 'https://pay.example' })
// @ts-expect-error an amount is a decimal in quotes
await stablegate.payments.create({ reference: 'r', amount: { amount: 1, currency: 'USDT' } })
// @ts-expect-error there is no such status
stablegate.payments.list({ status: 'paid' })
`

let shop = ''
let installed = ''

/** The Node of the machine, which may be older than ours, as a merchant's may. */
const nodeOfTheMachine = (process.env['PATH'] ?? '').split(delimiter)
  .map((folder) => join(folder, 'node')).find((file) => !file.startsWith(root) && existsSync(file)) ?? process.execPath

const compile = async (files: readonly string[], ...options: string[]): Promise<string> => {
  const tsc = join(root, 'node_modules/.bin/tsc')
  return await run(tsc, ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', ...options, ...files], { cwd: shop })
    .then(() => '', (error: unknown) => (error as { readonly stdout: string }).stdout)
}

beforeAll(async () => {
  shop = await mkdtemp(join(tmpdir(), 'stablegate-shop-'))
  installed = join(shop, 'node_modules/@stablegate/sdk')
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', shop], { cwd: join(root, 'packages/sdk') })
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }]
  await writeFile(join(shop, 'package.json'), JSON.stringify({ name: 'shop', type: 'module', private: true }))
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(shop, filename)], { cwd: shop })
  await Promise.all(Object.entries({ server, browser, wrong }).map(([name, text]) => writeFile(join(shop, `${name}.ts`), text)))
  await run('mkdir', ['-p', join(shop, 'node_modules/@types')])
  await symlink(dirname(resolve('@types/node/package.json')), join(shop, 'node_modules/@types/node'))
})
afterAll(() => rm(shop, { recursive: true, force: true }))

it('brings what its entries name, and needs nothing else', async () => {
  type Entry = Readonly<Record<string, string>>
  const { exports: entries, dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as
    { readonly exports: Readonly<Record<string, Entry>>; readonly dependencies?: object }
  const named = Object.values(entries).flatMap(({ types, default: program }) => [types, program]).filter((file) => file !== undefined)
  expect(named.length).toBeGreaterThanOrEqual(16)
  expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([])
  expect(dependencies).toBeUndefined()
  const files = (await readdir(join(installed, 'dist'), { recursive: true })).filter((file) => file.endsWith('.js'))
  const texts = await Promise.all(files.map((file) => readFile(join(installed, 'dist', file), 'utf8')))
  // Nothing of Node, nothing of others: the same files serve browsers, Deno, Bun and workers.
  const imports = texts.flatMap((text) => [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name))
  expect(imports.length).toBeGreaterThan(20)
  expect(imports.filter((name) => !name.startsWith('.'))).toEqual([])
  expect(texts.filter((text) => /\b(?:process|Buffer|require)\s*[.(]/.test(text))).toEqual([])
})

it('has types that stand without ours: on a server without a browser\'s, in a browser without a server\'s', async () => {
  const nodenext = ['--noEmit', '--module', 'nodenext']
  expect(await compile(['server.ts', 'wrong.ts'], ...nodenext, '--lib', 'es2022', '--types', 'node')).toBe('')
  expect(await compile(['server.ts', 'browser.ts'], ...nodenext, '--lib', 'es2022,dom,dom.iterable', '--types', '')).toBe('')
  const bundled = ['--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler']
  expect(await compile(['browser.ts'], ...bundled, '--lib', 'es2022,dom', '--types', '')).toBe('')
})

it('runs under the Node of the machine', async () => {
  expect(await compile(['server.ts'], '--module', 'nodenext', '--lib', 'es2022', '--types', 'node', '--outDir', 'out')).toBe('')
  const { stdout } = await run(nodeOfTheMachine, ['out/server.js'], { cwd: shop })
  expect(JSON.parse(stdout)).toEqual([400, 'ConnectionError', 'headers_invalid', 'https://pay.example/checkout/pay_1'])
})
