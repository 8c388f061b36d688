import { accessSync, constants } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core'

const places = [
  process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const canRun = (path: string | undefined): path is string => {
  if (path === undefined || path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A browser that stands on this machine, or undefined: then browser tests are skipped and say so. */
export const chromiumPath: string | undefined = places.find(canRun)

export const launchChromium = (): Promise<Browser> => chromium.launch({
  ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage', '--font-render-hinting=none'],
})

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
export const desk: BrowserContextOptions = { viewport: { width: 1360, height: 900 } }

/** A browser of its own with nothing kept, in English unless said otherwise; what the page refuses to load is an error of the test. */
export const openContext = async (
  browser: Browser, options: BrowserContextOptions, troubles: string[] = [],
): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  context.on('weberror', (error) => troubles.push(String(error.error())))
  context.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) troubles.push(message.text())
  })
  return context
}
