import 'reflect-metadata'
import { Controller, Module } from '@nestjs/common'
import type { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js'
import { NestFactory } from '@nestjs/core'
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import type { NatsOptions } from '@nestjs/microservices'
import { firstValueFrom } from 'rxjs'
import type { Contender } from '../rounds.ts'

const subject = 'bench.nest'

class Echo {
  echo(body: unknown): unknown {
    return body
  }
}
// As decorators do it, which Node cannot run from sources.
Controller()(Echo)
MessagePattern(subject)(
  Echo.prototype, 'echo', Object.getOwnPropertyDescriptor(Echo.prototype, 'echo') ?? {})

class EchoModule {}
Module({ controllers: [Echo] })(EchoModule)

/** Nest's own NATS server and client as they come: what request/reply costs where nothing is decided. */
export const openNestEcho = async (
  url: string,
): Promise<{ readonly contender: Contender; readonly close: () => Promise<void> }> => {
  const transport: NatsOptions = { transport: Transport.NATS, options: { servers: [url] } }
  const app = await NestFactory.createMicroservice<NatsOptions & NestApplicationContextOptions>(
    EchoModule, { ...transport, logger: false })
  await app.listen()
  const client = ClientProxyFactory.create(transport)
  await client.connect()
  const body = { id: 'a'.repeat(36), data: { tally: 'a'.repeat(200) } }
  return {
    contender: {
      name: 'Nest as it comes',
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
