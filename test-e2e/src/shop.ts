// A shop of one page and one file: a server that asks for payments with the SDK and sends the
// customer to the checkout. `npm start` runs it beside the gateway.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { checkoutUrl, Stablegate } from '@stablegate/sdk'

export type ShopOptions = {
  readonly baseUrl: string
  /** Where customers reach the gateway; the same as `baseUrl` when left out. */
  readonly publicUrl?: string
  readonly apiKey: string
  readonly port?: number
}

const goods = [
  { id: 'tea', name: 'Longjing tea, 100 g', price: { amount: '128.00', currency: 'CNY' } },
  { id: 'pot', name: 'Yixing teapot', price: { amount: '720.00', currency: 'CNY' } },
  { id: 'set', name: 'Porcelain set for six', price: { amount: '99.50', currency: 'USDT' } },
] as const

const style = `
body{font:16px/1.5 system-ui;margin:0;background:#faf7f2;color:#2b2118}
main{max-width:44rem;margin:4rem auto;padding:0 1rem}
h1{font-size:2rem;letter-spacing:-.02em}
form{display:flex;justify-content:space-between;align-items:center;background:#fff;border-radius:14px;
  padding:1rem 1.25rem;margin:.75rem 0;box-shadow:0 1px 3px #0001}
button{font:inherit;font-weight:600;border:0;border-radius:10px;padding:.6rem 1rem;background:#7a3b12;color:#fff;cursor:pointer}
small{color:#6b5c4d;display:block}`

const page = (content: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tea House</title>
<style>${style}</style><main><h1>Tea House</h1>${content}</main></html>`

const shelf = page(goods.map(({ id, name, price }) =>
  `<form method="post" action="/buy/${id}"><span>${name}<small>${price.amount} ${price.currency}</small></span>
<button>Buy ${name}</button></form>`).join(''))

/** The customer came back. That proves nothing: only the webhook, or asking, tells that money came. */
const thanks = page('<p>Thank you. We send your tea as soon as the payment is confirmed.</p><p><a href="/">Back to the shelf</a></p>')

const sendHtml = (response: ServerResponse, html: string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}

export class ExampleShop {
  readonly #server: Server
  readonly #stablegate: Stablegate
  readonly #publicUrl: string
  #orders = Date.now()

  private constructor({ baseUrl, publicUrl = baseUrl, apiKey }: ShopOptions) {
    this.#stablegate = new Stablegate({ baseUrl, apiKey })
    this.#publicUrl = publicUrl
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => sendHtml(response, page(`<p>${String(error)}</p>`), 500))
    })
  }

  static async start(options: ShopOptions): Promise<ExampleShop> {
    const shop = new ExampleShop(options)
    shop.#server.listen(options.port ?? 0, '127.0.0.1')
    await once(shop.#server, 'listening')
    return shop
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, what, id] = (request.url ?? '/').split('/')
    if (request.method === 'POST' && what === 'buy') {
      const good = goods.find((one) => one.id === id)
      if (good === undefined) return sendHtml(response, page('<p>We do not sell that.</p>'), 404)
      this.#orders += 1
      const reference = `tea-${this.#orders}`
      const { id: payment } = await this.#stablegate.payments.create(
        { reference, amount: good.price, description: good.name, return_url: `${this.url}/thanks` }, { idempotencyKey: reference })
      response.writeHead(303, { location: checkoutUrl(this.#publicUrl, payment) }).end()
      return undefined
    }
    return sendHtml(response, what === 'thanks' ? thanks : shelf)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
