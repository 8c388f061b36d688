import {
  context, propagation, SpanKind, SpanStatusCode, trace, type Context, type Span,
} from '@opentelemetry/api'
import type { Logger } from 'pino'

/** Traces of the process. Without an endpoint nothing of the SDK is loaded and spans are free. */
export type Telemetry = {
  readonly enabled: boolean
  /** Runs the work in a span that continues the given trace; gives it that span's traceparent. */
  span<T>(
    name: string, kind: 'server' | 'client', parent: string | undefined,
    work: (traceparent: string | undefined) => Promise<T>,
  ): Promise<T>
  stop(): Promise<void>
}

const disabled: Telemetry = {
  enabled: false,
  span: (_name, _kind, parent, work) => work(parent),
  stop: () => Promise.resolve(),
}

const extracted = (traceparent: string | undefined): Context =>
  traceparent === undefined
    ? context.active()
    : propagation.extract(context.active(), { traceparent })

const injected = (span: Span): string | undefined => {
  const carrier: Record<string, string> = {}
  propagation.inject(trace.setSpan(context.active(), span), carrier)
  return carrier['traceparent']
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const

const inSpan: Telemetry['span'] = async (name, kind, parent, work) => {
  const base = extracted(parent)
  const span = trace.getTracer('stablegate').startSpan(name, { kind: kinds[kind] }, base)
  try {
    return await context.with(trace.setSpan(base, span), () => work(injected(span)))
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
    throw error
  } finally {
    span.end()
  }
}

/** Starts the OpenTelemetry SDK, which sends traces to `<endpoint>/v1/traces` by OTLP over HTTP. */
export const startTelemetry = async (
  endpoint: string | undefined, serviceName: string, logger: Logger,
): Promise<Telemetry> => {
  if (endpoint === undefined) return disabled
  const [{ NodeSDK }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-node'), import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  const sdk = new NodeSDK({
    serviceName,
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
  })
  sdk.start()
  return {
    enabled: true,
    span: inSpan,
    stop: () => sdk.shutdown().catch((error: unknown) => {
      logger.warn({ err: error }, 'the last traces could not be sent')
    }),
  }
}
