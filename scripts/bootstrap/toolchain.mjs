import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { step } from './child.mjs'
import { findProgram, readJson, root, say, toolchain, Trouble } from './checkout.mjs'

/** What is fetched where the machine's Node is too old: the current long-term line. */
const fetchedNode = '26'

const leastNode = readJson(join(root, 'package.json')).engines.node.replace('>=', '').split('.').map(Number)
const pinnedPnpm = readJson(join(root, 'package.json')).packageManager.replace('pnpm@', '')

const isGoodVersion = (version) => {
  const parts = version.replace(/^v/, '').split('.').map(Number)
  for (let index = 0; index < leastNode.length; index += 1) {
    if (parts[index] !== leastNode[index]) return parts[index] > leastNode[index]
  }
  return true
}

const versionOf = (node) => {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

const isGoodNode = (node) => {
  const version = versionOf(node)
  return version !== undefined && isGoodVersion(version)
}

const fetchedPath = join(toolchain, 'node_modules/.bin/node')

const hasPinnedPnpm = () => {
  const manifest = join(toolchain, 'node_modules/pnpm/package.json')
  return existsSync(manifest) && readJson(manifest).version === pinnedPnpm
}

/** Installs into a folder beside and renames it, so that a broken-off download leaves nothing half done. */
const install = async (packages, env) => {
  const npm = findProgram('npm')
  if (npm === undefined) throw new Trouble('npm is needed to fetch Node and pnpm, and is not on PATH')
  const arriving = join(toolchain, `arriving-${process.pid}`)
  rmSync(arriving, { recursive: true, force: true })
  mkdirSync(arriving, { recursive: true })
  writeFileSync(join(arriving, 'package.json'), '{"private":true}\n')
  try {
    const args = ['install', '--prefix', arriving, '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    // The machine's own npm and Node do it: ours may be what is missing or broken.
    await step(npm, [...args, ...packages], { cwd: arriving, env: { ...env, PATH: process.env.PATH } })
    const target = join(toolchain, 'node_modules')
    const leaving = join(toolchain, `leaving-${process.pid}`)
    if (existsSync(target)) renameSync(target, leaving)
    renameSync(join(arriving, 'node_modules'), target)
    rmSync(leaving, { recursive: true, force: true })
  } finally {
    rmSync(arriving, { recursive: true, force: true })
  }
}

/**
 * Sees to a Node that is new enough and to the pnpm that package.json pins, and returns the path
 * of that Node. A Node that the machine has and that is good enough is taken as it is.
 */
export const ensureToolchain = async (env) => {
  const hasOwnNode = isGoodVersion(process.version)
  // What was fetched stands first in PATH, so it must be good even where the machine's own Node is.
  const isNodeGood = existsSync(fetchedPath) ? isGoodNode(fetchedPath) : hasOwnNode
  const isComplete = hasPinnedPnpm() && isNodeGood
  if (!isComplete) {
    const packages = hasOwnNode ? [`pnpm@${pinnedPnpm}`] : [`node@${fetchedNode}`, `pnpm@${pinnedPnpm}`]
    say(`fetching ${packages.join(' and ')} into .toolchain`)
    await install(packages, env)
  }
  const node = isGoodNode(fetchedPath) ? fetchedPath : process.execPath
  if (!isGoodNode(node)) {
    throw new Trouble(`Node ${leastNode.join('.')} or newer is needed; ${node} is ${versionOf(node) ?? 'not usable'}`)
  }
  return node
}

/** Installs the packages of the workspace exactly as the lockfile says, from the cache where it can. */
export const installPackages = (env) =>
  step(
    join(toolchain, 'node_modules/.bin/pnpm'),
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'],
    // CI=1: never ask, there may be nobody to answer.
    { env: { ...env, CI: '1' } },
  )
