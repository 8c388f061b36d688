import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { textOf, World } from '../world.ts'
import { chromiumPath, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf, overflowOf } from './faults.ts'
import { liveADay } from './history.ts'
import { pathFor, roomPages } from './room-pages.ts'
import { signIn } from './sign-in.ts'
import { buildTown, type Town } from './town.ts'
import { badNight } from './troubles.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'app.html')) ? undefined : 'the pages were not built'

/** The narrowest phone that is still sold. */
const narrow = { ...phone, viewport: { width: 360, height: 740 } }

let system: LocalSystem
let browser: Browser
let town: Town
let ids: Readonly<Record<string, string>>
const troubles: string[] = []

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'tour', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  const world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
  const { settled } = await liveADay(world, town)
  const moment = new Date().toISOString()
  const { key } = town.merchant
  const endpoint = textOf(await world.api.post('/v1/webhook_endpoints', { url: 'http://192.0.2.1/hooks' }, { key }), 'id')
  const night = await badNight(system.url, world, town, system.servers.chain)
  ids = { payment: settled, moment, endpoint, month: moment.slice(0, 7), acceptor: town.otc.id, merchant: town.merchant.id, ...night }
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const open = async (page: Page, address: string): Promise<void> => {
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
}

describe.skipIf(missing !== undefined)(`every page on a narrow phone${missing === undefined ? '' : ` (${missing})`}`, () => {
  it.each(Object.keys(roomPages))('%s: nothing to stumble over, nothing to push sideways, in both lights and languages', async (room) => {
    const { email, pages } = roomPages[room] ?? { email: '', pages: [] }
    const person = town.people.find((one) => one.email === email)
    if (person === undefined) throw new Error(`nobody is ${email}`)
    const context = await openContext(browser, narrow, troubles)
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await signIn(page, system.url, person)
    const found: unknown[] = []
    const note = (what: string, faults: readonly string[]): void => {
      if (faults.length > 0) found.push([what, faults])
    }
    for (const [index, { name, path }] of pages.entries()) {
      // Rooms are made of the same parts: each page is read in one light and language, its neighbour in the others.
      const isChinese = index % 2 === 1
      await page.emulateMedia({ colorScheme: isChinese ? 'dark' : 'light' })
      await page.evaluate(`localStorage.setItem('stablegate-language', '${isChinese ? 'zh' : 'en'}')`)
      await open(page, `${system.url}/app/${room}/${pathFor(path, ids)}`)
      note(name, await faultsOf(page))
      note(`${name}, sideways`, await overflowOf(page))
      const broken = await page.locator('main [role=alert]').filter({ hasText: /This could not be loaded|无法加载/ }).allInnerTexts()
      note(`${name}, broken`, broken)
      if (isChinese) note(`${name}, not in Chinese`, /[\u4e00-\u9fff]/.test(await page.locator('main').innerText()) ? [] : ['all of it'])
    }
    await context.close()
    expect(found).toEqual([])
  }, 240_000)

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
