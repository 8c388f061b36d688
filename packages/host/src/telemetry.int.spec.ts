import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { counterService, echoService } from './counter.fixture.ts'
import { bootOn, caughtUp, testServers, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
let collector: Server
const spans: { readonly name: string; readonly traceId: string }[] = []

beforeAll(async () => {
  servers = await testServers()
  collector = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: typeof spans }[] }[]
      }
      spans.push(...body.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans)))
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => { collector.listen(0, '127.0.0.1', resolve) })
})
afterAll(async () => {
  collector?.close()
  await servers?.close()
})

it('one trace goes from the sender over the event to the service that reacts', async () => {
  const { port } = collector.address() as AddressInfo
  const running = await bootOn(servers, [counterService(), echoService()], {
    config: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
  })
  await running.ready()
  const traceId = randomUUID().replaceAll('-', '')
  await running.commands.send('counter.counter.add', { counter: 't', byMicro: 1n, note: 'n' }, {
    id: randomUUID(), actor: 'spec', traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  })
  await caughtUp(running)
  const [event] = await running.context('echo').events.readLog('echo', 0)
  expect(event?.metadata).toContain(`00-${traceId}-`)
  await running.stop()
  const mine = await waitFor(() => {
    const found = spans.filter((span) => span.traceId === traceId).map(({ name }) => name)
    return found.length >= 4 ? found : undefined
  }, { deadlineMs: 5_000, what: 'four spans' })
  expect(mine.toSorted()).toEqual([
    'decide counter.counter.add', 'decide echo.note.hear', 'send counter.counter.add', 'send echo.note.hear',
  ])
})
