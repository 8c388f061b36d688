import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { unreadHandlers } from './unread.ts'

const answer = (status: number) => ({ status, contentType: 'text/plain', body: `${status} ü` })
const { clientErrorHandler } = unreadHandlers({
  bad_url: answer(404), no_http: answer(400), too_slow: answer(408), headers_too_large: answer(431),
}) as { readonly clientErrorHandler: (error: Error, socket: Socket) => void }

const said = (code: string, { destroyed = false, writable = true } = {}): { written: string; isDestroyed: boolean } => {
  const heard = { written: '', isDestroyed: destroyed }
  const socket = {
    destroyed, writable, write: (bytes: string) => { heard.written += bytes }, destroy: () => { heard.isDestroyed = true },
  } as unknown as Socket
  clientErrorHandler(Object.assign(new Error(code), { code }), socket)
  return heard
}

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'], ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_INVALID_METHOD', '400 Bad Request'], ['EPROTO', '400 Bad Request'],
])('%s is answered, whole, and the connection ends', (code, line) => {
  const { written, isDestroyed } = said(code)
  expect(written).toBe(`HTTP/1.1 ${line}\r\ncontent-type: text/plain\r\ncontent-length: 6\r\nconnection: close\r\n\r\n${line.slice(0, 3)} ü`)
  expect(isDestroyed).toBe(true)
})

test('whoever hung up is told nothing, and nothing is written where nothing can be', () => {
  expect(said('ECONNRESET').written).toBe('')
  expect(said('HPE_INVALID_METHOD', { destroyed: true }).written).toBe('')
  expect(said('HPE_INVALID_METHOD', { writable: false })).toEqual({ written: '', isDestroyed: true })
})
