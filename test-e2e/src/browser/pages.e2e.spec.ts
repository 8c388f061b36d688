import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseDecimal } from '@stablegate/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from '../customer-wallet.ts'
import { demoPassword } from '../demo-people.ts'
import { ExampleShop } from '../shop.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { fiat, textOf, World } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext, phone } from './chromium.ts'
import { factorsGrowOld } from './factors.ts'
import { faultsOf, overflowOf } from './faults.ts'
import { signIn } from './sign-in.ts'
import { buildTown, type Town } from './town.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'

let system: LocalSystem
let browser: Browser
let world: World
let town: Town
let shop: ExampleShop
/** What pages threw, and what their content security policy refused. */
const troubles: string[] = []

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'pages', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
  shop = await ExampleShop.start({ baseUrl: system.url, apiKey: town.merchant.key })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  await system?.stop()
})

const customerPage = async (): Promise<Page> => {
  const page = await (await openContext(browser, phone, troubles)).newPage()
  page.setDefaultTimeout(20_000)
  return page
}

const buy = async (page: Page, good: string): Promise<string> => {
  await page.goto(shop.url)
  await page.getByRole('button', { name: `Buy ${good}` }).click()
  await page.waitForURL(/\/checkout\/pay_/)
  return page.url().split('/').at(-1) ?? ''
}

const choose = async (page: Page): Promise<void> => {
  await page.getByLabel('Your name').fill('Li Wei')
  await page.getByLabel('Last 4 characters').fill('4821')
  await page.getByRole('button', { name: /^Continue/ }).click()
  await page.getByRole('heading', { name: 'Pay exactly this' }).waitFor()
}

const joins = async (): Promise<void> => {
  const owner = town.people.find(({ email }) => email === 'house@stablegate.example')
  if (!owner) throw new Error('the house has an owner')
  const page = await (await openContext(browser, desk, troubles)).newPage()
  await signIn(page, system.url, owner)
  await page.goto(`${system.url}/app/acceptor/people`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' })
  await dialog.getByLabel('E-mail').fill('nina@house.example')
  await dialog.getByRole('button', { name: 'Invite somebody' }).click()
  const link = await page.getByText(/\/app\/join#usr_/).innerText()
  await page.context().close()
  const guest = await (await openContext(browser, phone, troubles)).newPage()
  await guest.goto(link)
  await guest.getByLabel('Your name').fill('Nina New')
  expect(await faultsOf(guest)).toEqual([])
  expect(await overflowOf(guest)).toEqual([])
  await guest.locator('input[type=password]').fill('a long enough password')
  await guest.getByRole('button', { name: 'Create my account' }).click()
  await guest.getByRole('button', { name: 'Account', exact: true }).waitFor()
  await guest.context().close()
}

const passkey = async (): Promise<void> => {
  const owner = town.people.find(({ email }) => email === 'owner@bright.example')
  if (!owner) throw new Error('the acceptor has an owner')
  // Passkeys belong to a name; an address of numbers has none.
  const url = system.url.replace('127.0.0.1', 'localhost')
  const page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(20_000)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true,
  } })
  await signIn(page, url, owner)
  await page.goto(`${url}/app/security`)
  await page.getByLabel('Name of the device').fill('Laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText(/^Laptop/).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Account', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const withPasskey = page.getByRole('button', { name: 'Use a passkey' })
  await withPasskey.waitFor()
  // A device that does not know its owner proves nothing, and the page says so in its own words.
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await withPasskey.click()
  await page.getByText('No passkey was shown').waitFor()
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await withPasskey.click()
  await page.getByRole('button', { name: 'Account', exact: true }).waitFor()
  await page.goto(`${url}/app/security`)
  await factorsGrowOld(system)
  await page.getByRole('listitem').filter({ hasText: 'Laptop' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog', { name: 'Is it you?' }).getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText(/^Laptop/).waitFor({ state: 'detached' })
  await page.context().close()
}

const pausesAndMoves = async (): Promise<void> => {
  const developer = { email: 'dev@shop.example', name: 'Dan Developer', role: 'merchant_developer' }
  await world.operate('/v1/test_users', { ...developer, password: demoPassword, holder: town.merchant.id })
  const { key } = town.merchant
  const endpoint = textOf(await world.api.post('/v1/webhook_endpoints', { url: 'http://192.0.2.1/before' }, { key }), 'id')
  const page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(20_000)
  await signIn(page, system.url, { ...developer, hasTotp: false })
  await page.goto(`${system.url}/app/merchant/webhooks/${endpoint}`)
  const press = async (name: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await press('Pause')
  await page.getByText('Paused since').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('dialog').getByLabel('URL').fill('http://user@192.0.2.1/')
  await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('alert').getByText('Nothing may be sent to this address.').waitFor()
  await page.getByRole('dialog').getByLabel('URL').fill('http://192.0.2.1/after')
  await page.getByRole('dialog').getByLabel('Types of events').fill('payment.settled')
  await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('http://192.0.2.1/after').first().waitFor()
  await page.getByText('payment.settled', { exact: true }).first().waitFor()
  await press('Resume')
  await page.getByText('Paused since').waitFor({ state: 'detached' })
  await page.context().close()
}

const pagesBack = async (): Promise<void> => {
  const viewer = town.people.find(({ role }) => role === 'merchant_viewer')
  if (!viewer) throw new Error('the shop has a viewer')
  const { key } = town.merchant
  const ask = async (count: number, name: string): Promise<void> => {
    for (let number = 0; number < count; number += 1) {
      await world.api.post('/v1/payments', { reference: `${name}-${number}`, amount: fiat('10.00', 'CNY') }, { key })
    }
  }
  await ask(45, 'page')
  const page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(20_000)
  await signIn(page, system.url, viewer)
  await page.goto(`${system.url}/app/merchant/payments`)
  const table = page.getByRole('table', { name: 'Payments', exact: true })
  const seen = new Set<string>()
  const look = async (): Promise<number> => {
    for (const text of await table.getByText(/^(page|later)-\d+$/).allTextContents()) seen.add(text)
    return seen.size
  }
  const turn = async (button: string, shows: string): Promise<void> => {
    await page.getByRole('navigation', { name: 'Pages of the list' }).getByRole('button', { name: button }).click()
    await table.getByText(shows, { exact: true }).waitFor()
    await look()
  }
  await table.getByText('page-44', { exact: true }).waitFor()
  await look()
  await turn('Next', 'page-10')
  await turn('Next', 'page-0')
  // More than a page of them, while somebody looks at the oldest.
  await ask(22, 'later')
  await turn('Previous', 'page-20')
  await turn('Previous', 'page-40')
  await turn('Previous', 'later-15')
  await turn('Previous', 'later-21')
  expect([await look(), await page.getByRole('button', { name: 'Previous' }).isDisabled()]).toEqual([67, true])
  await page.context().close()
}

describe.skipIf(missing !== undefined)(`pages in a browser${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('a customer pays by Alipay, from the shop and back to it', async () => {
    const page = await customerPage()
    const payment = await buy(page, 'Yixing teapot')
    await page.getByText('Pay Demo Shop', { exact: true }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await choose(page)
    expect(await faultsOf(page)).toEqual([])
    // Whoever else has the link is not told where to pay.
    const stranger = await customerPage()
    await stranger.goto(page.url())
    await stranger.getByRole('heading', { name: 'Being paid in another browser' }).waitFor()
    expect(await stranger.content()).not.toContain('Example Bank')
    await stranger.context().close()
    // The customer comes back by the same link: the session outlives the tab.
    await page.reload()
    await page.getByRole('button', { name: 'Copy: Account' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^62/)
    await page.getByLabel('Reference of the transfer').fill('ALI-1')
    await page.getByRole('button', { name: 'I have paid', exact: true }).click()
    await page.getByRole('heading', { name: 'Waiting for confirmation' }).waitFor()
    const order = await world.order(town.house, payment, 'claimed')
    await world.api.post(`/v1/orders/${textOf(order, 'id')}/confirm`, { received: fiat('720.00', 'CNY'), payer_matches: true },
      { key: town.house.key })
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Back to the shop' }).click()
    await page.getByText('Thank you').waitFor()
    await page.context().close()
  })

  it('a customer pays on chain, in Chinese', async () => {
    if (system.servers.chain === undefined) throw new Error('there is a chain')
    const page = await customerPage()
    const wallet = CustomerWallet.open(system.servers.chain, 200_000_000n)
    await buy(page, 'Porcelain set for six')
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText('链上 USDT').click()
    await page.getByRole('button', { name: '显示地址' }).click()
    await page.getByRole('img', { name: '地址二维码' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: '复制: 地址' }).click()
    const address = await page.evaluate<string>('navigator.clipboard.readText()')
    await (await wallet).pay(address, parseDecimal('99.5', 6) ?? 0n)
    await page.getByRole('heading', { name: '付款成功' }).waitFor()
    await page.context().close()
  })

  it('the checkout says when the server is not reached, and goes on by itself', async () => {
    const page = await customerPage()
    await buy(page, 'Yixing teapot')
    await page.getByRole('button', { name: /^Continue/ }).waitFor()
    const stream = '**/v1/checkout/*/stream'
    await page.route(stream, (route) => route.abort())
    await page.reload()
    await page.getByText('Connection lost').waitFor()
    await page.unroute(stream)
    await page.getByText('Pay Demo Shop', { exact: true }).waitFor()
    await page.getByText('Connection lost').waitFor({ state: 'hidden' })
    await page.context().close()
  })

  it('a merchant signs in with a second factor, and reaches by keys what was paid', async () => {
    const owner = town.people.find(({ role }) => role === 'merchant_owner')
    if (!owner) throw new Error('the shop has an owner')
    const page = await (await openContext(browser, desk, troubles)).newPage()
    await page.goto(`${system.url}/`)
    await page.getByLabel('E-mail').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await signIn(page, system.url, owner)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByText('Settled volume').waitFor()
    expect(await faultsOf(page)).toEqual([])
    // Enter on the first link of the navigation that the Tab key reaches.
    await page.getByRole('link', { name: 'Payments', exact: true }).first().focus()
    await page.keyboard.press('Enter')
    // The overview has a table of the latest payments, which is there until the page of all has come.
    await page.getByRole('table', { name: 'Payments', exact: true }).waitFor()
    const settled = page.getByRole('row', { name: /Settled/ }).getByRole('link').first()
    await settled.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    await page.getByText('Net', { exact: true }).first().waitFor()
    expect(await faultsOf(page)).toEqual([])
    for (const name of ['Refunds', 'Balance', 'Statement', 'Webhooks', 'API keys', 'People', 'Settings']) {
      await page.getByRole('link', { name, exact: true }).first().click()
      await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      // The others are made of the same parts; each look costs seconds.
      if (['Statement', 'Webhooks', 'People'].includes(name)) expect([name, await faultsOf(page)]).toEqual([name, []])
    }
    await page.context().close()
  })

  it('a developer pauses an endpoint, has it lead elsewhere, and resumes it', pausesAndMoves)

  it('pages back to what stands before now, so that nothing is passed over that came meanwhile', pagesBack)

  it('an owner invites somebody, who joins by the link', joins)

  it('a passkey: made, signed in with, and shown again where an act wants to know', passkey)

  it('a room of others does not exist', async () => {
    const viewer = town.people.find(({ role }) => role === 'merchant_viewer')
    if (!viewer) throw new Error('the shop has a viewer')
    const page = await (await openContext(browser, desk, troubles)).newPage()
    await signIn(page, system.url, viewer)
    for (const path of ['operator', 'acceptor/orders', 'auditor', 'merchant/people', 'nothing']) {
      await page.goto(`${system.url}/app/${path}`)
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    }
    await page.goto(`${system.url}/app/merchant/payments`)
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('button', { name: 'New payment' }).count()).toBe(0)
    await page.context().close()
  })

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
