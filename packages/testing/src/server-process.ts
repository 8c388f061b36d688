import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { leavesAlive } from './server.ts'

export type ServerCommand = {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** The user to run as, where it is not our own. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly logFile: string
  /** What the server gets when we die: the signal that ends it soon and in good order. */
  readonly deathSignal: 'INT' | 'TERM'
}

export type ServerProcess = {
  readonly pid: number
  readonly hasEnded: () => boolean
  readonly ended: Promise<void>
  readonly signal: (signal: NodeJS.Signals) => Promise<void>
}

const setprivPaths = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/sbin/setpriv']

/**
 * The kernel's own promise that a server dies with us, even when we are killed. It is tied to the
 * thread that spawned, so a worker thread does without: its end would take the server along.
 */
const dyingWithUs = ({ command, args, deathSignal }: ServerCommand): readonly string[] => {
  const setpriv = process.platform === 'linux' && isMainThread ? setprivPaths.find(existsSync) : undefined
  return setpriv === undefined
    ? [command, ...args]
    : [setpriv, '--pdeathsig', deathSignal, '--', command, ...args]
}

const living = new Set<ChildProcess>()
let isWatchingExit = false

/** Where there is no setpriv, an ordinary exit at least takes the servers along. */
const endWithOurExit = (child: ChildProcess): void => {
  living.add(child)
  child.once('exit', () => living.delete(child))
  if (isWatchingExit) return
  isWatchingExit = true
  process.once('exit', () => {
    for (const server of living) server.kill('SIGINT')
  })
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C reaches only us and services can
 * still write while they drain. Its output goes to the log file.
 */
export const startServerProcess = async (server: ServerCommand): Promise<ServerProcess> => {
  const [command = server.command, ...args] = dyingWithUs(server)
  const log = openSync(server.logFile, 'a')
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: server.env ?? process.env,
    ...server.user,
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  endWithOurExit(child)
  // Waiting for a server must not keep a program alive that has nothing else to do.
  child.unref()
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid ?? 0,
    hasEnded,
    ended,
    signal: async (signal) => {
      if (hasEnded()) return
      child.kill(signal)
      if (leavesAlive(signal)) return
      child.ref()
      await ended
    },
  }
}

/** The end of a server's log, for an error that should say why. */
export const logTail = (logFile: string, lines = 12): string => {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(no log)'
  }
}
