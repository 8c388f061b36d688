// Where money is real, one operator only proposes a merchant's terms and an acceptor's tier: what the
// desk, the page of proposals and the merchant's page say of it, before and after another one decided.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { acceptor } from '@stablegate/acceptor'
import { gateway } from '@stablegate/gateway'
import { boot, type Running } from '@stablegate/host'
import { ledger } from '@stablegate/ledger'
import { notifier } from '@stablegate/notifier'
import { order } from '@stablegate/order'
import { treasury } from '@stablegate/treasury'
import { waitFor } from '@stablegate/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiClient } from '../api-client.ts'
import { builtPages, launchServers, type Servers } from '../system.ts'
import { textOf } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf, overflowOf } from './faults.ts'
import { factorsGrowOldIn } from './factors.ts'
import { totpCode } from './totp.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'
/** Where pictures for the eye go, when somebody wants some. */
const pictures = process.env['STABLEGATE_PICTURES']

const keys = { ann: 'sk_live_operatorAnn000000000', bob: 'sk_live_operatorBob000000000', cleo: 'sk_live_operatorCleo00000000' } as const
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')
const liveConfig = {
  LIVEMODE: 'true', TRUSTED_PROXIES: '10.0.0.0/8', PUBLIC_URL: 'https://pay.example.com', OTHER_MODE_URL: 'https://test.example.com',
  GATEWAY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  WEBHOOK_MASTER_KEYS: `a:${Buffer.alloc(32, 8).toString('base64')}`, WEBHOOK_ALLOW_LOOPBACK: 'false',
  OPERATORS: JSON.stringify(Object.entries(keys).map(([name, key]) => ({ operator: `opr_${name}`, key_hash: hashOf(key) }))),
}

let servers: Servers
let running: Running
let browser: Browser
let page: Page
let api: ApiClient
let url = ''
let secret = ''
let merchant = ''
let otc = ''
const troubles: string[] = []

const picture = async (name: string, of: Page = page): Promise<void> => {
  if (pictures !== undefined) await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}
const operate = (path: string, body: object, key: string = keys.ann) => api.post(path, body, { key })

/** Somebody is invited by one operator and approved by another, joins, and sets an authenticator up. */
const bobJoins = async (): Promise<void> => {
  const invited = await operate('/v1/invitations', { email: 'bob@house.example', role: 'operator_admin', operator: 'opr_bob' })
  await operate(`/v1/users/${textOf(invited, 'id')}/approve`, {}, keys.cleo)
  await page.goto(`${url}/app/join#${textOf(invited, 'link').split('#')[1] ?? ''}`)
  await page.getByLabel('Your name').fill('Bob')
  await page.locator('input[type=password]').fill('a long enough password')
  await page.getByRole('button', { name: 'Create my account' }).click()
  await page.getByRole('button', { name: 'Account', exact: true }).waitFor()
  await page.goto(`${url}/app/security`)
  await page.locator('input[type=password]').first().fill('a long enough password')
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const shown = await page.getByText(/^[A-Z2-7]{32,}$/).first().innerText()
  secret = shown.trim()
  await page.getByLabel('Six digits of the app').fill(totpCode(secret, Date.now()))
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByText('The authenticator is on.').waitFor()
}

const besides = { fixed: { amount: '0.250000', currency: 'USDT' }, commission_bps: 30 }
const article = (name: string) => page.getByRole('article', { name })

beforeAll(async () => {
  if (missing !== undefined) return
  servers = await launchServers({ name: 'proposals', fsync: false, config: liveConfig })
  running = await boot([gateway, acceptor, order, ledger, treasury, notifier], {
    config: { LOG_LEVEL: 'warn', ...servers.config }, ports: { gateway: 0 }, migrate: true,
  })
  await running.ready(180_000)
  // A cookie that only goes over TLS goes to this name without it.
  url = (running.urls['gateway'] ?? '').replace('127.0.0.1', 'localhost')
  api = new ApiClient(running.urls['gateway'] ?? '')
  browser = await launchChromium()
  page = await (await openContext(browser, desk, troubles)).newPage()
  page.setDefaultTimeout(20_000)
  await bobJoins()
  merchant = textOf(await operate('/v1/merchants', { name: 'Tea House', fees: { ...besides, bps: 100 } }), 'id')
  otc = textOf(await operate('/v1/acceptors', { name: 'Bright OTC', owner: 'bright' }), 'id')
  await operate(`/v1/acceptors/${otc}/verify`, { tier: 'starter' }, keys.bob)
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await running?.stop()
  await servers?.stop()
})

describe.skipIf(missing !== undefined)(`what waits for a second operator${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('nothing, at first', async () => {
    await page.goto(`${url}/app/operator/proposals`)
    await page.getByText('Nothing waits for a second yes').waitFor()
    // Test mode is a system of its own; the same page of it is a step away.
    expect(await page.getByRole('banner').getByRole('link', { name: 'Switch to test mode' }).getAttribute('href'))
      .toBe('https://test.example.com/app/operator/proposals')
  })

  it('fees: on the desk with who asked and since when, approved with a fresh second factor, in force only then', async () => {
    await operate(`/v1/merchants/${merchant}/fees`, { ...besides, bps: 80 })
    await page.goto(`${url}/app/operator?only=yes`)
    const row = page.getByRole('row', { name: /Proposal to approve/ })
    await row.getByText('asked by opr_ann').waitFor()
    await row.getByText('Tea House').waitFor()
    expect(await row.locator('time').count()).toBe(1)
    await row.getByRole('link').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/operator\/proposals/)
    await article('Fees').getByText('0.80 %').waitFor()
    await picture('proposals')
    expect(await faultsOf(page)).toEqual([])
    await factorsGrowOldIn(servers.config['DATABASE_URL'] ?? '')
    await article('Fees').getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog', { name: 'Approve' }).getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog', { name: 'Is it you?' }).waitFor()
    expect((await api.get(`/v1/merchants/${merchant}`, { key: keys.ann }))['fees']).toMatchObject({ bps: 100 })
    await page.getByLabel('Digit 1').focus()
    await page.keyboard.type(totpCode(secret, Date.now() + 30_000))
    await article('Fees').waitFor({ state: 'detached' })
    expect(await api.get(`/v1/merchants/${merchant}`, { key: keys.ann })).toMatchObject({ fees: { bps: 80, version: 2 }, proposals: [] })
  })

  it('what one asks for on the merchant\'s page is said to wait, is not theirs to approve, and can be withdrawn', async () => {
    await page.goto(`${url}/app/operator/merchants/${merchant}`)
    await page.getByRole('button', { name: 'Change fees' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change fees' })
    await dialog.getByText('this is only proposed').waitFor()
    await dialog.getByLabel('Basis points').fill('60')
    await dialog.getByRole('button', { name: 'Change fees' }).click()
    await article('Fees').getByText('Asked by you: somebody else has to say yes.').waitFor()
    await article('Fees').getByText('0.60 %').waitFor()
    // What the form does not ask for stays.
    expect(await api.get(`/v1/merchants/${merchant}`, { key: keys.ann })).toMatchObject({ proposals: [{ fees: { ...besides, bps: 60 } }] })
    expect(await page.getByText('0.80 %').count()).toBe(2)
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    await picture('proposed-by-me')
    await article('Fees').getByRole('button', { name: 'Withdraw' }).click()
    const withdraw = page.getByRole('dialog', { name: 'Withdraw' })
    await withdraw.getByLabel('Reason').fill('A slip')
    await withdraw.getByRole('button', { name: 'Withdraw' }).click()
    await article('Fees').waitFor({ state: 'detached' })
    expect((await api.get(`/v1/merchants/${merchant}`, { key: keys.ann }))['fees']).toMatchObject({ bps: 80 })
  })

  it('an acceptor\'s tier: rejected with a reason, it waits no more and nobody can approve it', async () => {
    await operate(`/v1/acceptors/${otc}/tier`, { tier: 'pro', reason: 'Two good years' })
    const [{ id }] = (await waitFor(async () => {
      const { data } = await api.get(`/v1/acceptors/${otc}/proposals`, { key: keys.ann })
      return (data as { id: string }[]).length === 1 ? data as [{ id: string }] : undefined
    }, { deadlineMs: 20_000, what: 'the proposal' }))!
    await page.goto(`${url}/app/operator/proposals`)
    await article('Tier').getByText('Two good years').waitFor()
    await article('Tier').getByRole('button', { name: 'Reject' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reject' })
    await dialog.getByLabel('Reason').fill('Too early')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Nothing waits for a second yes').waitFor()
    await expect(operate(`/v1/acceptors/${otc}/proposals/${id}/approve`, {}, keys.bob)).rejects.toMatchObject({ code: 'nothing_proposed' })
    expect(await api.get(`/v1/acceptors/${otc}`, { key: keys.ann })).toMatchObject({ tier: 'starter', proposals: [] })
  })

  it('the lists name only those of whom something waits', async () => {
    await operate('/v1/merchants', { name: 'Quiet Shop', fees: { bps: 100 } })
    await operate(`/v1/merchants/${merchant}/policy`, { tier: 'established' })
    const names = await waitFor(async () => {
      const { data } = await api.get('/v1/merchants?waiting=true', { key: keys.ann })
      const all = await api.get('/v1/merchants', { key: keys.ann })
      const list = data as { name: string }[]
      return list.length > 0 && (all['data'] as object[]).length === 2 ? list.map(({ name }) => name) : undefined
    }, { deadlineMs: 20_000, what: 'the two merchants' })
    expect(names).toEqual(['Tea House'])
    expect((await api.get('/v1/acceptors?waiting=true', { key: keys.ann }))['data']).toEqual([])
  })

  it('on a phone, in Chinese and in the dark', async () => {
    const context = await openContext(browser, {
      ...phone, colorScheme: 'dark', locale: 'zh-CN', storageState: await page.context().storageState(),
    }, troubles)
    const small = await context.newPage()
    small.setDefaultTimeout(20_000)
    await small.goto(`${url}/app/operator/proposals`)
    await small.getByRole('article', { name: '等级与代理' }).waitFor()
    await picture('proposals-phone', small)
    expect(await overflowOf(small)).toEqual([])
    expect(await faultsOf(small)).toEqual([])
    await context.close()
  })

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
