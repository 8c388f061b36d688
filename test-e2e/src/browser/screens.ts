// Takes pictures of every page into docs/screens: desk and phone, light and dark. Run it after the
// pages were built; look at what it took.
//   pnpm --filter @stablegate/test-e2e screens [name of a room]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { DemoPerson } from '../demo-people.ts'
import { startLocalSystem } from '../system.ts'
import { World } from '../world.ts'
import { desk, launchChromium, openContext, phone } from './chromium.ts'
import { liveADay } from './history.ts'
import { pathFor, roomPages } from './room-pages.ts'
import { signIn } from './sign-in.ts'
import { buildTown } from './town.ts'
import { badNight } from './troubles.ts'

const folder = fileURLToPath(new URL('../../../docs/screens', import.meta.url))
mkdirSync(folder, { recursive: true })

type Scrolled = { readonly scrollHeight: number }

/** So much of a long page is shown on a desk: what comes below is more of the same. */
const maxHeight = 1_500

/**
 * WebP, which Chromium makes itself, keeps a picture of a desk below 40 kB. On a phone it is what the
 * screen shows, with the bar at its bottom.
 */
const take = async (page: Page, name: string, fullPage: boolean): Promise<void> => {
  // Streams stay open, so the network is never idle: a page is there when nothing on it says that it loads.
  await page.locator('main').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(400)
  const { width, height } = page.viewportSize() ?? desk.viewport ?? { width: 0, height: 0 }
  const whole = fullPage ? await page.locator('html').evaluate((html) => (html as unknown as Scrolled).scrollHeight) : height
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', {
    format: 'webp', quality: 70, captureBeyondViewport: fullPage,
    clip: { x: 0, y: 0, width, height: Math.min(Math.max(whole, height), maxHeight), scale: fullPage ? 0.8 : 0.75 },
  })
  await devtools.detach()
  writeFileSync(`${folder}/${name}.webp`, Buffer.from(data, 'base64'))
}

/** Pictures of pages that are gone would stay for ever. */
const forget = (room: string): void => {
  for (const file of readdirSync(folder)) if (file.startsWith(`${room}-`)) rmSync(`${folder}/${file}`)
}

/** One session serves all pictures of a person, in every light and size. */
const takeRoom = async (
  browser: Browser, url: string, room: string, person: DemoPerson, ids: Readonly<Record<string, string>>,
): Promise<void> => {
  const first = await openContext(browser, desk)
  await signIn(await first.newPage(), url, person)
  const storageState = await first.storageState()
  await first.close()
  for (const [size, options] of [['desk', desk], ['phone', phone]] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context: BrowserContext = await openContext(browser, { ...options, storageState, colorScheme })
      const page = await context.newPage()
      for (const shot of roomPages[room]?.pages ?? []) {
        await page.goto(`${url}/app/${room}/${pathFor(shot.path, ids)}`)
        await take(page, `${room}-${shot.name}-${size}-${colorScheme}`, size === 'desk')
      }
      await context.close()
    }
  }
}

const takeCheckout = async (browser: Browser, url: string, payment: string): Promise<void> => {
  for (const [name, options, colorScheme] of [
    ['phone-light', phone, 'light'], ['phone-dark', phone, 'dark'], ['desk-light', desk, 'light'],
  ] as const) {
    const context = await openContext(browser, { ...options, colorScheme })
    const page = await context.newPage()
    await page.goto(`${url}/checkout/${payment}`)
    await page.getByRole('radio').first().waitFor({ state: 'attached' })
    await take(page, `checkout-choose-${name}`, true)
    await context.close()
  }
}

const main = async (wanted: readonly string[]): Promise<void> => {
  const system = await startLocalSystem({ name: 'screens', fsync: false, chain: { blockMs: 200 } })
  const browser = await launchChromium()
  try {
    const world = new World(system.url)
    const town = await buildTown(world)
    const { settled } = await liveADay(world, town)
    const moment = new Date().toISOString()
    const open = await world.api.post('/v1/payments', {
      reference: 'shown', amount: { amount: '720.00', currency: 'CNY' }, description: 'Yixing teapot',
    }, { key: town.merchant.key })
    if (wanted.length === 0 || wanted.includes('checkout')) {
      forget('checkout')
      await takeCheckout(browser, system.url, String(open['id']))
    }
    if (system.servers.chain === undefined) throw new Error('there is a chain')
    const night = await badNight(system.url, world, town, system.servers.chain)
    const ids = { payment: settled, moment, acceptor: town.otc.id, merchant: town.merchant.id, ...night }
    for (const [room, { email }] of Object.entries(roomPages)) {
      const person = town.people.find((each) => each.email === email)
      if (person === undefined || (wanted.length > 0 && !wanted.includes(room))) continue
      forget(room)
      await takeRoom(browser, system.url, room, person, ids)
      console.log(`${room}: taken`)
    }
  } finally {
    await browser.close()
    await system.stop()
  }
}

await main(process.argv.slice(2))
