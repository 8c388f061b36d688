import { z } from 'zod'

export const config = z.object({
  // The same variable that every process reads: here it is a condition of starting at all.
  LIVEMODE: z.enum(['false', 'test'], { error: 'the service test-mode never runs in live mode' }).default('false')
    .describe('test mode is the only one there is for this service'),
  SANDBOX_URL: z.url({ protocol: /^https?$/ }).optional()
    .describe('The sandbox chain with --admin, whose blocks follow the test clock'),
})
export type TestModeConfig = z.output<typeof config>
