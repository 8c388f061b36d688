import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { step } from './child.mjs'
import { canExecute, findProgram, say, toolchain, Trouble } from './checkout.mjs'
import { canInstall, installPackage } from './debian.mjs'

const fetched = join(toolchain, 'nats')

const engineAnswers = (env) => {
  if (env.STABLEGATE_CONTAINERS === 'never') return false
  return ['docker', 'podman'].some((name) => {
    const engine = findProgram(name, env.PATH)
    if (engine === undefined) return false
    try {
      execFileSync(engine, ['info'], { stdio: 'ignore', timeout: 10_000 })
      return true
    } catch {
      return false
    }
  })
}

/** The same Debian package without root: downloaded with lists of our own, unpacked into the toolchain. */
const unpackAsUser = async (env) => {
  const arriving = `${fetched}-arriving-${process.pid}`
  rmSync(arriving, { recursive: true, force: true })
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root']) {
    mkdirSync(join(arriving, folder), { recursive: true })
  }
  const own = [
    '-qq', '-o', `Dir::State=${arriving}/state`, '-o', `Dir::Cache=${arriving}/cache`,
    '-o', 'Dir::State::status=/var/lib/dpkg/status', '-o', 'Debug::NoLocking=1',
  ]
  const inside = { env, cwd: arriving }
  try {
    await step('apt-get', [...own, 'update'], inside)
    await step('apt-get', [...own, 'download', 'nats-server'], inside)
    const archive = readdirSync(arriving).find((name) => name.endsWith('.deb'))
    if (archive === undefined) throw new Trouble('apt-get downloaded no nats-server')
    await step('dpkg', ['-x', archive, join(arriving, 'root')], inside)
    rmSync(fetched, { recursive: true, force: true })
    renameSync(join(arriving, 'root'), fetched)
  } finally {
    rmSync(arriving, { recursive: true, force: true })
  }
}

const howTo = `nats-server is needed and could not be had. Any one of these helps:
  - install it: apt-get install nats-server, brew install nats-server, or from https://nats.io
  - start a container engine (docker, podman): the nats image is then used
  - set NATS_URL to a server with JetStream, such as nats://127.0.0.1:4222`

const ways = (env) => {
  const isRoot = process.getuid?.() === 0
  const has = (name) => findProgram(name, env.PATH) !== undefined
  return [
    ...(canInstall(env) ? [() => installPackage('nats-server', env)] : []),
    ...(!isRoot && has('brew') ? [() => step('brew', ['install', '--quiet', 'nats-server'], { env })] : []),
    ...(has('apt-get') && has('dpkg') ? [() => unpackAsUser(env)] : []),
  ]
}

const isThere = (env) =>
  canExecute(join(fetched, 'usr/sbin/nats-server')) || findProgram('nats-server', env.PATH) !== undefined

/** Sees to a NATS server: given, on PATH, as a container, or from the system's package manager. */
export const ensureNats = async (env) => {
  if (env.NATS_URL || isThere(env) || engineAnswers(env)) return
  for (const way of ways(env)) {
    say('fetching nats-server')
    try {
      await way()
    } catch (error) {
      say(error.message)
    }
    if (isThere(env)) return
  }
  throw new Trouble(howTo)
}
