import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '@stablegate/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from '../customer-wallet.ts'
import { builtPages, startLocalSystem, type LocalSystem } from '../system.ts'
import { World } from '../world.ts'
import { checkoutStates, Customers, findingState, openScene, type Scene, type State } from './checkout-states.ts'
import { chromiumPath, launchChromium, openContext, phone } from './chromium.ts'
import { faultsOf, overflowOf } from './faults.ts'
import { loadSlowly, slowPhone } from './slow-phone.ts'
import { buildTown, type Town } from './town.ts'

const missing = chromiumPath === undefined
  ? 'no Chromium on this machine'
  : existsSync(join(builtPages, 'checkout.html')) ? undefined : 'the pages were not built'

/** The narrowest phone that is still sold. */
const narrow = { ...phone, viewport: { width: 360, height: 740 } }

let system: LocalSystem
let browser: Browser
let context: BrowserContext
let town: Town
let customers: Customers
/** Played side by side: what each test looks at was made meanwhile. */
let scenes: ReadonlyMap<State, Promise<Scene>>
const troubles: string[] = []

beforeAll(async () => {
  if (missing !== undefined) return
  system = await startLocalSystem({ name: 'checkout', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  const world = new World(system.url)
  ;[town, browser] = await Promise.all([buildTown(world), launchChromium()])
  customers = new Customers(world, town, system.servers.chain)
  context = await openContext(browser, narrow, troubles)
  scenes = new Map(checkoutStates.map((state) => {
    const scene = state.play(customers)
    // The test of the state tells what went wrong.
    scene.catch(() => undefined)
    return [state, scene]
  }))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

let isDark = false

const look = async (page: Page, { heading }: State, scene: Scene): Promise<void> => {
  await openScene(page, system.url, scene)
  if (heading === '') await page.getByRole('radio').first().waitFor({ state: 'attached' })
  else await page.getByRole('heading', { name: heading, exact: true }).waitFor()
  // Each state is looked at in one light, the next in the other: both are made of the same few colours.
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
  isDark = !isDark
  expect(await faultsOf(page)).toEqual([])
  expect(await overflowOf(page)).toEqual([])
  // The same in Chinese, where words are shorter and lines break elsewhere.
  await page.getByRole('button', { name: '中文' }).click()
  expect(await overflowOf(page)).toEqual([])
  // No word of the API and no key of a text stands on the page: an underscore is in none of ours.
  expect(await page.locator('main').innerText()).not.toMatch(/[a-z]_[a-z]|undefined|\[object/)
  await page.getByRole('button', { name: 'English' }).click()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
}

/** Opens what the gateway drew whole: where it had to wait too long for the ways to pay it leaves them to the script. */
const openDrawn = async (page: Page, address: string): Promise<void> => {
  const root = page.locator('#root')
  await waitFor(async () => {
    await page.goto(address, { waitUntil: 'commit' })
    await root.waitFor({ state: 'attached' })
    return await root.getAttribute('data-drawn') !== null
  }, { deadlineMs: 30_000, what: 'a page that was drawn whole' })
}

/** The script comes when it is told to. */
const holdScripts = async (page: Page): Promise<() => void> => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => { release = resolve })
  await page.route('**/assets/*.js', async (route) => {
    await held
    await route.continue()
  })
  return () => release()
}

const usableSoon = async (): Promise<void> => {
  const address = `${system.url}/checkout/${await customers.ask()}`
  const loads = []
  for (const _ of [1, 2, 3, 4, 5]) loads.push(await loadSlowly(browser, address))
  const median = (figures: readonly number[]): number => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Infinity
  const usable = median(loads.map(({ usableMs }) => usableMs))
  console.log(`slow phone, median of five: useful after ${median(loads.map(({ usefulMs }) => usefulMs))} ms, usable after ${usable} ms, `
    + `taken over after ${median(loads.map(({ aliveMs }) => aliveMs))} ms; loads: ${JSON.stringify(loads)}`)
  expect(usable).toBeLessThan(1_000)
  expect(Math.max(...loads.map(({ bytes }) => bytes))).toBeLessThan(200_000)
}

const typedEarly = async (): Promise<void> => {
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const release = await holdScripts(page)
  const address = `${system.url}/checkout/${await customers.ask()}`
  await openDrawn(page, address)
  await page.getByRole('radio', { name: /Alipay/ }).waitFor()
  await page.getByLabel('Your name').fill('Zhang Early')
  await page.getByLabel('Last 4 characters').fill('9917')
  await page.keyboard.press('Enter')
  expect(await page.getByRole('button', { name: /^Continue/ }).isDisabled()).toBe(true)
  expect(page.url()).toBe(address)
  release()
  await page.locator('button.main:enabled').waitFor()
  expect(await page.getByLabel('Your name').inputValue()).toBe('Zhang Early')
  expect(await page.getByLabel('Last 4 characters').inputValue()).toBe('9917')
  const [chosen] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/choose')), page.getByRole('button', { name: /^Continue/ }).click(),
  ])
  expect(chosen.postDataJSON()).toMatchObject({ payer: { name: 'Zhang Early', account_tail: '9917' } })
  await page.close()
}

const choseEarly = async (): Promise<void> => {
  const chinese = await openContext(browser, { ...phone, locale: 'zh-CN' }, troubles)
  const page = await chinese.newPage()
  page.setDefaultTimeout(20_000)
  const release = await holdScripts(page)
  await openDrawn(page, `${system.url}/checkout/${await customers.ask()}`)
  await page.getByText('链上 USDT').click()
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans')
  release()
  await page.getByRole('button', { name: '显示地址' }).waitFor()
  await chinese.close()
}

describe.skipIf(missing !== undefined)(`the checkout in every state${missing === undefined ? '' : ` (${missing})`}`, () => {
  it.each(checkoutStates)('$name', async (state) => {
    const scene = await scenes.get(state)
    if (scene === undefined) throw new Error('it was played')
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await look(page, state, scene)
    await page.close()
  }, 60_000)

  it('whoever paid too much and lost the session says by the link where the rest goes', async () => {
    if (system.servers.chain === undefined) throw new Error('there is a chain')
    const { address } = await CustomerWallet.open(system.servers.chain, 1n)
    const state = checkoutStates.find(({ name }) => name === 'refund-link')
    const played = state && await scenes.get(state)
    if (played === undefined) throw new Error('it was played')
    // The page that opened the link before keeps the session: it is asked, and nothing of the link is left in the address.
    const page = await context.newPage()
    await page.goto(`${system.url}/checkout/${played.payment}`)
    expect(page.url()).not.toContain('#')
    await page.getByRole('heading', { name: '30.00 USDT come back to you' }).waitFor()
    await page.getByLabel('Your address').fill(address)
    await page.getByRole('button', { name: 'Send it there' }).click()
    await page.getByText(/^(On its way|Sent)\./).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.close()
  })

  it('by keys alone: from the choice to "I have paid", with the focus to be seen', async () => {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await openScene(page, system.url, { payment: await customers.ask() })
    await page.getByRole('radio', { name: /Alipay/ }).waitFor({ state: 'attached' })
    const focused = (): Promise<string> => page.evaluate<string>(`(() => {
      const at = document.activeElement
      const of = at.matches('input[type=radio]') ? at.closest('label') : at
      const { outlineStyle, boxShadow } = getComputedStyle(of)
      return at.matches(':focus-visible') && outlineStyle === 'none' && boxShadow === 'none' ? 'unseen' : 'seen'
    })()`)
    const tabTo = async (isThere: string): Promise<void> => {
      for (let presses = 0; presses < 25; presses += 1) {
        await page.keyboard.press('Tab')
        expect(await focused()).toBe('seen')
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(isThere)})`)) return
      }
      throw new Error(`the Tab key does not reach ${isThere}`)
    }
    await tabTo('input[autocomplete=name]')
    await page.keyboard.type('Key Board')
    await tabTo('input.short')
    await page.keyboard.type('4821')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Pay exactly this' }).waitFor()
    await tabTo('input[aria-describedby=reference-hint]')
    await page.keyboard.type('ALI-KEYS')
    await tabTo('button[type=submit]')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Waiting for confirmation' }).waitFor()
    await page.close()
  })

  it('nothing moves for whoever wants nothing to move', async () => {
    const page = await context.newPage()
    const scene = await scenes.get(checkoutStates.find(({ name }) => name === 'settled') as State)
    await openScene(page, system.url, scene as Scene)
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
    const longestMs = await page.evaluate<number>(
      'Math.max(...document.getAnimations().map((each) => Number(each.effect.getComputedTiming().activeDuration)), 0)')
    expect(longestMs).toBeLessThan(1)
    await page.close()
  })

  it(`on a slow phone (${slowPhone.latencyMs} ms, ${slowPhone.downBitsPerS / 1e6} Mbit/s, ${slowPhone.cpuSlowdown} times slower) `
    + 'the ways to pay can be chosen within a second, and it weighs less than 200 kB', usableSoon, 90_000)
  it('what is typed and chosen before the script has come stays when it comes, and nothing was sent by then', typedEarly, 60_000)
  it('another way that was chosen before the script has come is the one that opens, in the language of the browser', choseEarly, 60_000)

  it('finding who takes it', async () => {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await look(page, findingState, await findingState.play(customers))
    await page.close()
  }, 60_000)

  it('pages threw nothing, and their policy had nothing to refuse', () => {
    expect(troubles).toEqual([])
  })
})
