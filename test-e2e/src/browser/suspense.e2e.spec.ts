// Money of nobody known: one operator assigns some of a stranger's transfer to a payment on the page of
// the treasury, another says yes on the payment's, and both see what is left.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from '../customer-wallet.ts'
import { treasuryKeys } from '../local-chain.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { textOf, usdt, World } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext } from './chromium.ts'
import { faultsOf } from './faults.ts'
import { signIn } from './sign-in.ts'
import { buildTown, type Town } from './town.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'
const pictures = process.env['STABLEGATE_PICTURES']

let system: LocalSystem
let browser: Browser
let world: World
let town: Town
const troubles: string[] = []

const pageOf = async (email: string, path: string): Promise<Page> => {
  const page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(60_000)
  const person = town.people.find((one) => one.email === email)
  if (person === undefined) throw new Error(`nobody is ${email}`)
  await signIn(page, system.url, person)
  await page.goto(`${system.url}/app/${path}`)
  return page
}
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'suspense', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

describe.skipIf(missing !== undefined)('money in suspense', () => {
  it('is assigned by its transfer, by two people, and the page shows what is left', { timeout: 300_000 }, async () => {
    if (system.servers.chain === undefined) throw new Error('there is a chain')
    const payment = textOf(await world.api.post('/v1/payments', {
      reference: 'tea-by-a-stranger', amount: usdt('100.000000'),
    }, { key: town.merchant.key }), 'id')
    await world.chooseOnChain(payment)
    const ann = await pageOf('ann@stablegate.example', 'operator/treasury')
    const region = ann.getByRole('region', { name: 'Suspense' })
    await region.getByText('Nothing is in suspense').waitFor()
    const stranger = await CustomerWallet.open(system.servers.chain, 120_000_000n)
    await stranger.pay(treasuryKeys.hot.address, 120_000_000n)
    // Nobody touches the page: what came shows by itself, with the transfer it came by.
    await region.getByText('stranger to hot').waitFor()
    await region.getByText('log-0').waitFor()
    expect(await faultsOf(ann)).toEqual([])

    await region.getByRole('button', { name: 'Assign' }).click()
    const dialog = ann.getByRole('dialog')
    await dialog.getByLabel('Payment').fill(payment)
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('120.000000')
    await dialog.getByLabel('Amount').fill('100')
    await dialog.getByLabel('Reason').fill('Sent to the wrong address.')
    await picture(ann, 'suspense-assign')
    await dialog.getByRole('button', { name: 'Assign' }).click()
    await dialog.waitFor({ state: 'detached' })

    const bob = await pageOf('bob@stablegate.example', `operator/payments/${payment}`)
    await bob.getByText('Sent to the wrong address.').first().waitFor()
    await bob.getByText(/^dep_[0-9a-f]+/).first().waitFor()
    await picture(bob, 'suspense-yes')
    await bob.getByRole('button', { name: 'Approve the proposal' }).click()
    await bob.getByRole('dialog').getByRole('button', { name: 'Approve the proposal' }).click()
    await world.paymentIs(town.merchant, payment, 'settled')
    await region.getByRole('link', { name: '20.00' }).waitFor()
    await picture(ann, 'suspense-left')
  })

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
