import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** What the bootstrap fetches for itself: Node, pnpm and, at need, nats-server. */
export const toolchain = join(root, '.toolchain')

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Everything said here goes to standard error: standard output belongs to the script that runs. */
export const say = (line) => process.stderr.write(`${line}\n`)

/** An error whose message is for the person at the keyboard, without a stack. */
export class Trouble extends Error {}

export const canExecute = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Package managers put servers into sbin, which the PATH of an ordinary user often lacks.
const serverFolders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']

const folders = (path) => path.split(delimiter).filter((folder) => folder !== '')

/** The first executable of that name, undefined when there is none. */
export const findProgram = (name, path = process.env.PATH ?? '') =>
  [...folders(path), ...serverFolders].map((folder) => join(folder, name)).find(canExecute)

const isWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** npm tells its scripts about itself in variables that would confuse another npm or pnpm. */
const isOfNpm = (key) =>
  /^npm_(lifecycle|package)_/i.test(key) ||
  /^npm_(command|execpath|node_execpath|config_(prefix|global_prefix|local_prefix|user_agent|noproxy))$/i.test(key)

/** The environment of every child: our tools first in PATH, a home that can be written to. */
export const childEnvironment = () => {
  const kept = Object.entries(process.env).filter(([key]) => !isOfNpm(key))
  const env = Object.fromEntries(kept)
  const first = [join(toolchain, 'node_modules/.bin'), join(root, 'node_modules/.bin'), dirname(process.execPath)]
  const last = [join(toolchain, 'nats/usr/sbin'), ...serverFolders]
  // Tests start some hundred processes of the same modules: compiled once, each starts a fifth sooner.
  env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled')
  env.PATH = [...first, ...folders(process.env.PATH ?? '/usr/bin:/bin'), ...last].join(delimiter)
  if (!isWritable(homedir())) {
    // Users like `nobody` have no home; caches of package managers then live in the checkout.
    env.HOME = join(root, '.cache/home')
    mkdirSync(env.HOME, { recursive: true })
    for (const key of Object.keys(env)) {
      if (/^(npm_config_(cache|userconfig|init_module)|XDG_.*_HOME)$/i.test(key)) delete env[key]
    }
  }
  return env
}
