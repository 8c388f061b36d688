import { Checkout } from '../checkout/checkout.ts'
import { checkoutUrl } from '../checkout/checkout-url.ts'

/** On a server there are no elements: there the class is never used, but its file must load. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

const style = `
  button { font: inherit; padding: .7em 1.4em; border: 0; border-radius: .5em; cursor: pointer;
    background: var(--stablegate-button, #0b6e4f); color: var(--stablegate-button-text, #fff) }
  button:disabled { opacity: .6; cursor: default }
  button:focus-visible { outline: 3px solid #7fb8ff; outline-offset: 2px }
`
/** After these nothing more is awaited from the customer here. */
const ended = new Set(['settled', 'expired', 'cancelled', 'refunded', 'resolved'])

/**
 * `<stablegate-pay base-url="https://pay.example" create-url="/api/pay">Pay</stablegate-pay>`: a click
 * asks your server for a payment (POST, answer `{ "payment": "pay_..." }`), or takes the attribute
 * `payment`, and opens its checkout in a tab. It tells each change by the event
 * `stablegate-status` with `{ payment, status }`. That is for the page to look at: only the webhook
 * tells your server that money came.
 */
export class PayButton extends Base {
  #button: HTMLButtonElement | undefined
  #watching: AbortController | undefined

  connectedCallback(): void {
    if (this.shadowRoot) return
    const root = this.attachShadow({ mode: 'open' })
    const sheet = document.createElement('style')
    sheet.textContent = style
    const button = document.createElement('button')
    button.type = 'button'
    button.setAttribute('part', 'button')
    button.append(document.createElement('slot'))
    button.addEventListener('click', () => void this.#pay(button))
    root.append(sheet, button)
    this.#button = button
  }

  disconnectedCallback(): void {
    this.#watching?.abort()
  }

  async #pay(button: HTMLButtonElement): Promise<void> {
    button.disabled = true
    // Opened within the click, or the browser takes it for an advertisement; no page gets a hold of another.
    const tab = globalThis.open('', '_blank')
    if (tab) tab.opener = null
    try {
      const payment = this.getAttribute('payment') ?? await this.#create()
      const url = checkoutUrl(this.#attribute('base-url'), payment)
      if (tab) tab.location.href = url
      else globalThis.location.assign(url)
      void this.#watch(payment)
    } catch (error) {
      tab?.close()
      this.dispatchEvent(new CustomEvent('stablegate-error', { detail: { error }, bubbles: true }))
    } finally {
      button.disabled = false
    }
  }

  #attribute(name: string): string {
    const value = this.getAttribute(name)
    if (value === null || value === '') throw new TypeError(`stablegate-pay needs the attribute ${name}`)
    return value
  }

  async #create(): Promise<string> {
    const response = await fetch(this.#attribute('create-url'), { method: 'POST' })
    const { payment } = (response.ok ? await response.json() : {}) as { readonly payment?: unknown }
    if (typeof payment !== 'string') throw new TypeError('create-url answers { "payment": "pay_..." }')
    // A second click is about the same payment.
    this.setAttribute('payment', payment)
    return payment
  }

  async #watch(payment: string): Promise<void> {
    this.#watching?.abort()
    const watching = new AbortController()
    this.#watching = watching
    try {
      const checkout = new Checkout({ baseUrl: this.#attribute('base-url'), payment })
      for await (const { status } of checkout.watch({ signal: watching.signal })) {
        this.dispatchEvent(new CustomEvent('stablegate-status', { detail: { payment, status }, bubbles: true }))
        if (!ended.has(status)) continue
        if (status === 'settled' && this.#button) this.#button.disabled = true
        return
      }
    } catch (error) {
      if (watching.signal.aborted) return
      this.dispatchEvent(new CustomEvent('stablegate-error', { detail: { error }, bubbles: true }))
    }
  }
}
