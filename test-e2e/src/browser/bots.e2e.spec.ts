// The shop of `npm start` without anybody behind it: bots take the payment, and a wallet of test mode pays.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '@stablegate/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExampleShop } from '../shop.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { operatorKeys, World } from '../world.ts'
import { chromiumPath, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf } from './faults.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'

let system: LocalSystem
let browser: Browser
let shop: ExampleShop
const troubles: string[] = []

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'bots-browser', fsync: false, bots: true, chain: { blockMs: 200, solidLagBlocks: 3 } })
  const world = new World(system.url)
  const merchant = await world.merchant({ name: 'Demo Shop', tier: 'established' })
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
    expect(troubles).toEqual([])
  })
})
