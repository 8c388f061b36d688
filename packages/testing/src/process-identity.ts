import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process beyond doubt: numbers are given again, a number with its start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

const startOnLinux = (pid: number): string | undefined => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the command stands in brackets and may hold anything, so fields count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const isDead = fields[0] === 'Z' || fields[0] === 'X'
  return isDead ? undefined : `${boot}:${fields[19]}`
}

const startElsewhere = (pid: number): string | undefined =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined

/** The identity of a living process, undefined when there is none of that number. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  try {
    const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
    return startedAt === undefined ? undefined : { pid, startedAt }
  } catch {
    return undefined
  }
}

export const isAlive = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startedAt === identity.startedAt
