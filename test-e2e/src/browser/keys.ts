import type { Locator, Page } from 'playwright-core'

const mostSteps = 80

/** Goes with the Tab key alone to a control; throws where it cannot be reached. */
export const tabTo = async (page: Page, target: Locator): Promise<void> => {
  await target.waitFor()
  for (let step = 0; step < mostSteps; step += 1) {
    if (await target.evaluate((element) => element === (element as unknown as { ownerDocument: { activeElement: unknown } })
      .ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not reach ${String(target)}`)
}

/** Reaches a control by keys and presses Enter on it. */
export const enterOn = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}
