import type { Service } from '@stablegate/kernel'
import { counterService } from './counter.fixture.ts'
import { hostOptions } from './host-options.ts'
import { run } from './run.ts'

// A process of its own for the specs of signals; HANG makes its graceful stop take for ever.
const hanging = hostOptions({
  workers: () => [{ name: 'hanging', start: () => undefined, stop: () => new Promise(() => undefined) }],
})
const counter = counterService()
const service: Service = process.env['HANG'] === undefined ? counter : { ...counter, host: hanging }
const running = await run(service, { migrate: true })
await running.ready()
console.log('ready')
