import { accountOf, nodeKeyOf } from '@stablegate/tron'

/** What a node says of our addresses at one solid block. */
export interface SolidBalances {
  /** Its host: paths may hold keys. */
  readonly name: string
  /** Number of the last solid block. */
  solidNumber(signal: AbortSignal): Promise<number>
  /** What the token's contract says an address holds, in the solid state of that moment. */
  balanceMicro(address: string, signal: AbortSignal): Promise<bigint>
}

const timeoutMs = 10_000

type Json = Readonly<Record<string, unknown>>

/** A TRON node over HTTP, its solid side. Answers that are no answer throw. */
export class NodeBalances implements SolidBalances {
  readonly name: string
  readonly #url: string
  readonly #token: string
  readonly #headers: Readonly<Record<string, string>>

  constructor(url: string, token: string, keys: string | undefined) {
    this.name = new URL(url).host
    const apiKey = nodeKeyOf(keys, url)
    this.#url = url.replace(/\/$/, '')
    this.#token = `41${accountOf(token)}`
    this.#headers = { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { 'tron-pro-api-key': apiKey }) }
  }

  async solidNumber(signal: AbortSignal): Promise<number> {
    const { block_header: header } = await this.#ask('getblock', { detail: false }, signal)
    const number = ((header as Json | undefined)?.['raw_data'] as Json | undefined)?.['number']
    if (typeof number !== 'number') throw new Error('the node names no solid block')
    return number
  }

  async balanceMicro(address: string, signal: AbortSignal): Promise<bigint> {
    const account = accountOf(address)
    const { result, constant_result: words } = await this.#ask('triggerconstantcontract', {
      owner_address: `41${account}`, contract_address: this.#token, function_selector: 'balanceOf(address)',
      parameter: account.padStart(64, '0'),
    }, signal)
    const word: unknown = Array.isArray(words) ? words[0] : undefined
    if ((result as Json | undefined)?.['result'] !== true || typeof word !== 'string' || !/^[0-9a-f]{64}$/.test(word)) {
      throw new Error(`the node does not tell what ${address} holds`)
    }
    return BigInt(`0x${word}`)
  }

  async #ask(path: string, body: object, signal: AbortSignal): Promise<Json> {
    const response = await fetch(`${this.#url}/walletsolidity/${path}`, {
      method: 'POST', headers: this.#headers, body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    if (response.status !== 200) throw new Error(`${path}: status ${response.status}`)
    const answer = await response.json() as Json
    if (typeof answer !== 'object' || answer === null || 'Error' in answer) {
      throw new Error(`${path}: ${JSON.stringify(answer).slice(0, 200)}`)
    }
    return answer
  }
}
