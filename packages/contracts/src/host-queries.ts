import { z } from 'zod'

/** One consumer of a service: a view, a reaction or a process, and how far behind its log it is. */
export const consumerReport = z.object({
  /** `view:<name>_v<version>`, `reaction:<name>` or `process:<name>`. */
  consumer: z.string(),
  log: z.string(),
  /** `standby`: another replica runs it; how far that one is stands here all the same. */
  state: z.enum(['active', 'standby', 'rebuilding', 'stopped']),
  position: z.number(),
  lag: z.number(),
  parked: z.number(),
  /** Why it stopped. */
  alert: z.string().optional(),
})

/** `queries.<service>.host.consumers`, answered where the work of the service is done. */
export const serviceReport = z.object({
  service: z.string(),
  /** Of the service's own log. */
  head: z.number(),
  /** Events of its log that are not on the bus yet. */
  relay: z.object({ published: z.number(), lag: z.number(), failing: z.boolean() }),
  /** Commands that wait for their decision. */
  waitingCommands: z.number(),
  consumers: z.array(consumerReport),
})
export type ServiceReport = z.output<typeof serviceReport>
