import { canExecute, findProgram, say } from './checkout.mjs'
import { canInstall, installPackage } from './debian.mjs'

const isThere = (env) =>
  (env.CHROMIUM !== undefined && canExecute(env.CHROMIUM)) ||
  ['chromium', 'chromium-browser', 'google-chrome'].some((name) => findProgram(name, env.PATH) !== undefined) ||
  ['Chromium', 'Google Chrome'].some((name) => canExecute(`/Applications/${name}.app/Contents/MacOS/${name}`))

/**
 * Sees to a browser for the tests of the pages. Without one they are skipped and say so, since the
 * rest can be tested all the same: what cannot be had is told and stops nothing.
 */
export const ensureChromium = async (env) => {
  if (isThere(env)) return
  if (canInstall(env)) {
    say('fetching chromium')
    try {
      await installPackage('chromium', env)
    } catch (error) {
      say(error.message)
    }
  }
  if (!isThere(env)) say('no Chromium here: browser tests are skipped (apt-get install chromium, or set CHROMIUM)')
}
