import { rawBodyOf, type NodeRequest } from './node-body.ts'
import { receive, refusalOf, type ReceiverOptions } from './receive.ts'

/** As much of a response of Node or Express as is written here. */
export type NodeResponse = {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body?: string): unknown
}

/**
 * A handler for Express, and for Node's own `http`. Mount it before `express.json()`:
 * `app.post('/webhooks', expressWebhook({ secrets, onEvent }))`.
 */
export const expressWebhook = (options: ReceiverOptions) =>
  (request: NodeRequest, response: NodeResponse): void => {
    const answer = async (): Promise<void> => {
      try {
        await receive(await rawBodyOf(request), request.headers, options)
        response.statusCode = 204
        response.end()
      } catch (error) {
        options.onError?.(error)
        const { status, body } = refusalOf(error)
        response.statusCode = status
        response.setHeader('content-type', 'application/json')
        response.end(body)
      }
    }
    void answer()
  }
