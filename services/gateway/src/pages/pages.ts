import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { drawn, drawnWhole, isWhole, languageOf, type DrawCheckout, type Early, type ReadEarly } from './early-checkout.ts'
import { readPageFiles, type PageFile } from './files.ts'
import { inlineStyles, type InlinedPage } from './inline-styles.ts'

/** Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody puts a frame around it. */
const policyOf = (styleSource: string): string => [
  "default-src 'none'", "script-src 'self'", `style-src ${styleSource}`, "img-src 'self' data: blob:", "font-src 'self'",
  "connect-src 'self'", "media-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'cache-control': 'no-store', 'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
} as const

const assetCache = (file: PageFile): string =>
  file.isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300'

const accepts = (request: FastifyRequest, encoding: string): boolean =>
  (request.headers['accept-encoding'] ?? '').toString().split(',').some((one) => one.trim().split(';')[0] === encoding)

const sendFile = (
  request: FastifyRequest, reply: FastifyReply, file: PageFile, headers: Readonly<Record<string, string>> = {},
): void => {
  void reply.headers({ 'content-type': file.contentType, 'cache-control': assetCache(file), vary: 'accept-encoding', ...headers })
  if (file.brotli && accepts(request, 'br')) void reply.header('content-encoding', 'br').send(file.brotli)
  else if (file.gzip && accepts(request, 'gzip')) void reply.header('content-encoding', 'gzip').send(file.gzip)
  else void reply.send(file.bytes)
}

/** The page of the rooms; its component library writes styles, which only this one answer allows. */
const sendApp = (reply: FastifyReply, html: string): void => {
  const nonce = randomBytes(16).toString('base64')
  void reply.headers({
    ...pageHeaders, 'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(`'self' 'nonce-${nonce}'`),
  }).send(html.replaceAll('__STYLE_NONCE__', nonce))
}

const brotli = promisify(brotliCompress)
/** Each answer is its own, so it is compressed when it is sent: lightly, for it is small. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } as const

type CheckoutFile = InlinedPage & { readonly draw: DrawCheckout | undefined }

const textOf = ({ html, draw }: CheckoutFile, early: Early | undefined, accepted: string | undefined): string => {
  if (early === undefined) return html
  if (draw === undefined || !isWhole(early)) return drawn(html, early)
  try {
    return drawnWhole(html, early, draw, languageOf(accepted))
  } catch {
    // Whatever it cannot draw the script can.
    return drawn(html, early)
  }
}

const sendCheckout = async (
  request: FastifyRequest, reply: FastifyReply, file: CheckoutFile, readEarly: ReadEarly | undefined,
): Promise<FastifyReply> => {
  const { styleSources } = file
  // What cannot be known now the page asks for itself, and says what is wrong with it.
  const early = await readEarly?.(request).catch(() => undefined)
  const text = textOf(file, early, request.headers['accept-language'])
  void reply.headers({
    ...pageHeaders, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(styleSources),
    vary: 'accept-encoding, accept-language',
  })
  return accepts(request, 'br')
    ? reply.header('content-encoding', 'br').send(await brotli(text, brotliOptions))
    : reply.send(text)
}

/** What draws the checkout, where the build laid it; it is code of ours and is never served. */
const drawIn = async (folder: string): Promise<DrawCheckout | undefined> => {
  const path = join(folder, 'checkout-server.mjs')
  if (!existsSync(path)) return undefined
  const { draw } = await import(pathToFileURL(path).href) as { readonly draw: DrawCheckout }
  return draw
}

const needed = (files: ReadonlyMap<string, PageFile>, name: string): PageFile => {
  const file = files.get(name)
  if (file === undefined) throw new Error(`PAGES_DIR: there is no ${name}; build services/console`)
  return file
}

/**
 * Serves the built pages: `/checkout/<payment>`, `/app/...`, their files, and `/` leads to the app.
 * Which page of the app it is the browser decides; the server gives the same answer to all. Of the
 * checkout it takes along what everybody may know.
 * Throws when the folder does not hold them.
 */
export const servePages = async (fastify: FastifyInstance, folder: string, readEarly?: ReadEarly): Promise<void> => {
  const files = await readPageFiles(folder)
  const app = needed(files, '/app.html').bytes.toString()
  const checkout = { ...inlineStyles(needed(files, '/checkout.html').bytes.toString(), files), draw: await drawIn(folder) }
  const asset = (request: FastifyRequest, reply: FastifyReply): void => {
    const file = files.get(request.url.split('?')[0] ?? '')
    if (file === undefined) void reply.code(404).header('content-type', 'text/plain').send('not found')
    else sendFile(request, reply, file)
  }
  fastify.get('/', (_request, reply) => reply.redirect('/app/', 302))
  fastify.get('/app', (_request, reply) => reply.redirect('/app/', 302))
  fastify.get('/app/*', (_request, reply) => { sendApp(reply, app) })
  fastify.get('/checkout/:payment', (request, reply) => sendCheckout(request, reply, checkout, readEarly))
  for (const path of ['/assets/*', '/icon.svg', '/color-scheme.js']) fastify.get(path, asset)
}
