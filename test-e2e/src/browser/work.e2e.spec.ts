import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTotpSecret } from '../demo-people.ts'
import type { LocalChain } from '../local-chain.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { fiat, operatorKeys, textOf, usdt, World } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext, phone } from './chromium.ts'
import { factorsGrowOld } from './factors.ts'
import { faultsOf } from './faults.ts'
import { enterOn, tabTo } from './keys.ts'
import { signIn } from './sign-in.ts'
import { totpCode } from './totp.ts'
import { buildTown, type Town } from './town.ts'
import { askedToPay, onlyPeopleAccept, payoutToApprove, readyForPayouts } from './troubles.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'

let system: LocalSystem
let chain: LocalChain
let browser: Browser
let world: World
let town: Town
/** What pages threw, and what their content security policy refused. */
const troubles: string[] = []
/** People stay signed in: a code of the authenticator counts once. */
const rooms = new Map<string, BrowserContext>()
/** What the settled payments of the shift were: other tests look back at them. */
let settled = ''

/** A new page of somebody who is signed in. */
const pageOf = async (email: string, path: string): Promise<Page> => {
  const known = rooms.get(email)
  const context = known ?? await openContext(browser, desk, troubles)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  if (known === undefined) {
    const person = town.people.find((one) => one.email.startsWith(email))
    if (person === undefined) throw new Error(`nobody is ${email}`)
    await signIn(page, system.url, person)
    rooms.set(email, context)
  }
  await page.goto(`${system.url}/app/${path}`)
  return page
}

/** Shows the second factor that an act asks for; the code that is next, for the present one may be used. */
const showFactor = async (page: Page): Promise<void> => {
  await page.getByRole('dialog', { name: 'Is it you?' }).waitFor()
  await page.getByLabel('Digit 1').focus()
  await page.keyboard.type(totpCode(demoTotpSecret, Date.now() + 30_000))
}

/** Counts how often the bell of the shift is rung: what a loudspeaker does with it, no test hears. */
const countRings = `
  globalThis.rings = 0
  globalThis.AudioContext = class extends globalThis.AudioContext {
    resume() { globalThis.rings += 1; return super.resume() }
  }`

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name,
  exact: typeof name === 'string' }).click()
/** In the window that a button opened. */
const confirmIn = (page: Page, title: string, button = title): Promise<void> =>
  page.getByRole('dialog', { name: title }).getByRole('button', { name: button, exact: true }).click()

/** A payer may choose something large once something small of theirs was settled. */
const knownPayer = async (name: string): Promise<void> => {
  const { payment, session } = await askedToPay(world, town.merchant, `first-of-${name}`, '128.00', name)
  await world.checkout(payment, session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: `ALI-${payment.slice(-6)}` }, { key: session })
  const order = await world.order(town.house, payment, 'claimed')
  await world.api.post(`/v1/orders/${textOf(order, 'id')}/confirm`, { received: fiat('128.00', 'CNY'), payer_matches: true },
    { key: town.house.key })
  await world.paymentIs(town.merchant, payment, 'settled')
}

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'work', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
  await knownPayer('Li Wei')
  await onlyPeopleAccept(world, town)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const shift = async (): Promise<void> => {
  await world.api.post('/v1/acceptor/offline', {}, { key: town.otc.key })
  const page = await pageOf('agent@bright', 'acceptor')
  await page.addInitScript({ content: countRings })
  await page.reload()
  await page.getByRole('heading', { name: 'Offline' }).waitFor()
  await enterOn(page, page.getByRole('button', { name: 'Go online' }))
  await page.getByRole('heading', { name: 'Online' }).waitFor()
  const { payment, session } = await askedToPay(world, town.merchant, 'shift-1', '720.00', 'Li Wei')
  const offer = page.getByRole('article', { name: /New offer/ })
  await offer.getByText('720.00').waitFor()
  expect(await page.evaluate<number>('globalThis.rings')).toBe(1)
  expect(await faultsOf(page)).toEqual([])
  await enterOn(page, offer.getByRole('button', { name: 'Accept' }))
  const running = page.getByRole('table', { name: 'In progress' })
  await running.getByText('Waiting for the customer').waitFor()
  await world.checkout(payment, session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: 'ALI-SHIFT-1' }, { key: session })
  await running.getByText('Customer says paid').waitFor()
  await enterOn(page, running.getByRole('link').first())
  await page.getByText('Li Wei').waitFor()
  await enterOn(page, page.getByRole('button', { name: 'Confirm receipt', exact: true }))
  const dialog = page.getByRole('dialog', { name: 'Confirm receipt' })
  await tabTo(page, dialog.getByLabel('Amount received'))
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('700')
  await dialog.getByText('Not the agreed amount').waitFor()
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('20')
  await dialog.getByText('Not the agreed amount').waitFor({ state: 'detached' })
  await tabTo(page, dialog.getByLabel('The sender is the payer'))
  await page.keyboard.press('Space')
  expect(await dialog.getByLabel('The sender is the payer').isChecked()).toBe(true)
  expect(await faultsOf(page)).toEqual([])
  await enterOn(page, dialog.getByRole('button', { name: 'Confirm receipt', exact: true }))
  await page.getByText('Settled', { exact: true }).waitFor()
  await world.paymentIs(town.merchant, payment, 'settled')
  settled = payment
  await enterOn(page, page.getByRole('link', { name: 'Origin of funds' }).last())
  await page.getByText('Demo Shop: Longjing tea').waitFor()
  await page.getByText('ALI-SHIFT-1').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await enterOn(page, page.getByRole('link', { name: 'Earnings', exact: true }).first())
  await page.getByRole('table', { name: 'By day' }).getByText('98.360655').first().waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.close()
}

const dispute = async (): Promise<void> => {
  const payment = textOf(await world.api.post('/v1/payments', {
    reference: 'disputed-1', amount: fiat('8800.00', 'CNY'), description: 'Tea for a hotel',
  }, { key: town.merchant.key }), 'id')
  const customer = await (await openContext(browser, phone, troubles)).newPage()
  customer.setDefaultTimeout(30_000)
  await customer.goto(`${system.url}/checkout/${payment}`)
  await customer.getByLabel('Your name').fill('Li Wei')
  await customer.getByLabel('Last 4 characters').fill('4821')
  await press(customer, /^Continue/)
  const offered = textOf(await world.order(town.otc, payment, 'offered'), 'id')
  await world.api.post(`/v1/orders/${offered}/accept`, {}, { key: town.otc.key })
  await customer.getByLabel('Reference of the transfer').fill('ALI-DISPUTED')
  await press(customer, 'I have paid')
  await world.order(town.otc, payment, 'claimed')
  await world.api.post(`/v1/orders/${offered}/refuse`, { reason: 'not_received' }, { key: town.otc.key })
  await customer.getByRole('heading', { name: 'A person looks at it' }).waitFor()
  await customer.getByLabel('It is an official document of my bank').check()
  await customer.locator('input[type=file]').setInputFiles({
    name: 'statement.txt', mimeType: 'text/plain', buffer: Buffer.from('8800.00 CNY to Bright OTC'),
  })
  await customer.getByText('Received. Thank you.').waitFor()

  const ann = await pageOf('ann', 'operator')
  await ann.getByRole('status').getByText(/to do/).waitFor()
  await ann.getByRole('row', { name: /Dispute/ }).getByRole('link').focus()
  await ann.keyboard.press('Enter')
  const dispute = ann.getByRole('article', { name: 'Dispute' })
  await dispute.getByText('proof of a bank').waitFor()
  await dispute.getByText('8,800.00').waitFor()
  expect(await faultsOf(ann)).toEqual([])
  await dispute.getByRole('button', { name: 'Give a verdict' }).click()
  await ann.getByRole('dialog').getByLabel('Reason').fill('The bank shows it')
  await confirmIn(ann, 'Give a verdict')
  await dispute.getByText('Waits for a second person', { exact: false }).waitFor()
  // Who proposed it is not asked again.
  expect(await dispute.getByRole('button', { name: 'Approve the proposal' }).count()).toBe(0)

  const bob = await pageOf('bob', 'operator?only=yes')
  await bob.getByRole('row', { name: /Dispute/ }).getByRole('link').click()
  await bob.getByText('The bank shows it').first().waitFor()
  await press(bob, 'Approve the proposal')
  await confirmIn(bob, 'Approve the proposal')
  await customer.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
  await bob.getByRole('article', { name: 'Dispute' }).waitFor({ state: 'detached' })
  await Promise.all([customer.context().close(), ann.close(), bob.close()])
}

const payout = async (): Promise<void> => {
  const destination = await readyForPayouts(world, chain, town.merchant)
  const payout = await payoutToApprove(world, town.merchant, destination, '1250')
  for (const [who, path] of [['ann', 'operator'], ['bob', `operator/payouts/${payout}`]] as const) {
    const page = await pageOf(who, path)
    if (who === 'ann') {
      await page.getByRole('row', { name: /Payout to approve/ }).getByRole('link').focus()
      await page.keyboard.press('Enter')
    }
    await page.getByText('1,250.00').first().waitFor()
    await page.getByText(destination).first().waitFor()
    if (who === 'ann') expect(await faultsOf(page)).toEqual([])
    await factorsGrowOld(system)
    await press(page, 'Approve')
    await confirmIn(page, 'Approve')
    await showFactor(page)
    if (who === 'ann') {
      await page.getByText('You said yes. Another person has to as well.').waitFor()
      expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    } else {
      await page.getByText('Paid', { exact: true }).waitFor()
    }
    await page.close()
  }
  const { txid } = await world.api.get(`/v1/payouts/${payout}`, { key: operatorKeys.ann })
  const info = await fetch(`${chain.sandbox.url}/wallet/gettransactioninfobyid`, { method: 'POST',
    body: JSON.stringify({ value: txid }) })
  expect(await info.json()).toMatchObject({ receipt: { result: 'SUCCESS' } })
}

const timeTravel = async (): Promise<void> => {
  const page = await pageOf('auditor', `auditor/streams/order.payment-${settled}`)
  const events = page.getByRole('table', { name: 'Events' })
  await events.getByText('payment.settled').waitFor()
  await events.getByRole('link', { name: 'payment.settled' }).click()
  const changes = page.getByRole('table', { name: 'What this event changed' })
  await changes.getByRole('row', { name: /^status/ }).getByText('settled').waitFor()
  expect(await faultsOf(page)).toEqual([])
  // Before it, by keys alone.
  await page.getByRole('button', { name: 'Earlier' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/revision=/)
  await changes.getByRole('row', { name: /^status/ }).waitFor({ state: 'detached' })
  const before = await world.api.get(`/v1/accounts?owner=${town.merchant.id}`, { key: operatorKeys.ann })
  const moment = new Date().toISOString()
  await world.operate('/v1/test_funds', { holder: town.merchant.id, amount: usdt('77') })
  await page.goto(`${system.url}/app/auditor/past?at=${moment}&owner=${town.merchant.id}`)
  const available = (before['data'] as { account: string; posted: { amount: string } }[]).find(({ account }) => account.endsWith(':available'))
  const row = page.getByRole('row', { name: new RegExp(`${town.merchant.id}:available`) })
  await row.getByText(Number(available?.posted.amount).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 6 }))
    .first().waitFor()
  await row.getByText('+77.00').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.close()
}

/** A view that cannot write, because somebody holds its table, falls behind; once it can it catches up. */
const behind = async (): Promise<void> => {
  const page = await pageOf('ann', 'operator/system')
  await page.getByText('All have caught up').waitFor()
  const { data } = await world.api.get('/v1/services', { key: operatorKeys.ann })
  const consumers = (data as { readonly consumers: readonly unknown[] }[]).reduce((sum, one) => sum + one.consumers.length, 0)
  await page.getByText(`${consumers} views, reactions and processes`).waitFor()
  const client = new pg.Client({ connectionString: system.servers.config['DATABASE_URL'] ?? '' })
  await client.connect()
  try {
    const headOf = async (): Promise<number> => {
      const { rows } = await client.query<{ head: number }>(
        `select max(position)::integer as head from eventstore.event where log = 'gateway'`)
      return rows[0]?.head ?? 0
    }
    const { rows } = await client.query<{ tablename: string }>(
      `select tablename from pg_tables where schemaname = 'gateway' and tablename like 'merchants%' order by tablename desc limit 1`)
    const head = await headOf()
    await client.query('begin')
    await client.query(`lock table gateway.${rows[0]?.tablename ?? 'merchants'} in share mode`)
    for (const name of ['First', 'Second']) await world.operate('/v1/merchants', { name })
    const row = page.getByRole('table', { name: 'Who is behind' }).getByRole('row', { name: /gateway · view merchants/ })
    const behindBy = await headOf() - head
    expect(behindBy).toBeGreaterThanOrEqual(6)
    await row.getByText(String(behindBy), { exact: true }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await client.query('commit')
    await page.getByText('All have caught up').waitFor()
    await page.close()
  } finally {
    await client.end()
  }
}

describe.skipIf(missing !== undefined)(`work in a browser${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('an acceptor\'s shift, by keys alone: online, an offer with its sound, accepted, claimed, confirmed, earned', shift)
  it('a dispute, from the customer\'s evidence to the verdict of two', dispute)
  it('a payout: asked for, approved by two with a fresh second factor, paid on chain', payout)
  it('an auditor goes back in time: what an event changed, and what everybody had then', timeTravel)
  it('who is behind is named, and by how much, until it has caught up', behind, 90_000)
  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
