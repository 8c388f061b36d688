import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * Faults of accessibility that somebody would stumble over. "Legacy" is to look and conclude in the
 * page itself: otherwise a second page, with a process of its own, is opened for each conclusion,
 * which only frames of other origins need, and there are none.
 */
export const faultsOf = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode()
    .options({ resultTypes: ['violations'] }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}

/** What stands out to the right of the screen, so that the page could be pushed sideways. */
export const overflowOf = (page: Page): Promise<readonly string[]> => page.evaluate<readonly string[]>(`(() => {
  const root = document.scrollingElement
  if (root.scrollWidth <= innerWidth) return []
  const wide = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  return [root.scrollWidth + ' px', ...wide.slice(-3).map((each) => each.outerHTML.slice(0, 120))]
})()`)
