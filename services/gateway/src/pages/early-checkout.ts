import type { FastifyRequest } from 'fastify'
import type { Pipeline } from '../http/pipeline.ts'
import type { Route } from '../http/route.ts'

type Money = { readonly amount: string; readonly currency: string }

/** As much of the checkout's answer as is drawn before any script has come. */
export type EarlyView = {
  readonly livemode: boolean
  readonly state: string
  readonly paid_to: string
  readonly brand: { readonly name: string | null }
  readonly amount: Money
  readonly description: string | null
}

/** What everybody who has the link is told, taken along with the page. */
export type Early = { readonly view: EarlyView; readonly options?: readonly unknown[] }

export type ReadEarly = (request: FastifyRequest) => Promise<Early | undefined>

/** The page goes without what takes longer: it asks itself then. */
const patienceMs = 400

const choosing: ReadonlySet<string> = new Set(['open', 'onchain_offered'])

const named = (routes: readonly Route[], operation: string): Route => {
  const route = routes.find((one) => one.operation === operation)
  if (route === undefined) throw new Error(`there is no operation ${operation}`)
  return route
}

/**
 * Asks the API what the page of a payment will ask first, as somebody unknown: the cookie and key of
 * the request are left out, so that nothing of one person ends in the page of another. Costs the
 * caller's budget as if the page had asked.
 */
export const readEarly = (pipeline: Pick<Pipeline, 'run'>, routes: readonly Route[]): ReadEarly => {
  const [checkout, listOptions] = [named(routes, 'getCheckout'), named(routes, 'listOptions')]
  const ask = async (route: Route, { ip, url, params }: FastifyRequest): Promise<unknown> => {
    const { status, body } = await pipeline.run(route, { headers: {}, ip, url, params, query: {}, body: undefined })
    return status === 200 ? JSON.parse(body.toString()) : undefined
  }
  const read = async (request: FastifyRequest): Promise<Early | undefined> => {
    const view = await ask(checkout, request) as EarlyView | undefined
    if (view === undefined || !choosing.has(view.state)) return view && { view }
    const options = await ask(listOptions, request) as { readonly data: readonly unknown[] } | undefined
    return { view, ...(options === undefined ? {} : { options: options.data }) }
  }
  return async (request) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), patienceMs) })
    try {
      return await Promise.race([read(request), late])
    } finally {
      clearTimeout(timer)
    }
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? '')

/** As both languages of the pages group it; the script formats it anew. */
const amountText = ({ amount, currency }: Money): string => {
  const [whole = '', fraction = ''] = amount.split('.')
  const decimals = currency === 'USDT' ? fraction.replace(/0{1,4}$/, '') : fraction
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${decimals === '' ? '' : `.${decimals}`}`
}

const headOf = ({ paid_to: paidTo, brand, amount, description }: EarlyView): string => [
  `<p class="whom">${escaped(brand.name ?? paidTo)}</p>`,
  `<p class="sum">${escaped(amountText(amount))} <span>${escaped(amount.currency)}</span></p>`,
  ...(description === null ? [] : [`<p class="what">${escaped(description)}</p>`]),
].join('')

const marks = { test: '<!--test-->', head: '<!--head-->', data: '<div id="root"' } as const

/** Draws the whole page of a payment that is open; see `services/console/src/checkout/server.tsx`. */
export type DrawCheckout = (early: Early, language: 'en' | 'zh') => string

/** As the page itself chooses: by what the browser likes best. */
export const languageOf = (accepted: string | undefined): 'en' | 'zh' =>
  (accepted?.trim().toLowerCase().startsWith('zh') === true ? 'zh' : 'en')

/**
 * The page with who is paid and how much already in it, so that a slow phone shows it before the
 * script has come; the whole answer stands beside it for the script to begin with.
 */
export const drawn = (html: string, early: Early): string => html
  .replace(marks.data, () => `${marks.data} data-early="${escaped(JSON.stringify(early))}"`)
  .replace(marks.test, () => (early.view.livemode ? '' : '<p class="test">&nbsp;</p>'))
  .replace(marks.head, () => headOf(early.view))

/**
 * The same with the ways to pay drawn too: they can be pressed before the script has come. The script
 * takes it over as it stands, so the page is exactly what `draw` answered.
 */
export const drawnWhole = (html: string, early: Early, draw: DrawCheckout, language: 'en' | 'zh'): string => html
  .replace(/<!--page-->[^]*<!--\/page-->/, () => draw(early, language))
  .replace(marks.data, () => `${marks.data} data-drawn="${language}" data-early="${escaped(JSON.stringify(early))}"`)
  .replace('<html lang="en">', () => `<html lang="${language === 'zh' ? 'zh-Hans' : 'en'}">`)

/** Nobody chose yet, and what can be chosen is known. */
export const isWhole = ({ view, options }: Early): boolean => view.state === 'open' && options !== undefined
