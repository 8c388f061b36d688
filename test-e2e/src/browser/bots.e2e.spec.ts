// The shop of `npm start` without anybody behind it: bots take the payment, and a wallet of test mode pays.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '@stablegate/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPassword } from '../demo-people.ts'
import { ExampleShop } from '../shop.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { operatorKeys, textOf, usdt, World, type Merchant } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf } from './faults.ts'
import { signIn } from './sign-in.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'

let system: LocalSystem
let browser: Browser
let shop: ExampleShop
let world: World
let merchant: Merchant
const troubles: string[] = []

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'bots-browser', fsync: false, bots: true, chain: { blockMs: 200, solidLagBlocks: 3 } })
  world = new World(system.url)
  merchant = await world.merchant({ name: 'Demo Shop', tier: 'established' })
  await waitFor(async () => {
    const { data } = await world.api.get('/v1/acceptors?limit=100', { key: operatorKeys.ann })
    return (data as Record<string, unknown>[]).some(({ online }) => online === true)
  }, { deadlineMs: 60_000, everyMs: 100, what: 'a bot to be online' })
  browser = await launchChromium()
  shop = await ExampleShop.start({ baseUrl: system.url, apiKey: merchant.key })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  await system?.stop()
})

const buy = async (good: string): Promise<Page> => {
  const page = await (await openContext(browser, phone, troubles)).newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(shop.url)
  await page.getByRole('button', { name: `Buy ${good}` }).click()
  await page.waitForURL(/\/checkout\/pay_/)
  await page.getByText('the amount decides').waitFor()
  return page
}

/** What decides is read from the API, in the same order. */
const amountsAndClock = async (): Promise<void> => {
  const person = { email: 'owner@bots.example', name: 'Olga Owner', role: 'merchant_owner', hasTotp: false }
  await world.operate('/v1/test_users', {
    email: person.email, name: person.name, role: person.role, holder: merchant.id, password: demoPassword,
  })
  const page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(30_000)
  await signIn(page, system.url, person)
  await page.getByRole('link', { name: 'Test mode', exact: true }).first().click()
  const table = page.getByRole('table', { name: 'Amounts' })
  await table.waitFor()
  const { data } = await world.api.get('/v1/test_amounts', { key: merchant.key })
  const lines = data as { readonly ending: string; readonly happens: string }[]
  expect(lines.length).toBeGreaterThan(10)
  expect(await table.getByRole('row').count()).toBe(lines.length + 1)
  for (const [index, { ending, happens }] of lines.entries()) {
    const cells = table.getByRole('row').nth(index + 1).getByRole('cell')
    expect([await cells.nth(0).innerText(), await cells.nth(1).innerText()]).toEqual([ending, happens])
  }
  expect(await faultsOf(page)).toEqual([])
  // Nobody pays it: two days later it has expired.
  const payment = textOf(await world.api.post('/v1/payments', { reference: 'unpaid-1', amount: usdt('45.00') }, { key: merchant.key }), 'id')
  await page.getByRole('button', { name: 'Move the clock' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move the clock' })
  await dialog.getByLabel('Days').fill('2')
  await dialog.getByLabel('Minutes').fill('0')
  await dialog.getByRole('button', { name: 'Move the clock' }).click()
  await page.getByRole('region', { name: 'Clock' }).getByText(/^2 d /).waitFor()
  expect((await world.api.get('/v1/test_clock', { key: merchant.key }))['ahead_seconds']).toBe(2 * 86_400)
  await world.paymentIs(merchant, payment, 'expired')
  await page.context().close()
}

describe.skipIf(missing !== undefined)(`a shop with bots${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('is paid by Alipay without a human behind it', async () => {
    const page = await buy('Longjing tea, 100 g')
    await page.getByLabel('Your name').fill('Li Wei')
    await page.getByLabel('Last 4 characters').fill('4821')
    await page.getByRole('button', { name: /^Continue/ }).click()
    await page.getByRole('heading', { name: 'Pay exactly this' }).waitFor()
    await page.getByLabel('Reference of the transfer').fill('ALI-1')
    await page.getByRole('button', { name: 'I have paid' }).click()
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
    await page.context().close()
  })

  it('is paid on chain by the wallet of test mode', async () => {
    const page = await buy('Porcelain set for six')
    await page.getByText('USDT on chain').click()
    await page.getByRole('button', { name: 'Show the address' }).click()
    const pay = page.getByRole('button', { name: 'Pay with test USDT' })
    await pay.waitFor()
    expect(await faultsOf(page)).toEqual([])
    await pay.click()
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
    await page.context().close()
  })

  it('its owner reads which amount does what, and moves the clock: what is due by then happens', amountsAndClock, 90_000)

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
