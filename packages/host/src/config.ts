import { isIP } from 'node:net'
import { z } from 'zod'
import { failpoint } from './failpoint.ts'

const postgresUrl = /^postgres(ql)?:\/\//
const eventStoreUrl = /^(postgres(ql)?|kurrentdb(\+discover)?|esdb(\+discover)?):\/\//
const natsUrl = /^(nats|tls|wss?):\/\//

const count = (text: string, least: number, most: number, preset: number) =>
  z.coerce.number().int().min(least).max(most).default(preset).describe(text)

/** `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`. Everybody (`/0`) is nobody to trust. */
const isNetwork = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/')
  if (isIP(address) === 0 || more !== undefined) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128))
}

/** What every process needs. The descriptions stand in the error messages. */
export const processVariables = z.object({
  EVENT_STORE_URL: z.string()
    .regex(eventStoreUrl, 'begins with postgres://, kurrentdb:// or esdb://')
    .describe('the event store, such as postgres://user:password@localhost:5432/stablegate'),
  DATABASE_URL: z.string()
    .regex(postgresUrl, 'begins with postgres://')
    .describe('the database of read models, such as postgres://user:password@localhost:5432/stablegate'),
  NATS_URL: z.string()
    .refine((text) => text.split(',').every((url) => natsUrl.test(url.trim())), 'begins with nats:// or tls://')
    .describe('the NATS servers, separated by commas, such as nats://localhost:4222'),
  PORT: count('the port for HTTP and health, 0 for any free one', 0, 65_535, 8080),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional()
    .describe('a port of its own for /healthz, /readyz and /metrics, where PORT is public'),
  LISTEN_HOST: z.string().min(1).default('0.0.0.0').describe('the address to listen on, such as 127.0.0.1'),
  TRUSTED_PROXIES: z.string()
    .refine((text) => text.split(',').every((one) => isNetwork(one.trim())), 'addresses and networks, such as 10.0.0.0/8,192.0.2.7')
    .transform((text) => text.split(',').map((one) => one.trim())).optional()
    .describe('the proxies in front, whose X-Forwarded-For is believed; without, whoever connects is the caller'),
  LIVEMODE: z.enum(['true', 'false', 'live', 'test'])
    .default('false').transform((text) => text === 'true' || text === 'live')
    .describe('true for real money; otherwise test features such as test funds are open'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info').describe('the least severe log lines to write, such as info'),
  DATABASE_POOL_MAX: count('connections at most for each of the three pools', 1, 100, 4),
  LOG_STREAM_MAX_BYTES: count(
    'bytes JetStream keeps of each log', 1024 * 1024, 2 ** 40, 256 * 1024 * 1024),
  LOG_STREAM_REPLICAS: count('copies JetStream keeps of each log, 3 on a cluster', 1, 5, 1),
  SHUTDOWN_DELAY_MS: count('how long to go on after /readyz says 503, for load balancers', 0, 60_000, 0),
  SHUTDOWN_DEADLINE_MS: count('how long a graceful stop may take', 100, 600_000, 15_000),
  STARTUP_DEADLINE_MS: count('how long to wait for the servers at start', 100, 600_000, 30_000),
  DIE_AT: z.string().regex(failpoint, 'is before: or after: and a type of event').optional()
    .describe('test mode only: the process kills itself before or after it appends such an event'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('where traces go, such as http://localhost:4318'),
})
export type ProcessConfig = z.output<typeof processVariables>

/** Says of each variable what is wrong with it and how to set it; never prints a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.problems = problems
  }
}

export type Source = Readonly<Record<string, unknown>>

const isSecret = (name: string): boolean => /URL|SECRET|KEY|PASSWORD|TOKEN|SEED|DSN/i.test(name)

const shown = (name: string, value: unknown): string => {
  const text = String(value)
  return isSecret(name) ? text.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@').slice(0, 12) + '...' : `"${text.slice(0, 60)}"`
}

const describedIn = (schema: z.ZodType, name: string): string | undefined => {
  const shape = schema instanceof z.ZodObject ? schema.shape as Record<string, unknown> : {}
  const field = shape[name]
  return field instanceof z.ZodType ? field.description : undefined
}

const problemOf = (schema: z.ZodType, issue: z.core.$ZodIssue, source: Source): string => {
  const name = String(issue.path[0] ?? '')
  const meaning = describedIn(schema, name)
  const about = meaning === undefined ? '' : ` (${meaning})`
  const value = source[name]
  const wrong = name === '' ? issue.message
    : value === undefined ? 'is not set'
    : `is ${shown(name, value)}: ${issue.message}`
  return `${name}${about} ${wrong}`
}

/** An empty variable counts as one that is not set, as compose files and manifests write it. */
const withoutEmpty = (source: Source): Source =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '' && value !== undefined))

const booleansAsText = (source: Source): Source =>
  Object.fromEntries(Object.entries(source).map(([name, value]) =>
    [name, name === 'LIVEMODE' && typeof value === 'boolean' ? String(value) : value]))

/** Parses one schema; throws `ConfigError` with one line a variable. */
export const readVariables = <T>(schema: z.ZodType<T>, given: Source): T => {
  const source = booleansAsText(withoutEmpty(given))
  const result = schema.safeParse(source)
  if (result.success) return result.data
  throw new ConfigError(result.error.issues.map((issue) => problemOf(schema, issue, source)))
}

/** Parses the process' variables and each service's own, and tells all problems at once. */
export const readConfig = (
  given: Source, own: ReadonlyMap<string, z.ZodType>,
): { readonly process: ProcessConfig; readonly services: ReadonlyMap<string, unknown> } => {
  const problems: string[] = []
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
      return undefined
    }
  }
  const common = attempt(() => readVariables(processVariables, given))
  const services = new Map([...own].map(([name, schema]) =>
    [name, attempt(() => readVariables(schema, given))] as const))
  if (common === undefined || problems.length > 0) throw new ConfigError([...new Set(problems)])
  return { process: common, services }
}
