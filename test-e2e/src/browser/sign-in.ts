import type { Page } from 'playwright-core'
import { demoPassword, demoTotpSecret, type DemoPerson } from '../demo-people.ts'
import { totpCode } from './totp.ts'

/** Signs somebody in by the page itself: password, then the six digits where the person has them. */
export const signIn = async (page: Page, url: string, person: DemoPerson): Promise<void> => {
  await page.goto(`${url}/app/`)
  await page.getByLabel('E-mail').fill(person.email)
  await page.locator('input[name=password]').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  if (person.hasTotp) {
    await page.getByLabel('Code 1').waitFor()
    await page.keyboard.type(totpCode(demoTotpSecret, Date.now()))
  }
  await page.getByRole('button', { name: 'Account', exact: true }).waitFor()
}
