import { receive, refusalOf, type ReceiverOptions } from './receive.ts'

/**
 * A route handler of Next, and of whatever takes a `Request` and gives a `Response` (Deno, Bun,
 * workers): `export const POST = nextWebhook({ secrets, onEvent })`.
 */
export const nextWebhook = (options: ReceiverOptions) => async (request: Request): Promise<Response> => {
  try {
    await receive(new Uint8Array(await request.arrayBuffer()), request.headers, options)
    return new Response(null, { status: 204 })
  } catch (error) {
    options.onError?.(error)
    const { status, body } = refusalOf(error)
    return new Response(body, { status, headers: { 'content-type': 'application/json' } })
  }
}
