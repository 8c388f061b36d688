// Pages that say what money did: sweeps with what they cost, what a payout is made of, the invoice of a
// month and how it is printed. Every figure on them is compared with what the API says.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseDecimal } from '@stablegate/contracts'
import { waitFor } from '@stablegate/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from '../customer-wallet.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { operatorKeys, textOf, usdt, World } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext } from './chromium.ts'
import { faultsOf } from './faults.ts'
import { liveADay } from './history.ts'
import { signIn } from './sign-in.ts'
import { buildTown, type Town } from './town.ts'
import { readyForPayouts } from './troubles.ts'

type Json = Record<string, unknown>
type Money = { readonly amount: string }

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'
const pictures = process.env['STABLEGATE_PICTURES']
const patience = { deadlineMs: 90_000, everyMs: 200 }

let system: LocalSystem
let browser: Browser
let world: World
let town: Town
const contexts = new Map<string, BrowserContext>()
const troubles: string[] = []

const pageOf = async (email: string, path: string): Promise<Page> => {
  const known = contexts.get(email)
  const context = known ?? await openContext(browser, desk, troubles)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  if (known === undefined) {
    const person = town.people.find((one) => one.email === email)
    if (person === undefined) throw new Error(`nobody is ${email}`)
    await signIn(page, system.url, person)
    contexts.set(email, context)
  }
  await page.goto(`${system.url}/app/${path}`)
  return page
}
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

/** As the pages show it: grouped, two decimals at least. */
const shown = (amount: string): string =>
  new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 6 }).format(amount as `${number}`)
const micro = ({ amount }: Money): bigint => (amount.startsWith('-') ? -1n : 1n) * (parseDecimal(amount.replace('-', ''), 6) ?? 0n)
const operators = (path: string): Promise<Json> => world.api.get(path, { key: operatorKeys.ann })

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({
    name: 'money', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3, stakedTrx: 17_000 },
    config: { TREASURY_SWEEP_USDT: '50', TREASURY_SWEEP_POLL_MS: '200' },
  })
  world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const available = async (): Promise<Money> => {
  const { data } = await operators(`/v1/accounts?owner=${town.merchant.id}`)
  return (data as { account: string; posted: Money }[]).find(({ account }) => account.endsWith(':available'))?.posted ?? { amount: '0' }
}

const sweeps = async (): Promise<void> => {
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  const page = await pageOf('ann@stablegate.example', 'operator/sweeps')
  await page.getByText('No sweep yet').waitFor()
  await world.api.post('/v1/acceptor/deposit_address', {}, { key: town.otc.key })
  const depositor = await CustomerWallet.open(system.servers.chain, 900_000_000n)
  await depositor.pay(await world.depositAddress(town.otc), 75_456_789n)
  // Nobody touches the page: what happens shows by itself.
  const row = page.getByRole('table', { name: 'Sweeps' }).getByRole('row').nth(1)
  await row.getByText('Done').waitFor({ timeout: 90_000 })
  await row.getByText('Lent', { exact: true }).first().waitFor()
  const { data } = await operators('/v1/sweeps')
  const [sweep] = data as [Record<'id' | 'cost' | 'burning_would_cost' | 'lending_would_cost', string> & { amount: Money }]
  expect(micro({ amount: sweep.cost })).toBeGreaterThan(0n)
  for (const amount of [sweep.cost, sweep.burning_would_cost, sweep.lending_would_cost, sweep.amount.amount]) {
    await row.getByText(shown(amount)).first().waitFor()
  }
  await page.getByText(`Cost of those shown ${shown(sweep.cost)}`).waitFor()
  // The books say the same of the hot address.
  const { data: accounts } = await operators('/v1/accounts?limit=100')
  const hot = (accounts as { account: string; posted: Money }[]).find(({ account }) => account.startsWith('custody:hot:'))
  await page.locator('.figure').filter({ has: page.getByRole('link', { name: 'Hot' }) }).getByText(shown(hot?.posted.amount ?? 'none'))
    .first().waitFor()
  await picture(page, 'sweeps')
  expect(await faultsOf(page)).toEqual([])
  await page.goto(`${system.url}/app/operator/sweeps?status=lending`)
  await page.getByText('No sweep yet').waitFor()
  await page.close()
  const auditor = await pageOf('auditor@stablegate.example', 'auditor/sweeps')
  await auditor.getByRole('table', { name: 'Sweeps' }).getByRole('link', { name: 'Events' }).focus()
  await auditor.keyboard.press('Enter')
  await auditor.getByRole('table', { name: 'Events' }).getByText('sweep.ended').waitFor()
  expect(auditor.url()).toContain(sweep.id)
  await auditor.close()
  const accountant = await pageOf('books@stablegate.example', 'accountant/sweeps')
  await accountant.getByRole('table', { name: 'Sweeps' }).getByText(shown(sweep.cost)).first().waitFor()
  expect(await accountant.getByRole('link', { name: 'Payouts waiting' }).count()).toBe(0)
  await accountant.close()
}

const madeOf = async (): Promise<void> => {
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  const to = await readyForPayouts(world, system.servers.chain, town.merchant)
  const { key } = town.merchant
  const fund = (amount: string): Promise<Json> => world.operate('/v1/test_funds', { holder: town.merchant.id, amount: usdt(amount) })
  const ask = async (amount: string): Promise<string> =>
    textOf(await world.api.post('/v1/payouts', { to, amount: usdt(amount), reference: 'weekly' }, { key }), 'id')
  const first = await ask('40')
  await waitFor(async () => (await operators(`/v1/payouts/${first}`))['status'] === 'confirmed', { ...patience, what: 'the first payout' })
  await Promise.all([fund('12.5'), fund('7.25')])
  await waitFor(async () => micro((await available())) === 4_977_750_000n, { ...patience, what: 'the money in between' })
  const payout = await ask('41')
  const page = await pageOf('owner@shop.example', `merchant/payouts/${payout}`)
  const section = page.getByRole('region', { name: 'What it is made of' })
  const sums = section.getByRole('table', { name: 'By kind' })
  // Both lines together, what was before and what is after; of the time before the first payout nothing.
  await sums.getByText('+19.75').waitFor({ timeout: 90_000 })
  expect(await sums.getByRole('row').nth(1).getByRole('cell').nth(1).innerText()).toBe('2')
  expect(await sums.getByRole('row').count()).toBe(2)
  await section.getByText('4,958.00').first().waitFor()
  await section.getByText('4,934.75').first().waitFor()
  const lines = section.getByRole('table', { name: 'What it is made of' })
  await lines.getByText('+12.50').waitFor()
  await lines.getByText('+7.25').waitFor()
  expect(await lines.getByRole('row').count()).toBe(3)
  const [file] = await Promise.all([page.waitForEvent('download'), section.getByRole('link', { name: /CSV/ }).click()])
  expect(await file.failure()).toBeNull()
  await picture(page, 'made-of')
  expect(await faultsOf(page)).toEqual([])
  await page.close()
}

const invoice = async (): Promise<void> => {
  await liveADay(world, town)
  const month = new Date().toISOString().slice(0, 7)
  const page = await pageOf('owner@shop.example', 'merchant/invoices')
  await page.getByRole('link', { name: month }).first().click()
  const sheet = page.getByRole('article')
  const { total, lines } = await world.api.get(`/v1/fee_invoices/${month}`, { key: town.merchant.key }) as unknown as {
    readonly total: { readonly net: Money }; readonly lines: readonly { readonly kind: string; readonly net: Money; readonly count: number }[]
  }
  expect(lines.reduce((sum, { net }) => sum + micro(net), 0n)).toBe(micro(total.net))
  expect(micro(total.net)).toBeGreaterThan(0n)
  await sheet.getByText('Demo Shop').waitFor()
  await sheet.getByText(shown(total.net.amount)).last().waitFor()
  const paid = sheet.getByRole('row', { name: /Payments, Alipay/ })
  await paid.getByText(shown(lines.find(({ kind }) => kind !== 'payout')?.net.amount ?? 'none')).first().waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.evaluate('globalThis.printed = 0; globalThis.print = () => { globalThis.printed += 1 }')
  await page.getByRole('button', { name: 'Print' }).focus()
  await page.keyboard.press('Enter')
  expect(await page.evaluate<number>('globalThis.printed')).toBe(1)
  // On paper: the sheet, and nothing that can be pressed.
  await page.emulateMedia({ media: 'print' })
  expect(await sheet.isVisible()).toBe(true)
  expect(await page.locator('button:visible, nav:visible, header:visible').count()).toBe(0)
  await picture(page, 'invoice-print')
  await page.close()
}

describe.skipIf(missing !== undefined)(`pages about money${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('sweeps: shown as they go, with what they cost, to operators, auditors and accountants', sweeps, 240_000)
  it('a payout lists what it is made of, line by line, and it adds up', madeOf, 240_000)
  it('the invoice of a month adds up, and is printed alone', invoice, 90_000)
  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
