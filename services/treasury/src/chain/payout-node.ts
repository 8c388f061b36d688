import { accountOf, nodeKeyOf } from '@stablegate/tron'
import { Agent, request, type Dispatcher } from 'undici'

type Json = Readonly<Record<string, unknown>>

/** What a node says to bytes it was handed. Nothing that is said is final: only blocks are. */
export type BroadcastAnswer = { readonly code: string; readonly message: string }
export type Simulated = { readonly energy: number; readonly reverted: boolean; readonly result: string }
/** In sun: for a unit of energy, for a byte, and for what makes an address an account. */
export type Prices = { readonly energySun: number; readonly bandwidthSun: number; readonly activationSun: number }
export type Resources = {
  readonly energyLeft: number; readonly bandwidthLeft: number; readonly totalEnergy: number; readonly totalStakeTrx: number
}
export type HeadBlock = { readonly number: number; readonly hash: string; readonly atMs: number }

export type PayoutNodeOptions = {
  readonly urls: readonly string[]
  readonly apiKey?: string | undefined
  readonly timeoutMs: number
}

/** As `ResourceCode` of the network numbers it. */
const energyResource = 1
const maxAnswerBytes = 1024 * 1024
const textOf = (hex: unknown): string => Buffer.from(String(hex ?? ''), 'hex').toString('utf8').slice(0, 200)

/** What payouts need of a chain's nodes. A question goes to the first that answers, bytes go to all. */
export class PayoutNodes {
  readonly #options: PayoutNodeOptions
  readonly #dispatcher: Dispatcher

  constructor(options: PayoutNodeOptions) {
    this.#options = options
    const { timeoutMs } = options
    this.#dispatcher = new Agent({
      headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs }, maxResponseSize: maxAnswerBytes,
    })
  }

  async head(signal: AbortSignal): Promise<HeadBlock> {
    const answer = await this.#ask('wallet/getblock', { detail: false }, signal)
    const header = (answer['block_header'] as Json | undefined)?.['raw_data'] as Json | undefined
    const [number, atMs, hash] = [header?.['number'], header?.['timestamp'], answer['blockID']]
    if (typeof number !== 'number' || typeof atMs !== 'number' || typeof hash !== 'string' || hash.length !== 64) {
      throw new Error('a node gave no head block')
    }
    return { number, atMs, hash }
  }

  /** What a call would cost and give, as things stand; nothing is sent. */
  async simulate(owner: string, contract: string, data: string, signal: AbortSignal): Promise<Simulated> {
    const answer = await this.#ask('wallet/triggerconstantcontract', {
      owner_address: `41${accountOf(owner)}`, contract_address: `41${accountOf(contract)}`, data,
    }, signal)
    const { energy_used: used, constant_result: results, result } = answer as {
      readonly energy_used?: unknown; readonly constant_result?: readonly unknown[]; readonly result?: Json
    }
    if (result?.['result'] !== true) throw new Error(`a node simulates nothing: ${textOf(result?.['message'])}`)
    return {
      energy: Number(used ?? 0), reverted: result['message'] !== undefined, result: String(results?.[0] ?? ''),
    }
  }

  /** What the network asks for things, as its parameters say today. */
  async prices(signal: AbortSignal): Promise<Prices> {
    const { chainParameter } = await this.#ask('wallet/getchainparameters', {}, signal) as {
      readonly chainParameter?: readonly { readonly key: string; readonly value?: number }[]
    }
    const priceOf = (name: string): number => {
      const found = chainParameter?.find(({ key }) => key === name)
      if (found === undefined) throw new Error(`a node names no ${name}`)
      // The network leaves out a value of 0.
      return found.value ?? 0
    }
    return {
      energySun: priceOf('getEnergyFee'), bandwidthSun: priceOf('getTransactionFee'),
      activationSun: priceOf('getCreateNewAccountFeeInSystemContract') + priceOf('getCreateAccountFee'),
    }
  }

  /** Energy and bandwidth that an account has left now, and what the network's stake gives; no account has none. */
  async resources(address: string, signal: AbortSignal): Promise<Resources> {
    const answer = await this.#ask('wallet/getaccountresource', { address: `41${accountOf(address)}` }, signal)
    const count = (name: string): number => Number(answer[name] ?? 0)
    const left = (limit: string, used: string): number => Math.max(0, count(limit) - count(used))
    return {
      energyLeft: left('EnergyLimit', 'EnergyUsed'),
      // A transaction takes the one or the other, never a part of each.
      bandwidthLeft: Math.max(left('freeNetLimit', 'freeNetUsed'), left('NetLimit', 'NetUsed')),
      totalEnergy: count('TotalEnergyLimit'), totalStakeTrx: count('TotalEnergyWeight'),
    }
  }

  /** Own stake, in sun, whose energy an account may lend now. */
  async lendableSun(address: string, signal: AbortSignal): Promise<number> {
    const answer = await this.#ask(
      'wallet/getcandelegatedmaxsize', { owner_address: `41${accountOf(address)}`, type: energyResource }, signal)
    return Number(answer['max_size'] ?? 0)
  }

  async isContract(address: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#ask('wallet/getcontract', { value: `41${accountOf(address)}` }, signal)
    return Object.keys(answer).length > 0
  }

  /** TRX of an account in sun; undefined where it was never activated. */
  async balanceSun(address: string, signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.#ask('wallet/getaccount', { address: `41${accountOf(address)}` }, signal)
    return answer['address'] === undefined ? undefined : Number(answer['balance'] ?? 0)
  }

  /** Hands the same bytes to every node; whatever they say, somebody looks for them on chain. */
  async broadcast(signed: string, signal: AbortSignal): Promise<readonly BroadcastAnswer[]> {
    return Promise.all(this.#options.urls.map(async (url) => {
      try {
        const answer = await this.#post(url, 'wallet/broadcasthex', { transaction: signed }, signal)
        return answer['result'] === true
          ? { code: 'SUCCESS', message: '' }
          : { code: String(answer['code'] ?? 'UNCLEAR'), message: String(answer['message'] ?? '').slice(0, 200) }
      } catch (error) {
        return { code: 'NO_ANSWER', message: error instanceof Error ? error.message : String(error) }
      }
    }))
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }

  async #ask(path: string, body: object, signal: AbortSignal): Promise<Json> {
    let last: unknown
    for (const url of this.#options.urls) {
      try {
        return await this.#post(url, path, body, signal)
      } catch (error) {
        signal.throwIfAborted()
        last = error
      }
    }
    throw new Error(`no node answers ${path}`, { cause: last })
  }

  async #post(url: string, path: string, body: object, signal: AbortSignal): Promise<Json> {
    const { timeoutMs } = this.#options
    const apiKey = nodeKeyOf(this.#options.apiKey, url)
    const { statusCode, body: answer } = await request(`${url.replace(/\/$/, '')}/${path}`, {
      method: 'POST', dispatcher: this.#dispatcher, body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { 'tron-pro-api-key': apiKey }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await answer.text()
    if (statusCode !== 200) throw new Error(`${path}: status ${statusCode}`)
    const json = JSON.parse(text) as unknown
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error(`${path}: no object`)
    if ('Error' in json) throw new Error(`${path}: ${String(json.Error).slice(0, 200)}`)
    return json as Json
  }
}
