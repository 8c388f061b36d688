import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Logger } from 'pino'
import { HOST, type HostContext, type HostOptions } from './host-options.ts'
import { nestLogger, onTrail } from './logging.ts'
import { unreadHandlers } from './unread.ts'

const defaultBodyLimitBytes = 1024 * 1024
const requestTimeoutMs = 30_000
const keepAliveTimeoutMs = 72_000
const closeDeadlineMs = 5_000

/** What the health routes show; made by the process, shown by each of its services. */
export type HealthRoutes = {
  readonly ready: () => Promise<{ readonly ready: boolean; readonly body: unknown }>
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** False where another port is for operators: then only bare words are said here. */
  readonly detailed: boolean
}

// A caller's id for its request joins our logs with its own; anything odd is replaced.
const correlationOf = (header: unknown): string =>
  typeof header === 'string' && /^[\w.:-]{1,100}$/.test(header) ? header : randomUUID()

const addHealth = (adapter: FastifyAdapter, health: HealthRoutes): void => {
  const fastify = adapter.getInstance()
  fastify.get('/healthz', async () => ({ status: 'ok' }))
  fastify.get('/readyz', async (_request, reply) => {
    const { ready, body } = await health.ready()
    return reply.status(ready ? 200 : 503).send(health.detailed ? body : { ready })
  })
  if (!health.detailed) return
  fastify.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await health.metrics()
    return reply.header('content-type', contentType).send(text)
  })
}

const addTrail = (adapter: FastifyAdapter): void => {
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationOf(request.headers['x-request-id'])
    void reply.header('x-request-id', correlationId)
    onTrail({ correlationId }, done)
  })
}

/** A Nest application on Fastify with the service's controllers, health routes and correlation ids. */
export const makeApp = async (
  options: HostOptions, context: HostContext, health: HealthRoutes, logger: Logger, trustedProxies: readonly string[] = [],
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: options.http?.bodyLimitBytes ?? defaultBodyLimitBytes,
    // The last address that none of these added is the caller's; what callers write before it is not looked at.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    ...unreadHandlers(options.http?.unread),
  })
  addTrail(adapter)
  addHealth(adapter, health)
  class HostModule {}
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: HostModule,
      global: true,
      imports: [...options.imports ?? []],
      controllers: [...options.controllers ?? []],
      providers: [{ provide: HOST, useValue: context }, ...options.providers ?? []],
      exports: [HOST],
    },
    adapter,
    { logger: nestLogger(logger), abortOnError: false },
  )
  await options.setUp?.(app, context)
  return app
}

/** Stops taking requests and waits for those in flight, but no longer than the deadline. */
export const closeHttp = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpServer()
  const force = setTimeout(() => { server.closeAllConnections() }, closeDeadlineMs)
  try {
    await app.getHttpAdapter().getInstance().close()
  } finally {
    clearTimeout(force)
  }
}

/** The base URL of a listening application, on loopback when it listens everywhere. */
export const urlOf = (app: NestFastifyApplication, host: string): string => {
  const address = app.getHttpServer().address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
