import { fiatCurrency, rate } from '@stablegate/contracts'
import { z } from 'zod'
import { httpSourceConfig } from './prices/http-price-source.ts'

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z.string().transform((text, context): z.output<Schema> => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' })
      return z.NEVER
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', message: `${issue.path.join('.')}: ${issue.message}` })
    }
    return z.NEVER
  })

export const config = z.object({
  PRICE_SOURCES: json(z.array(httpSourceConfig).min(3).max(20))
    .optional()
    .describe(
      'JSON list of at least three HTTP price sources: name, url, prices of base, currency and path',
    ),
  PRICE_TEST_RATES: json(z.partialRecord(fiatCurrency, rate))
    .optional()
    .describe('JSON of prices of one USDT by currency, for the test source of the test mode'),
  PRICE_POLL_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(30_000)
    .default(5_000)
    .describe('how often price sources are read, in milliseconds'),
  QUOTE_REST_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .describe('how long a quote rests before it matches, in milliseconds; test mode only'),
})
export type MatchingConfig = z.output<typeof config>
