import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { HostOptions, UnreadAnswer, UnreadReason } from './host-options.ts'

/** As much of Fastify's reply as is needed here. */
type Reply = {
  readonly status: (code: number) => Reply
  readonly header: (name: string, value: string) => Reply
  readonly send: (body: string) => unknown
}

const reasonOf = (code: string | undefined): UnreadReason => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'too_slow'
  return code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'no_http'
}

/** A whole answer in bytes of HTTP, after which the connection ends. */
const rawOf = ({ status, contentType, body }: UnreadAnswer): string => [
  `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, `content-type: ${contentType}`,
  `content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body,
].join('\r\n')

/** Options of Fastify that answer what no route or filter sees. */
export const unreadHandlers = (answers: NonNullable<HostOptions['http']>['unread']): object => answers === undefined ? {} : {
  frameworkErrors: (_error: unknown, _request: unknown, reply: Reply) => {
    const { status, contentType, body } = answers.bad_url
    reply.status(status).header('content-type', contentType).send(body)
  },
  clientErrorHandler: (error: Error & { readonly code?: string }, socket: Socket) => {
    // Whoever hung up hears nothing.
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (socket.writable) socket.write(rawOf(answers[reasonOf(error.code)]))
    socket.destroy(error)
  },
}
