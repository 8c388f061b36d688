import { expect, it } from 'vitest'
import { counterService } from './counter.fixture.ts'
import { describe as describeService } from './describe.ts'

it('describes commands, queries and events with their schemas', () => {
  const document = describeService(counterService())
  expect(document).toMatchObject({
    asyncapi: '3.0.0',
    info: { title: 'counter' },
    channels: {
      command_counter_counter_add: { address: 'commands.counter.counter.add' },
      query_counter_total: { address: 'queries.counter.total' },
      log_counter: { address: 'log.counter' },
    },
    operations: {
      command_counter_counter_add: { action: 'receive', title: expect.stringContaining('negative') },
      log_counter: { action: 'send' },
    },
  })
  const { components } = document as { components: { messages: Record<string, { payload: unknown }> } }
  expect(components.messages['event_counter_added']?.payload).toMatchObject({
    type: 'object',
    properties: { byMicro: { type: 'string', pattern: '^-?[0-9]+$' }, note: { type: 'string' } },
  })
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})
