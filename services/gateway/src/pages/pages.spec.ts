import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Early } from './early-checkout.ts'
import { servePages } from './pages.ts'

let folder: string
let server: FastifyInstance
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'app.html'), '<meta name="style-nonce" content="__STYLE_NONCE__">')
  await writeFile(join(folder, 'checkout.html'), 'the checkout')
  await writeFile(join(folder, 'assets/app-1.js'), 'plain')
  await writeFile(join(folder, 'assets/app-1.js.br'), 'small')
  await writeFile(join(folder, '.env'), 'secret')
  server = fastify()
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

it('the app is one page, whose styles bear a nonce of this one answer', async () => {
  await servePages(server, folder)
  const nonces = await Promise.all(['/app/', '/app/merchant/payments/pay_1'].map(async (url) => {
    const { statusCode, headers, body } = await server.inject(url)
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
    const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'none'
    expect(body).toBe(`<meta name="style-nonce" content="${nonce}">`)
    return nonce
  }))
  expect(new Set(nonces).size).toBe(2)
})

it('scripts run from files of ours only, and nobody frames a page', async () => {
  await servePages(server, folder)
  for (const url of ['/app/', '/checkout/pay_1']) {
    const policy = String((await server.inject(url)).headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  }
})

it('what bears its content in its name is kept for ever, compressed for whoever takes it', async () => {
  await servePages(server, folder)
  const small = await server.inject({ url: '/assets/app-1.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect([small.body, small.headers['content-encoding'], small.headers['cache-control']])
    .toEqual(['small', 'br', 'public, max-age=31536000, immutable'])
  const plain = await server.inject('/assets/app-1.js')
  expect([plain.body, plain.headers['content-encoding']]).toEqual(['plain', undefined])
})

it.each(['/assets/app-2.js', '/assets/../.env', '/assets/%2e%2e/.env', '/assets/..%2f.env', '/.env', '/assets//etc/passwd'])(
  'gives nothing for %s', async (url) => {
    await servePages(server, folder)
    const { statusCode, body } = await server.inject(url)
    expect([statusCode, body.includes('secret')]).toEqual([404, false])
  })

it('the checkout comes with what everybody may know of the payment, or without it', async () => {
  await writeFile(join(folder, 'checkout.html'), '<div id="root"><!--head--></div>')
  const view = {
    livemode: true, state: 'open', paid_to: 'Demo Shop', brand: { name: null }, amount: { amount: '5', currency: 'JPY' }, description: null,
  }
  await servePages(server, folder, ({ params }) => ((params as { payment: string }).payment === 'pay_1'
    ? Promise.resolve({ view })
    : Promise.reject(new Error('no database'))))
  expect((await server.inject('/checkout/pay_1')).body).toContain('Demo Shop')
  const without = await server.inject('/checkout/pay_2')
  expect([without.statusCode, without.body]).toEqual([200, '<div id="root"><!--head--></div>'])
})

it('the root leads to the app', async () => {
  await servePages(server, folder)
  expect((await server.inject('/')).headers.location).toBe('/app/')
})

it('refuses to start on a folder without pages', async () => {
  await rm(join(folder, 'checkout.html'))
  await expect(servePages(server, folder)).rejects.toThrow('checkout.html')
})

it('what the build laid there draws the ways to pay, is not served itself, and where it fails the page draws them', async () => {
  const draw = "export const draw = ({ view }, language) => { if (view.paid_to === '') throw new Error('no'); return language + view.paid_to }"
  await writeFile(join(folder, 'checkout-server.mjs'), draw)
  await writeFile(join(folder, 'checkout.html'), '<div id="root"><!--page--><!--head--><!--/page--></div>')
  const early = (paidTo: string): Early => ({ options: [], view: {
    livemode: true, state: 'open', paid_to: paidTo, brand: { name: null }, amount: { amount: '5.000000', currency: 'USDT' }, description: null,
  } })
  let paidTo = 'Demo Shop'
  await servePages(server, folder, () => Promise.resolve(early(paidTo)))
  const asked = (): Promise<{ readonly body: string }> => server.inject({ url: '/checkout/pay_1', headers: { 'accept-language': 'zh-CN' } })
  expect((await asked()).body).toMatch(/data-drawn="zh" data-early="[^"]+">zhDemo Shop<\/div>/)
  paidTo = ''
  const { body } = await asked()
  expect(body).not.toContain('data-drawn')
  expect(body).toContain('5.00 <span>USDT</span>')
  expect((await server.inject('/checkout-server.mjs')).statusCode).toBe(404)
})
