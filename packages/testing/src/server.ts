/** A server that a test or a local run may stop, kill and bring back on the same address. */
export type Server = {
  /** Where it came from; a `given` one belongs to somebody else and is never stopped by us. */
  readonly source: 'given' | 'container' | 'binary'
  /** The process on this machine, undefined where it is not ours or runs in a container. */
  readonly pid: () => number | undefined
  /** Asks it to end in good order, waits until it has, and removes what was only for this run. */
  readonly stop: () => Promise<void>
  /** Sends a signal, SIGKILL by default, and waits for the end where the signal ends a process. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  /** Starts it again on the same port and data, after a stop or kill or while it runs. */
  readonly restart: () => Promise<void>
}

/** Signals after which a process goes on living, so that nobody waits for its end. */
export const leavesAlive = (signal: NodeJS.Signals): boolean =>
  signal === 'SIGSTOP' || signal === 'SIGCONT' || signal === 'SIGHUP'

const notOurs = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`${what} was given by its URL: it is not ours to stop, kill or restart`))

/** The face of a server that was named by a URL in the environment. */
export const givenServer = (what: string): Server => ({
  source: 'given',
  pid: () => undefined,
  stop: () => Promise.resolve(),
  kill: notOurs(what),
  restart: notOurs(what),
})
