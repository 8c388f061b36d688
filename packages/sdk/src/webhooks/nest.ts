import { rawBodyOf, type NodeRequest } from './node-body.ts'
import { receive, type ReceiverOptions } from './receive.ts'

/**
 * For a Nest controller, in an application created with `rawBody: true`:
 * `@Post() @HttpCode(204) take(@Req() request) { return this.webhook(request) }`. What is refused is
 * thrown with a `statusCode`, which Nest answers with.
 */
export const nestWebhook = (options: ReceiverOptions) => async (request: NodeRequest): Promise<void> => {
  try {
    await receive(await rawBodyOf(request), request.headers, options)
  } catch (error) {
    options.onError?.(error)
    throw error
  }
}
