import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { engineAnswers, startContainer } from './container.ts'
import { freePort } from './free-port.ts'
import { givenServer, type Server } from './server.ts'
import { checkout, openServerHome, removeRunFile, runFolder, writeRunFile } from './server-folder.ts'
import { logTail, startServerProcess, type ServerProcess } from './server-process.ts'

export type NatsOptions = {
  /** Names the data folder. With `keep` it is kept between runs. Default 'nats'. */
  readonly name?: string
  readonly keep?: boolean
  /** A folder for JetStream's storage instead of one in the run folder. */
  readonly storeDir?: string
  /** A server of our own even where NATS_URL names one: for tests that kill it. */
  readonly own?: boolean
  readonly port?: number
}

export type Nats = Server & {
  readonly url: string
  /** Deletes all that JetStream holds, as a lost disk would; only while the server is down. */
  readonly wipeStorage: () => Promise<void>
}

const startDeadlineMs = 30_000

/** Folders where package managers put servers and which an ordinary user's PATH often lacks. */
const extraFolders = [
  join(checkout, '.toolchain/nats/usr/sbin'), join(checkout, '.toolchain/nats/usr/bin'),
  '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin',
]

const natsBinary = (): string | undefined => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...extraFolders]
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'nats-server'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Reads the greeting of a NATS server; true once it says that JetStream is on. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const settle = (isReady: boolean): void => {
      socket.destroy()
      resolve(isReady)
    }
    let greeting = ''
    socket.setTimeout(1_000, () => settle(false))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
    socket.on('data', (chunk: Buffer) => {
      greeting += chunk.toString()
      if (greeting.includes('\r\n')) settle(/^INFO .*"jetstream": ?true/.test(greeting))
    })
  })

type Place = { readonly binary: string; readonly home: string; readonly storeDir: string; readonly isKept: boolean }

/**
 * What is silent for three or four seconds is dropped: a paused replica keeps its subscriptions, and
 * so its share of requests, for as long as the server believes in it (by default four minutes). A
 * server 2.9 takes messages that it sends for a sign of life, so there it needs a moment of quiet.
 */
const settings = 'ping_interval: "1s"\nping_max: 2\n'

const startOn = async (place: Place, port: number): Promise<ServerProcess | undefined> => {
  const logFile = join(place.home, 'log')
  const configFile = join(place.home, 'nats.conf')
  writeFileSync(logFile, '')
  writeFileSync(configFile, settings)
  const server = await startServerProcess({
    command: place.binary,
    args: ['-c', configFile, '-a', '127.0.0.1', '-p', String(port), '-js', '-sd', place.storeDir],
    logFile,
    deathSignal: 'TERM',
  })
  writeRunFile(place.home, server.pid, place.isKept)
  const deadlineAtMs = Date.now() + startDeadlineMs
  while (!server.hasEnded() && Date.now() < deadlineAtMs) {
    // A stranger on the port would also greet; only a living server of our own counts.
    if ((await answers(port)) && !server.hasEnded()) return server
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  if (!server.hasEnded()) await server.signal('SIGKILL')
  return undefined
}

const maxStarts = 10

const startWithRetries = async (
  place: Place, fixedPort: number | undefined,
): Promise<{ readonly server: ServerProcess; readonly port: number }> => {
  for (let tries = 0; tries < maxStarts; tries += 1) {
    const port = fixedPort ?? (await freePort())
    const server = await startOn(place, port)
    if (server !== undefined) return { server, port }
    if (!/address already in use/i.test(logTail(join(place.home, 'log')))) break
  }
  throw new Error(`nats-server did not start:\n${logTail(join(place.home, 'log'))}`)
}

const launchBinary = async (binary: string, options: NatsOptions): Promise<Nats> => {
  const isKept = options.keep ?? false
  const home = openServerHome(runFolder(false), options.name ?? 'nats', isKept)
  const storeDir = options.storeDir ?? join(home, 'data')
  mkdirSync(storeDir, { recursive: true })
  const place = { binary, home, storeDir, isKept }
  const started = await startWithRetries(place, options.port)
  let { server } = started
  return {
    source: 'binary',
    url: `nats://127.0.0.1:${started.port}`,
    pid: () => (server.hasEnded() ? undefined : server.pid),
    kill: (signal = 'SIGKILL') => server.signal(signal),
    restart: async () => {
      await server.signal('SIGTERM')
      server = (await startWithRetries(place, started.port)).server
    },
    stop: async () => {
      await server.signal('SIGTERM')
      if (isKept) removeRunFile(home)
      else rmSync(home, { recursive: true, force: true })
    },
    wipeStorage: () => {
      if (!server.hasEnded()) return Promise.reject(new Error('stop or kill NATS before wiping its storage'))
      rmSync(join(storeDir, 'jetstream'), { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

const launchContainer = async (): Promise<Nats> => {
  // Storage inside the container's own layer survives a restart; a wipe has to happen from within.
  const server = await startContainer({
    image: 'nats:2.12-alpine',
    port: 4222,
    command: ['-js', '-sd', '/data'],
    readyLine: /Server is ready/,
  })
  return {
    ...server,
    url: `nats://${server.host}:${server.hostPort}`,
    wipeStorage: () => Promise.reject(new Error('storage of a NATS container cannot be wiped; use a binary')),
  }
}

/**
 * A real NATS server with JetStream: the one named by NATS_URL, else `nats-server` of this machine,
 * else a container where an engine answers.
 */
export const launchNats = async (options: NatsOptions = {}): Promise<Nats> => {
  const given = process.env['NATS_URL']
  if (given !== undefined && given !== '' && options.own !== true) {
    return { ...givenServer('NATS'), url: given, wipeStorage: givenServer('NATS').restart }
  }
  const binary = natsBinary()
  if (binary !== undefined) return launchBinary(binary, options)
  if (await engineAnswers()) return launchContainer()
  throw new Error(
    'no nats-server: run `npm test` or `npm start` once (they install it), put nats-server on PATH, ' +
      'start a container engine, or set NATS_URL',
  )
}
