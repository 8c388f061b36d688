// The auditor's page of checkpoints: what is verified in the browser itself, and what it says when an
// event was changed behind everybody's back.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { waitFor } from '@stablegate/testing'
import type { Browser, Page } from 'playwright-core'
import { keyText, verifyBundle } from '@stablegate/proof'
import { isSignedBy, sha256, signerOfSeed } from '@stablegate/proof/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { usdt, World } from '../world.ts'
import { chromiumPath, desk, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf } from './faults.ts'
import { signIn } from './sign-in.ts'
import { buildTown, type Town } from './town.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'
const { key } = signerOfSeed('seal.stablegate.test', new Uint8Array(Buffer.alloc(32, 'stablegate')))
const strange = signerOfSeed('seal.stablegate.test', new Uint8Array(32)).key
/** Where pictures for the eye go, when somebody wants some. */
const pictures = process.env['STABLEGATE_PICTURES']

let system: LocalSystem
let browser: Browser
let town: Town
let page: Page
const troubles: string[] = []

const picture = async (name: string, of: Page = page): Promise<void> => {
  if (pictures !== undefined) await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}
const ledgerRow = () => page.getByRole('row').filter({ hasText: /^ledger/ })

describe.skipIf(missing !== undefined)(`the auditor's checkpoints${missing === undefined ? '' : `: ${missing}`}`, () => {
  beforeAll(async () => {
    system = await startLocalSystem({ name: 'checkpoints', fsync: false, config: { SEALER_INTERVAL_MS: '300' } })
    town = await buildTown(new World(system.url))
    browser = await launchChromium()
    const context = await openContext(browser, desk, troubles)
    page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const auditor = town.people.find(({ email }) => email.startsWith('auditor'))
    if (auditor === undefined) throw new Error('there is an auditor')
    await signIn(page, system.url, auditor)
    await page.goto(`${system.url}/app/auditor/checkpoints`)
    await ledgerRow().waitFor()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
  })

  it('are verified here, by the key that the auditor brings and by no other', async () => {
    await ledgerRow().getByText('no key to verify with').waitFor()
    await page.getByLabel('Your key').fill(keyText(strange))
    await ledgerRow().getByText('not by your key').waitFor()
    await page.getByLabel('Your key').fill('nonsense')
    await page.getByText('This is not a key').waitFor()
    await page.getByLabel('Your key').fill(keyText(key))
    await ledgerRow().getByText('verified here').waitFor()
    await picture('checkpoints')
    expect(await faultsOf(page)).toEqual([])
  })

  it('are kept, and proven to have only grown since', async () => {
    await page.getByRole('button', { name: 'Keep these checkpoints' }).click()
    await ledgerRow().getByText('unchanged').waitFor()
    await new World(system.url).operate('/v1/test_funds', { holder: town.otc.id, amount: usdt('5') })
    await ledgerRow().getByText(/grew from \d+, proven/).waitFor()
    // What happens elsewhere meanwhile, and is told to the page, does not stop it.
    const order = page.getByRole('row').filter({ hasText: /^order/ })
    const shown = (): Promise<readonly string[]> => order.allInnerTexts()
    for (const reference of ['sealed-1', 'sealed-2']) {
      const before = (await shown()).join()
      await new World(system.url).api.post('/v1/payments', { reference, amount: usdt('5') }, { key: town.merchant.key })
      await waitFor(async () => (await shown()).join() !== before, { deadlineMs: 30_000, what: `the page to see ${reference}` })
    }
    await page.reload()
    await ledgerRow().getByText(/grew from \d+, proven/).waitFor()
  })

  it('show that one event is sealed', async () => {
    await page.getByRole('button', { name: 'Verify here' }).click()
    await page.getByText(/transfers\.accepted stands in the tree of \d+ events/).waitFor()
    await picture('one-event')
  })

  it('are taken home: the file holds without us', async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download: balances' }).click()])
    const text = readFileSync(await file.path(), 'utf8')
    const report = await verifyBundle(text.split('\n'), { sha256, isSigned: (note) => isSignedBy(note, key) })
    expect(report).toMatchObject({ isRight: true })
  })

  it('are read on a phone, in Chinese and in the dark', async () => {
    const context = await openContext(browser, {
      ...phone, colorScheme: 'dark', locale: 'zh-CN', storageState: await page.context().storageState(),
    }, troubles)
    const small = await context.newPage()
    await small.goto(`${system.url}/app/auditor/checkpoints`)
    await small.getByText('检查点').first().waitFor()
    await small.getByText('ledger').first().waitFor()
    await picture('phone', small)
    const width = await small.locator('html').evaluate((html) => (html as unknown as { scrollWidth: number }).scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    expect(await faultsOf(small)).toEqual([])
    await context.close()
  })

  it('say at once that an event was changed', async () => {
    const client = new pg.Client({ connectionString: system.servers.config['DATABASE_URL'] })
    await client.connect()
    await client.query(`alter table eventstore.event disable trigger all;
      update eventstore.event set metadata = replace(metadata, 'atMs', 'atms') where log = 'ledger' and position = 2`)
    await client.end()
    await page.getByRole('alert').getByText('ledger is no more what was sealed of it, at position 2').waitFor()
    await picture('halted')
    expect(troubles).toEqual([])
  })
})
