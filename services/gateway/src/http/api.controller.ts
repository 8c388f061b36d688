import { Controller, Get, Inject, Post, Req, Res, type Type } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Pipeline, type Outgoing } from './pipeline.ts'
import type { Route } from './route.ts'

export const send = (reply: FastifyReply, { status, headers, body, stream, cookies }: Outgoing): void => {
  if (cookies && cookies.length > 0) void reply.header('set-cookie', [...cookies])
  void reply.code(status).headers(headers).send(stream ?? body)
}

/**
 * What only decorates: a Nest controller whose methods are the routes, each handed to the pipeline.
 * Decorators are applied as functions, so that Node runs this file as it stands.
 */
export const controllerOf = (name: string, routes: readonly Route[]): Type => {
  class ApiController {
    readonly pipeline: Pipeline

    constructor(pipeline: Pipeline) {
      this.pipeline = pipeline
    }
  }
  Controller()(ApiController)
  Inject(Pipeline)(ApiController, undefined, 0)
  Object.defineProperty(ApiController, 'name', { value: name })
  const methods = ApiController.prototype as unknown as Record<string, unknown>
  for (const route of routes.filter(({ stream }) => !stream)) {
    methods[route.operation] = async function handle(this: ApiController, request: FastifyRequest, reply: FastifyReply) {
      send(reply, await this.pipeline.run(route, request))
    }
    const descriptor = Object.getOwnPropertyDescriptor(methods, route.operation) as PropertyDescriptor
    const decorate = route.method === 'get' ? Get(route.path) : Post(route.path)
    decorate(methods, route.operation, descriptor)
    Req()(methods, route.operation, 0)
    Res()(methods, route.operation, 1)
  }
  return ApiController
}
