import type { FastifyRequest } from 'fastify'
import { expect, it, vi } from 'vitest'
import type { Incoming, Outgoing } from '../http/pipeline.ts'
import type { Route } from '../http/route.ts'
import { drawn, drawnWhole, isWhole, languageOf, readEarly, type EarlyView } from './early-checkout.ts'

const page = '<div id="root"><!--test--><div class="head"><!--head--></div></div>'
const view: EarlyView = {
  livemode: false, state: 'open', paid_to: 'Demo Shop', brand: { name: null }, amount: { amount: '1234567.500000', currency: 'USDT' },
  description: null,
}
const routes = [{ operation: 'getCheckout' }, { operation: 'listOptions' }] as unknown as readonly Route[]
const request = {
  ip: '192.0.2.7', url: '/checkout/pay_1', params: { payment: 'pay_1' }, headers: { cookie: 'session=1', authorization: 'Bearer sk' },
} as unknown as FastifyRequest
const answers = (bodies: Readonly<Record<string, unknown>>, seen: Incoming[] = []) => ({
  run: (route: Route, incoming: Incoming): Promise<Outgoing> => {
    seen.push(incoming)
    const body = bodies[route.operation]
    return Promise.resolve({ status: body === undefined ? 404 : 200, headers: {}, body: JSON.stringify(body ?? { code: 'not_found' }) })
  },
})

it('who is paid and how much is drawn before any script', () => {
  const html = drawn(page, { view })
  expect(html).toContain('<p class="whom">Demo Shop</p><p class="sum">1,234,567.50 <span>USDT</span></p>')
  expect(html).toContain('<p class="test">&nbsp;</p>')
  expect(drawn(page, { view: { ...view, livemode: true } })).not.toContain('class="test"')
  expect(drawn(page, { view: { ...view, amount: { amount: '12000.00', currency: 'CNY' } } })).toContain('12,000.00 <span>CNY')
  expect(drawn(page, { view: { ...view, amount: { amount: '5000', currency: 'JPY' } } })).toContain('>5,000 <span>JPY')
})

it.each(['"><script>alert(1)</script>', "$& $' $` <!--head-->", '<!--test-->'])('what a merchant wrote stays text: %s', (text) => {
  const html = drawn(page, { view: { ...view, description: text, brand: { name: text } } })
  expect(html).not.toMatch(/<script|<!--/)
  const data = /data-early="([^"]*)"/.exec(html)?.[1] ?? ''
  const read = data.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
  expect((JSON.parse(read) as { view: EarlyView }).view.description).toBe(text)
})

it('asks as nobody: neither the cookie nor the key of the request', async () => {
  const seen: Incoming[] = []
  const early = await readEarly(answers({ getCheckout: view, listOptions: { data: [{ method: 'alipay' }] } }, seen), routes)(request)
  expect(early).toEqual({ view, options: [{ method: 'alipay' }] })
  expect(seen.map(({ headers, ip, params }) => [headers, ip, params])).toEqual(Array(2).fill([{}, '192.0.2.7', { payment: 'pay_1' }]))
})

it('ways to pay are asked for only while there is a choice, and a payment that is not there is nothing', async () => {
  expect(await readEarly(answers({ getCheckout: { ...view, state: 'settled' } }), routes)(request))
    .toEqual({ view: { ...view, state: 'settled' } })
  expect(await readEarly(answers({}), routes)(request)).toBeUndefined()
})

it('waits for nobody: a slow answer is left out', async () => {
  vi.useFakeTimers()
  try {
    const early = readEarly({ run: () => new Promise(() => undefined) }, routes)(request)
    await vi.advanceTimersByTimeAsync(400)
    expect(await early).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

it('a page that was drawn whole stands where the waiting was, in the language that was asked for', () => {
  const whole = '<html lang="en"><div id="root"><!--page--><p>waiting</p><!--/page--></div>'
  const html = drawnWhole(whole, { view, options: [] }, ({ view: { paid_to: name } }, language) => `<h1>${language}: ${name} $&</h1>`, 'zh')
  expect(html).toContain('<html lang="zh-Hans">')
  expect(html).toMatch(/^<html lang="zh-Hans"><div id="root" data-drawn="zh" data-early="[^"<]*"><h1>zh: Demo Shop \$&<\/h1><\/div>$/)
})

it('only what nobody chose in and whose ways to pay are known is drawn whole', () => {
  expect(isWhole({ view, options: [] })).toBe(true)
  expect(isWhole({ view })).toBe(false)
  expect(isWhole({ view: { ...view, state: 'onchain_offered' }, options: [] })).toBe(false)
})

it.each([[undefined, 'en'], ['', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en-GB,zh;q=0.5', 'en'], ['ZH', 'zh']] as const)(
  'the language of %j is %s', (accepted, language) => { expect(languageOf(accepted)).toBe(language) })
