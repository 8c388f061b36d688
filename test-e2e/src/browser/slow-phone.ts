import type { Browser } from 'playwright-core'
import { openContext, phone } from './chromium.ts'

/**
 * Lighthouse's phone: "Slow 4G" of 150 ms there and back and 1.6 Mbit/s, and a processor that takes
 * four times as long as this machine's.
 */
export const slowPhone = { latencyMs: 150, downBitsPerS: 1_600_000, upBitsPerS: 750_000, cpuSlowdown: 4 } as const

export type Load = {
  /** Who is paid and how much stands on the screen. */
  readonly usefulMs: number
  /** The ways to pay can be chosen, and fields be filled in. */
  readonly usableMs: number
  /** The script has come and run: what was chosen can be sent. */
  readonly aliveMs: number
  /** Everything that came over the line until then, compressed, with its headers. */
  readonly bytes: number
}

/** Notes when something is drawn: the frame after the one that has it. */
const watchPaints = `
  const seen = globalThis.drawnAt = {}
  const whats = {
    useful: () => /[0-9]/.test(document.querySelector('.sum')?.textContent ?? ''),
    usable: () => document.querySelector('form input[type=radio]'),
    alive: () => document.querySelector('form button.main:enabled'),
  }
  const look = () => {
    for (const [name, isThere] of Object.entries(whats)) {
      if (seen[name] === undefined && isThere()) seen[name] = -1
      else if (seen[name] === -1) seen[name] = performance.now()
    }
    if (!(seen.alive > 0)) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)`

/** Loads a page as nobody ever did before: no cache, a slow line, a slow phone. */
export const loadSlowly = async (browser: Browser, address: string): Promise<Load> => {
  const context = await openContext(browser, phone)
  try {
    const page = await context.newPage()
    await page.addInitScript({ content: watchPaints })
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false, latency: slowPhone.latencyMs, downloadThroughput: slowPhone.downBitsPerS / 8,
      uploadThroughput: slowPhone.upBitsPerS / 8,
    })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowPhone.cpuSlowdown })
    let bytes = 0
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
    await page.goto(address)
    await page.waitForFunction('globalThis.drawnAt?.alive > 0')
    // The font comes last and counts as well.
    await page.waitForFunction('document.fonts.status === "loaded"')
    const { useful, usable, alive } = await page.evaluate<Readonly<Record<'useful' | 'usable' | 'alive', number>>>('globalThis.drawnAt')
    return { usefulMs: Math.round(useful), usableMs: Math.round(usable), aliveMs: Math.round(alive), bytes }
  } finally {
    await context.close()
  }
}
