import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { acceptor } from '@stablegate/acceptor'
import { chainWatcher } from '@stablegate/chain-watcher'
import { gateway } from '@stablegate/gateway'
import { boot, type Running } from '@stablegate/host'
import type { Service } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { matching } from '@stablegate/matching'
import { notifier } from '@stablegate/notifier'
import { order } from '@stablegate/order'
import { sealer } from '@stablegate/sealer'
import { signer } from '@stablegate/signer'
import { testMode } from '@stablegate/test-mode'
import { treasury } from '@stablegate/treasury'
import {
  createDatabase, freePort, launchNats, launchPostgres, waitFor, type Nats, type Postgres,
} from '@stablegate/testing'
import { startLocalChain, type ChainOptions, type LocalChain } from './local-chain.ts'

/** Every service of the product. */
export const allServices: readonly Service[] = [
  ledger, acceptor, matching, order, notifier, chainWatcher, treasury, signer, sealer, gateway,
]
/** With what test mode has beyond the product: bots, and a clock that can be moved. */
export const everyService: readonly Service[] = [...allServices, testMode]
export const serviceNames = allServices.map((service) => service.name)

/** Configuration of test mode that every local system shares; secrets here are known to everybody. */
export const testConfig = {
  LIVEMODE: 'false',
  LISTEN_HOST: '127.0.0.1',
  WEBHOOK_ALLOW_LOOPBACK: 'true',
  QUOTE_REST_MS: '0',
  OPERATORS: JSON.stringify([
    { operator: 'opr_ann', key: 'sk_test_operatorAnn000000000' },
    { operator: 'opr_bob', key: 'sk_test_operatorBob000000000' },
  ]),
  RATE_LIMIT_KEY: '100000/100000',
  RATE_LIMIT_PUBLIC: '100000/100000',
} as const

/** Where the build lays the pages; a tree without them serves the API alone. */
export const builtPages = fileURLToPath(new URL('../../services/console/dist/pages', import.meta.url))

export type SystemOptions = {
  /** Names data folders; with `keep` data stays between runs. */
  readonly name: string
  readonly keep?: boolean
  readonly fsync?: boolean
  readonly gatewayPort?: number
  readonly config?: Readonly<Record<string, string>>
  /** In processes: these services only. Default all. */
  readonly only?: readonly string[]
  /** A chain of its own, followed by the watcher; without it nothing is paid on chain. */
  readonly chain?: ChainOptions
  /** The clock of test mode can be moved, and payments of bots are played. Default false. */
  readonly testMode?: boolean
  /** Bots take payments by documented amounts. Default false. */
  readonly bots?: boolean
}

/** Real servers for one system of its own, with nothing booted yet. */
export type Servers = {
  readonly postgres: Postgres
  readonly nats: Nats
  readonly chain: LocalChain | undefined
  readonly config: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const ensureDatabase = async (adminUrl: string, name: string, keep: boolean): Promise<string> => {
  try {
    return await createDatabase(adminUrl, { name })
  } catch (error) {
    if (!keep || !/already exists/.test(String(error))) throw error
    const url = new URL(adminUrl)
    url.pathname = `/${name}`
    return url.href
  }
}

/** Starts Postgres and NATS of their own and makes the database. */
export const launchServers = async (options: SystemOptions): Promise<Servers> => {
  const keep = options.keep ?? false
  const [postgres, nats, chain] = await Promise.all([
    launchPostgres({ name: `${options.name}-postgres`, keep, fsync: options.fsync ?? true, own: true }),
    launchNats({ name: `${options.name}-nats`, keep, own: true }),
    options.chain === undefined ? undefined : startLocalChain({ ...options.chain, name: options.name, keep }),
  ])
  const databaseUrl = await ensureDatabase(postgres.adminUrl, 'stablegate', keep)
  return {
    postgres,
    nats,
    chain,
    config: {
      ...testConfig, DATABASE_URL: databaseUrl, EVENT_STORE_URL: databaseUrl, NATS_URL: nats.url,
      ...(existsSync(join(builtPages, 'app.html')) ? { PAGES_DIR: builtPages } : {}),
      ...chain?.config, ...options.config,
    },
    stop: async () => {
      await Promise.all([postgres.stop(), nats.stop(), chain?.stop()])
    },
  }
}

/** A whole system in this process. */
export type LocalSystem = {
  readonly servers: Servers
  readonly running: Running
  /** Base URL of the public API. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Boots every service in this process over servers of their own, and waits until all are ready. */
export const startLocalSystem = async (options: SystemOptions): Promise<LocalSystem> => {
  const servers = await launchServers(options)
  try {
    const running = await boot(options.testMode === true || options.bots === true ? everyService : allServices, {
      config: { LOG_LEVEL: 'warn', ...servers.config, ...(options.bots === true ? { TEST_BOTS: 'on' } : {}) },
      ports: { gateway: options.gatewayPort ?? 0 },
      migrate: true,
    })
    // A first start on a slow machine, or one over the data of months, fills its views first.
    await running.ready(180_000)
    return {
      servers,
      running,
      url: running.urls['gateway'] ?? '',
      stop: async () => {
        await running.stop()
        await servers.stop()
      },
    }
  } catch (error) {
    await servers.stop()
    throw error
  }
}

const checkout = fileURLToPath(new URL('../..', import.meta.url))

/** What a process needs of this one's environment: programs, and the place of compiled modules where there is one. */
const inherited = (): Record<string, string> => {
  const { PATH = '', NODE_COMPILE_CACHE: compiled } = process.env
  return { PATH, ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }) }
}

/** One service as a process of its own, which a test may kill, pause and start again. */
export class ServiceProcess {
  readonly name: string
  readonly #env: Readonly<Record<string, string>>
  readonly port: number
  #child: ChildProcess | undefined
  /** Last lines of its output, for the error when something went wrong. */
  readonly output: string[] = []

  constructor(name: string, port: number, env: Readonly<Record<string, string>>) {
    this.name = name
    this.port = port
    this.#env = env
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** `extra` is for this start alone. */
  start(extra: Readonly<Record<string, string>> = {}): void {
    const child = spawn(process.execPath, ['--enable-source-maps', `services/${this.name}/dist/main.js`], {
      cwd: checkout,
      env: { ...inherited(), LOG_LEVEL: 'warn', ...this.#env, ...extra, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (chunk: Buffer): void => {
      this.output.push(chunk.toString())
      if (this.output.length > 200) this.output.shift()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    this.#child = child
  }

  async ready(deadlineMs = 60_000): Promise<void> {
    await waitFor(async () => (await fetch(`${this.url}/readyz`)).status === 200, {
      deadlineMs, everyMs: 50, what: `${this.name} to be ready: ${this.output.slice(-5).join('')}`,
    })
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Sends a signal that ends the process and waits until it has ended. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child === undefined || !this.alive) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}

/** A whole system as one process a service. */
export type ProcessSystem = {
  readonly servers: Servers
  readonly services: ReadonlyMap<string, ServiceProcess>
  readonly url: string
  readonly service: (name: string) => ServiceProcess
  readonly twin: (name: string) => Promise<ServiceProcess>
  readonly stop: () => Promise<void>
}

const migrate = async (config: Readonly<Record<string, string>>): Promise<void> => {
  const modules = serviceNames.map((name) => `services/${name}/dist/service.js`)
  const child = spawn(process.execPath, ['packages/host/dist/migrate.js', ...modules], {
    cwd: checkout, env: { ...inherited(), ...config }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the migration ended with ${code}:\n${output.join('')}`)
}

/** Starts every service as a process (from `dist`, so the tree must be built), over servers of their own. */
export const startProcessSystem = async (options: SystemOptions): Promise<ProcessSystem> => {
  const servers = await launchServers(options)
  const services = new Map<string, ServiceProcess>()
  const twins: ServiceProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all([...services.values(), ...twins].map((service) => service.end('SIGKILL')))
    await servers.stop()
  }
  try {
    await migrate(servers.config)
    for (const name of options.only ?? serviceNames) {
      const service = new ServiceProcess(name, await freePort(), servers.config)
      services.set(name, service)
      service.start()
    }
    await Promise.all([...services.values()].map((service) => service.ready()))
  } catch (error) {
    const told = [...services.values()].map((one) => `${one.name}: ${one.output.slice(-10).join('')}`).join('\n')
    await stop()
    throw new Error(`the system did not start:\n${told}`, { cause: error })
  }
  const service = (name: string): ServiceProcess => {
    const found = services.get(name)
    if (found === undefined) throw new Error(`there is no service ${name}`)
    return found
  }
  return {
    servers,
    services,
    service,
    url: services.get('gateway')?.url ?? '',
    twin: async (name) => {
      const twin = new ServiceProcess(name, await freePort(), servers.config)
      twins.push(twin)
      twin.start()
      return twin
    },
    stop,
  }
}
