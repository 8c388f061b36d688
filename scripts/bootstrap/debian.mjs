import { step } from './child.mjs'
import { findProgram } from './checkout.mjs'

/** Whether packages can be installed here: Debian's package manager, and root's rights. */
export const canInstall = (env) => process.getuid?.() === 0 && findProgram('apt-get', env.PATH) !== undefined

/** Installs one of Debian's packages; throws when that fails. */
export const installPackage = async (name, env) => {
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } }
  await step('apt-get', ['-qq', 'update'], quiet)
  await step('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', name], quiet)
}
