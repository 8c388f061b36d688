import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, say, Trouble } from './checkout.mjs'

const heartbeatMs = 2_000
/** A lock whose owner has not touched it for so long is nobody's: the number of a process says little. */
const staleMs = 20_000
const deadlineMs = 900_000

const pause = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs))

const take = (file) => {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

const isRunning = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Moves a dead owner's lock aside; of several who see it dead, one succeeds. */
const clearStale = (file) => {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    const isOld = Date.now() - statSync(file).mtimeMs > staleMs
    if (!isOld && (owner === 0 || isRunning(owner))) return
    const aside = `${file}.stale.${process.pid}`
    renameSync(file, aside)
    // Between the look and the move another may have cleared it and taken it: then give it back.
    if (Number(readFileSync(aside, 'utf8')) !== owner) linkSync(aside, file)
    rmSync(aside, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
}

/** Does the work while no other bootstrap of this checkout does. */
export const locked = async (work, file = join(root, '.run/bootstrap.lock')) => {
  mkdirSync(dirname(file), { recursive: true })
  const giveUpAtMs = Date.now() + deadlineMs
  for (let hasSaid = false; !take(file); ) {
    if (Date.now() > giveUpAtMs) throw new Trouble(`another bootstrap holds ${file} and does not end`)
    if (!hasSaid) say('another bootstrap is at work here, waiting for it')
    hasSaid = true
    clearStale(file)
    await pause(100)
  }
  const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), heartbeatMs)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    rmSync(file, { force: true })
  }
}
