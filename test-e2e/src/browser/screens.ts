// Takes pictures of every page into docs/screens: desk and phone, light and dark. Run it after the
// pages were built; look at what it took.
//   pnpm --filter @stablegate/test-e2e screens [name of a room]
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { DemoPerson } from '../demo-people.ts'
import { startLocalSystem } from '../system.ts'
import { World } from '../world.ts'
import { desk, launchChromium, openContext, phone } from './chromium.ts'
import { liveADay } from './history.ts'
import { signIn } from './sign-in.ts'
import { buildTown } from './town.ts'

const folder = fileURLToPath(new URL('../../../docs/screens', import.meta.url))
mkdirSync(folder, { recursive: true })

type Shot = { readonly name: string; readonly path: string }

/** Pages of a room as the person sees them. Names with a colon take an id: `:payment`. */
const rooms: Readonly<Record<string, { readonly email: string; readonly pages: readonly Shot[] }>> = {
  merchant: {
    email: 'owner@shop.example',
    pages: ['', 'payments', 'payments/:payment', 'refunds', 'balance', 'statement', 'webhooks', 'keys', 'people', 'settings']
      .map((path) => ({ name: path === '' ? 'overview' : path.replace('/:payment', '-one'), path })),
  },
  acceptor: {
    email: 'owner@bright.example',
    pages: ['', 'orders', 'quotes', 'accounts', 'liquidity', 'reputation'].map((path) => ({ name: path === '' ? 'shift' : path, path })),
  },
  operator: {
    email: 'ann@stablegate.example',
    pages: ['', 'payments', 'payments/:payment', 'acceptors', 'merchants', 'books', 'treasury', 'system']
      .map((path) => ({ name: path === '' ? 'desk' : path.replace('/:payment', '-one'), path })),
  },
  auditor: {
    email: 'auditor@stablegate.example',
    pages: ['', 'past', 'payments', 'payments/:payment', 'logs']
      .map((path) => ({ name: path === '' ? 'start' : path.replace('/:payment', '-one'), path })),
  },
}

/** JPEG keeps a picture below 100 kB. On a phone it is what the screen shows, with the bar at its bottom. */
const take = async (page: Page, name: string, fullPage: boolean): Promise<void> => {
  // Streams stay open, so the network is never idle: a page is there when nothing on it says that it loads.
  await page.locator('main').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(400)
  await page.screenshot({ path: `${folder}/${name}.jpg`, type: 'jpeg', quality: 72, scale: 'css', fullPage })
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
      for (const shot of rooms[room]?.pages ?? []) {
        const path = shot.path.replaceAll(/:(\w+)/g, (_whole, name: string) => ids[name] ?? '')
        await page.goto(`${url}/app/${room}/${path}`)
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
    const open = await world.api.post('/v1/payments', {
      reference: 'shown', amount: { amount: '720.00', currency: 'CNY' }, description: 'Yixing teapot',
    }, { key: town.merchant.key })
    await takeCheckout(browser, system.url, String(open['id']))
    for (const [room, { email }] of Object.entries(rooms)) {
      const person = town.people.find((each) => each.email === email)
      if (person === undefined || (wanted.length > 0 && !wanted.includes(room))) continue
      await takeRoom(browser, system.url, room, person, { payment: settled })
      console.log(`${room}: taken`)
    }
  } finally {
    await browser.close()
    await system.stop()
  }
}

await main(process.argv.slice(2))
