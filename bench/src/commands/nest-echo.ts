import 'reflect-metadata'
import { Controller, Module } from '@nestjs/common'
import type { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js'
import { NestFactory } from '@nestjs/core'
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import type { NatsOptions } from '@nestjs/microservices'
import { firstValueFrom } from 'rxjs'
import type { Contender } from '../rounds.ts'

/** Answers a request with what it holds, after what `before` waits for. */
const echoModule = (subject: string, before: () => Promise<unknown>): new () => object => {
  class Echo {
    async echo(body: unknown): Promise<unknown> {
      await before()
      return body
    }
  }
  // As decorators do it, which Node cannot run from sources.
  Controller()(Echo)
  MessagePattern(subject)(
    Echo.prototype, 'echo', Object.getOwnPropertyDescriptor(Echo.prototype, 'echo') ?? {})
  class EchoModule {}
  Module({ controllers: [Echo] })(EchoModule)
  return EchoModule
}

/**
 * Nest's own NATS server and client as they come: what request/reply costs where nothing is decided,
 * and nothing done but what `before` does.
 */
export const openNestEcho = async (
  url: string, name: string, before: () => Promise<unknown> = () => Promise.resolve(),
): Promise<{ readonly contender: Contender; readonly close: () => Promise<void> }> => {
  const transport: NatsOptions = { transport: Transport.NATS, options: { servers: [url] } }
  const subject = `bench.${name.replaceAll(' ', '-')}`
  const app = await NestFactory.createMicroservice<NatsOptions & NestApplicationContextOptions>(
    echoModule(subject, before), { ...transport, logger: false })
  await app.listen()
  const client = ClientProxyFactory.create(transport)
  await client.connect()
  const body = { id: 'a'.repeat(36), data: { tally: 'a'.repeat(200) } }
  return {
    contender: {
      name,
      work: async () => {
        await firstValueFrom(client.send(subject, body))
        return 1
      },
    },
    close: async () => {
      await client.close()
      await app.close()
    },
  }
}
