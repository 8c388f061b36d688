// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { PayButton } from './define.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

const streamOf = (states: readonly string[]): Response => new Response(
  states.map((status) => `event: payment\ndata: ${JSON.stringify({ status })}\n\n`).join(''))

it('asks the shop once, opens the checkout and tells how it goes', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return url === '/api/pay' ? Response.json({ payment: 'pay_1' }) : streamOf(['pending', 'settled'])
  })
  const tab = { opener: {}, location: { href: '' }, close: () => undefined }
  vi.stubGlobal('open', () => tab)
  document.body.innerHTML = '<stablegate-pay base-url="https://pay.example" create-url="/api/pay">Pay</stablegate-pay>'
  const element = document.querySelector('stablegate-pay')!
  expect(element).toBeInstanceOf(PayButton)
  const told: string[] = []
  element.addEventListener('stablegate-status', (event) => told.push((event as CustomEvent<{ status: string }>).detail.status))
  const button = element.shadowRoot!.querySelector('button')!
  button.click()
  await vi.waitFor(() => expect(told).toEqual(['pending', 'settled']))
  expect(tab).toMatchObject({ opener: null, location: { href: 'https://pay.example/checkout/pay_1' } })
  expect(asked).toEqual(['/api/pay', 'https://pay.example/v1/checkout/pay_1/stream'])
  await vi.waitFor(() => expect(button.disabled).toBe(true))
})

it('tells that the shop failed, and can be pressed again', async () => {
  vi.stubGlobal('fetch', async () => new Response(null, { status: 500 }))
  vi.stubGlobal('open', () => null)
  document.body.innerHTML = '<stablegate-pay base-url="https://pay.example" create-url="/api/pay"></stablegate-pay>'
  const element = document.querySelector('stablegate-pay')!
  const failed = new Promise((resolve) => element.addEventListener('stablegate-error', resolve))
  const button = element.shadowRoot!.querySelector('button')!
  button.click()
  expect(button.disabled).toBe(true)
  await failed
  await vi.waitFor(() => expect(button.disabled).toBe(false))
})
