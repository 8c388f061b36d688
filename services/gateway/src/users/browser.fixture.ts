import { createHmac, randomUUID } from 'node:crypto'

export type PageAnswer = { readonly status: number; readonly code: string | undefined; readonly body: Record<string,
  unknown>; readonly headers: Headers }

/** The code of an authenticator (RFC 6238) with a base32 secret, `steps` of 30 s from now. */
export const totpCode = (secret: string, steps = 0): string => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Array.from(secret).map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** A browser as far as sessions go: keeps cookies, and bears the token that the page was given. */
export class PageBrowser {
  readonly #base: string
  readonly cookies = new Map<string, string>()
  csrf: string | undefined

  constructor(base: string) {
    this.#base = base
  }

  async call(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<PageAnswer> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        origin: this.#base, 'sec-fetch-site': 'same-origin',
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(method === 'POST' ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
        ...(method === 'POST' && this.csrf !== undefined ? { 'x-csrf-token': this.csrf } : {}),
        ...headers,
      },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const answered = JSON.parse(await response.text() || '{}') as Record<string, unknown>
    if (typeof answered['csrf'] === 'string') this.csrf = answered['csrf']
    const code = answered['code']
    return { status: response.status, code: typeof code === 'string' ? code : undefined, body: answered, headers: response.headers }
  }

  get(path: string, headers?: Record<string, string>): Promise<PageAnswer> {
    return this.call('GET', path, undefined, headers)
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<PageAnswer> {
    return this.call('POST', path, body, headers)
  }
}
