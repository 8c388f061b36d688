import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'

/** The root of the checkout: this file is packages/testing/src (or dist)/server-folder. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Whether any user of the machine may walk down to the folder. */
export const isReachableByAll = (folder: string): boolean => {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** A folder in a place that everybody may write to counts only when it is truly ours. */
const ownFolder = (folder: string): string => {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new Error(`${folder} belongs to somebody else; remove it or set STABLEGATE_RUN_DIR`)
  }
  return folder
}

/**
 * Where servers keep their data: under the checkout, unless it cannot be written to or the server
 * runs as another user who cannot reach it (a checkout under a 0700 folder of root).
 */
export const runFolder = (mustBeReachableByAll: boolean): string => {
  const wanted = process.env['STABLEGATE_RUN_DIR']
  if (wanted !== undefined && wanted !== '') return ownFolder(resolve(wanted))
  const inCheckout = join(checkout, '.run')
  const isUsable = isWritable(existsSync(inCheckout) ? inCheckout : checkout)
    && (!mustBeReachableByAll || isReachableByAll(checkout))
  if (isUsable) return ownFolder(inCheckout)
  const digest = createHash('sha256').update(checkout).digest('hex').slice(0, 12)
  const base = process.getuid?.() === 0 ? '/var/tmp' : tmpdir()
  return ownFolder(join(base, `stablegate-${process.getuid?.() ?? 0}-${digest}`))
}

type RunFile = {
  readonly owner: ProcessIdentity
  readonly server: ProcessIdentity | undefined
  readonly isKept: boolean
}

const runFileOf = (home: string): string => join(home, 'server.json')

const readRunFile = (home: string): RunFile | undefined => {
  try {
    return JSON.parse(readFileSync(runFileOf(home), 'utf8')) as RunFile
  } catch {
    return undefined
  }
}

/** Writes down who runs here, so that a later start can tell an orphan from a stranger. */
export const writeRunFile = (home: string, serverPid: number | undefined, isKept: boolean): void => {
  const owner = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' }
  const server = serverPid === undefined ? undefined : identify(serverPid)
  const content: RunFile = { owner, server, isKept }
  writeFileSync(runFileOf(home), JSON.stringify(content))
}

export const removeRunFile = (home: string): void => rmSync(runFileOf(home), { force: true })

const killOrphan = (server: ProcessIdentity): void => {
  if (isAlive(server)) process.kill(server.pid, 'SIGKILL')
}

/** Ends servers whose owner is dead and removes their throw-away data. Touches nothing else. */
export const reapOrphans = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const home = join(folder, name)
    const run = readRunFile(home)
    if (run === undefined || isAlive(run.owner)) continue
    if (run.server !== undefined) killOrphan(run.server)
    if (run.isKept) removeRunFile(home)
    else rmSync(home, { recursive: true, force: true })
  }
}

let launched = 0

/**
 * A folder for one server: `name` alone for data that is kept between runs, else one of its own
 * that goes with the run. Throws when the kept data is in use by a living process.
 */
export const openServerHome = (folder: string, name: string, isKept: boolean): string => {
  reapOrphans(folder)
  launched += 1
  const home = join(folder, isKept ? name : `${name}-${process.pid}-${launched}`)
  if (isKept) {
    const run = readRunFile(home)
    if (run !== undefined) throw new Error(`${home} is in use by process ${run.owner.pid}`)
  }
  mkdirSync(home, { recursive: true, mode: 0o755 })
  writeRunFile(home, undefined, isKept)
  return home
}
