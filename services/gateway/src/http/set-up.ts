import type { HostContext, UnreadAnswer } from '@stablegate/host'
import { HttpException } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayConfig } from '../config.ts'
import { readEarly } from '../pages/early-checkout.ts'
import { servePages } from '../pages/pages.ts'
import { serveReference } from '../pages/reference.ts'
import type { Document } from '../pages/reference-html.ts'
import { evidenceTypes, maxEvidenceBytes } from '../store/evidence.ts'
import { send } from './api.controller.ts'
import { LiveChanges } from './live-changes.ts'
import type { StreamHost } from './event-streams.ts'
import { LivePayments } from './live.ts'
import { openApi } from './openapi.ts'
import { Pipeline } from './pipeline.ts'
import { Problem, problemBody } from './problem.ts'
import type { Route } from './route.ts'
import { UploadGate } from './upload-gate.ts'

export const maxJsonBytes = 64 * 1024
export const maxJsonDepth = 12

/** Told to every client: nothing here is a page, nothing may be kept. */
const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains', 'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Only the checkout is called by pages of others; it takes no cookies, so any origin may. */
const checkoutCors: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, read-after, request-id, stablegate-version',
  'access-control-expose-headers':
    'position, request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, stablegate-version',
  'access-control-max-age': '600', 'cross-origin-resource-policy': 'cross-origin',
}

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}

/** JSON that is not too deep; an empty body is an empty object. */
export const parseJson = (text: string): unknown => {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Problem('body_not_json')
  }
  if (isDeeper(value, maxJsonDepth)) throw new Problem('body_not_json')
  return value
}

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus()
  const { statusCode } = error as { readonly statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : undefined
}

/** What the server itself refuses, in our words. */
const problemOf = (error: unknown): unknown => {
  if (error instanceof Problem) return error
  switch (statusOf(error)) {
    case 400: return new Problem('body_not_json')
    case 404:
    case 405: return new Problem('route_unknown')
    case 413: return new Problem('body_too_large')
    case 414: return new Problem('route_unknown')
    case 415: return new Problem('content_type_unknown')
    default: return error
  }
}

/** Ours are the only parsers: Nest adds none of its own for a type that has one. */
const takeBodies = (app: NestFastifyApplication): void => {
  app.useBodyParser('application/json', { bodyLimit: maxJsonBytes }, (_request, body: Buffer, done) => {
    try {
      done(null, parseJson(body.toString('utf8')))
    } catch (error) {
      done(error as Error)
    }
  })
  for (const type of evidenceTypes) {
    app.useBodyParser(type, { bodyLimit: maxEvidenceBytes }, (_request, body: Buffer, done) => { done(null, body) })
  }
  // A form is what a page of strangers can send without asking.
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: maxJsonBytes }, (_request, _body, done) => {
    done(new Problem('content_type_unknown'))
  })
}

const addHeaders = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.headers(securityHeaders)
    if (request.url.startsWith('/v1/checkout/')) {
      void reply.headers(checkoutCors)
      if (request.method === 'OPTIONS') {
        void reply.code(204).send()
        return
      }
    }
    done()
  })
}

const unreadAnswer = (code: string): UnreadAnswer => {
  const problem = new Problem(code)
  return {
    status: problem.status, contentType: 'application/problem+json; charset=utf-8',
    body: JSON.stringify(problemBody(problem, 'none')),
  }
}

/** What never came to be a request: no id was made for it yet. */
export const unread = {
  bad_url: unreadAnswer('route_unknown'), no_http: unreadAnswer('request_unreadable'),
  too_slow: unreadAnswer('request_too_slow'), headers_too_large: unreadAnswer('headers_too_large'),
}

/** Makes the server ours before it listens: bodies, headers, problems, and the reference. */
export const setUp = (routes: readonly Route[]) =>
  async (
    app: NestFastifyApplication, context: Pick<HostContext<GatewayConfig>, 'logger' | 'config'> & StreamHost,
  ): Promise<void> => {
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
    const pipeline = app.get(Pipeline)
    takeBodies(app)
    addHeaders(fastify)
    new UploadGate(routes, (request, reply, problem) => {
      send(reply, pipeline.failure(problem, pipeline.requestId(request)))
    }).addTo(fastify)
    app.useGlobalFilters({
      catch: (error: unknown, host) => {
        const http = host.switchToHttp()
        const request = http.getRequest<FastifyRequest>()
        send(http.getResponse<FastifyReply>(), pipeline.failure(problemOf(error), pipeline.requestId(request)))
      },
    })
    new LivePayments(pipeline, context).addTo(fastify, routes)
    new LiveChanges(pipeline, context).addTo(fastify, routes)
    const document = openApi(routes)
    serveReference(fastify, document as unknown as Document)
    const reference = JSON.stringify(document)
    fastify.get('/v1/openapi.json', (_request, reply) => {
      void reply.header('content-type', 'application/json').send(reference)
    })
    const { PAGES_DIR: pages } = context.config
    if (pages !== undefined) await servePages(fastify, pages, readEarly(pipeline, routes))
    context.logger.debug({ routes: routes.length }, 'the API is set up')
  }
