// Takes pictures of every page into docs/screens: desk and phone, light and dark. Run it after the
// pages were built; look at what it took.
//   pnpm --filter @stablegate/test-e2e screens [name of a room, `checkout` or `account`]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { demoPassword, type DemoPerson } from '../demo-people.ts'
import { startLocalSystem } from '../system.ts'
import { textOf, World } from '../world.ts'
import { checkoutStates, Customers, findingState, openScene, type Scene, type State } from './checkout-states.ts'
import { desk, launchChromium, openContext, phone } from './chromium.ts'
import { liveADay } from './history.ts'
import { pathFor, roomPages } from './room-pages.ts'
import { signIn } from './sign-in.ts'
import { buildTown } from './town.ts'
import { badNight, sweptDeposit } from './troubles.ts'

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

/** Everything is shown on a desk and in a hand, by day and by night. */
const looks = [['desk', desk], ['phone', phone]].flatMap(([size, options]) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    name: `${size as string}-${colorScheme}`, options: { ...options as BrowserContextOptions, colorScheme },
  })))

/** One session serves all pictures of a person, in every light and size. */
const takeRoom = async (
  browser: Browser, url: string, room: string, person: DemoPerson, ids: Readonly<Record<string, string>>,
): Promise<void> => {
  const first = await openContext(browser, desk)
  await signIn(await first.newPage(), url, person)
  const storageState = await first.storageState()
  await first.close()
  for (const { name, options } of looks) {
    const context: BrowserContext = await openContext(browser, { ...options, storageState })
    const page = await context.newPage()
    for (const shot of roomPages[room]?.pages ?? []) {
      await page.goto(`${url}/app/${room}/${pathFor(shot.path, ids)}`)
      await take(page, `${room}-${shot.name}-${name}`, options.isMobile !== true)
    }
    await context.close()
  }
}

/** The checkout in every state that a customer can find it in. */
const takeCheckouts = async (browser: Browser, url: string, customers: Customers): Promise<void> => {
  const takeScene = async ({ name, heading }: State, scene: Scene): Promise<void> => {
    for (const look of looks) {
      const context = await openContext(browser, look.options)
      const page = await context.newPage()
      await openScene(page, url, scene)
      await (heading === '' ? page.getByRole('radio').first().waitFor({ state: 'attached' })
        : page.getByRole('heading', { name: heading, exact: true }).waitFor())
      await take(page, `checkout-${name}-${look.name}`, true)
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
    }
  }
  // Made side by side, for some take their time; the link of a refund opens once and looks like "chain-overpaid".
  const scenes = await Promise.all(checkoutStates.filter(({ name }) => name !== 'refund-link')
    .map(async (state) => [state, await state.play(customers)] as const))
  for (const [state, scene] of scenes) await takeScene(state, scene)
  await takeScene(findingState, await findingState.play(customers))
}

/** Signing in, joining, and one's own factors: what everybody sees of the house. */
const takeDoor = async (browser: Browser, url: string, person: DemoPerson): Promise<void> => {
  const first = await openContext(browser, desk)
  await signIn(await first.newPage(), url, person)
  const storageState = await first.storageState()
  await first.close()
  for (const { name, options } of looks) {
    const context = await openContext(browser, options)
    const page = await context.newPage()
    await page.goto(`${url}/app/join#usr_1.secret`)
    await take(page, `account-join-${name}`, true)
    await page.goto(`${url}/app/`)
    await page.getByLabel('E-mail').fill(person.email)
    await take(page, `account-sign-in-${name}`, true)
    await page.locator('input[name=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Code 1').waitFor()
    await take(page, `account-second-factor-${name}`, true)
    await context.close()
    const inside = await openContext(browser, { ...options, storageState })
    const security = await inside.newPage()
    await security.goto(`${url}/app/security`)
    await take(security, `account-security-${name}`, options.isMobile !== true)
    await inside.close()
  }
}

const main = async (wanted: readonly string[]): Promise<void> => {
  const system = await startLocalSystem({
    name: 'screens', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3, stakedTrx: 17_000 },
    config: { TREASURY_SWEEP_USDT: '50', TREASURY_SWEEP_POLL_MS: '200', SEALER_INTERVAL_MS: '300' },
  })
  const browser = await launchChromium()
  const isWanted = (what: string): boolean => wanted.length === 0 || wanted.includes(what)
  try {
    if (system.servers.chain === undefined) throw new Error('there is a chain')
    const world = new World(system.url)
    const town = await buildTown(world)
    const { key } = town.merchant
    const { settled } = await liveADay(world, town)
    const moment = new Date().toISOString()
    const endpoint = textOf(await world.api.post('/v1/webhook_endpoints', { url: 'http://192.0.2.1/hooks' }, { key }), 'id')
    if (isWanted('checkout')) {
      forget('checkout')
      await takeCheckouts(browser, system.url, new Customers(world, town, system.servers.chain))
      console.log('checkout: taken')
    }
    const door = town.people.find(({ email }) => email === 'house@stablegate.example')
    if (isWanted('account') && door) {
      forget('account')
      await takeDoor(browser, system.url, door)
      console.log('account: taken')
    }
    await sweptDeposit(world, town, system.servers.chain)
    const night = await badNight(system.url, world, town, system.servers.chain)
    const ids = {
      payment: settled, moment, endpoint, month: moment.slice(0, 7), acceptor: town.otc.id, merchant: town.merchant.id, ...night,
    }
    for (const [room, { email }] of Object.entries(roomPages)) {
      const person = town.people.find((each) => each.email === email)
      if (person === undefined || !isWanted(room)) continue
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
