import { parse, stringify, type Json, type JsonObject } from '../codec/json.ts'
import { hexOfText } from '../codec/hex.ts'
import { transactionFromHex, transactionFromJson } from '../codec/transaction.ts'
import type { Chain } from '../chain/chain.ts'
import type { Queue } from '../chain/queue.ts'
import type { Tvm } from '../tvm/tvm.ts'
import { accountEndpoints } from './accounts.ts'
import { assetEndpoints } from './assets.ts'
import { blockEndpoints } from './blocks.ts'
import { broadcastEndpoints } from './broadcast.ts'
import { builderEndpoints } from './builders.ts'
import type { Fault, Faults } from './faults.ts'
import { BadQuery, eventsAnswer } from './event-api.ts'
import { machineEndpoints } from './machine.ts'
import { networkEndpoints } from './network.ts'
import { errorAnswer, flagOf, objectOf, type Endpoint } from './request.ts'
import { View, type Standing } from './view.ts'

export type ApiRequest = {
  readonly method: 'GET' | 'POST'
  /** Without the leading slash: `wallet/getnowblock`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly text: string
  /** Scheme and host by which the client came; absent where there is no socket. */
  readonly origin?: string
}

/** An answer, or none where a fault cuts the line. */
export type ApiAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly type: string; readonly text: string }
  | { readonly kind: 'cut' }

const answer = (status: number, type: string, text: string): ApiAnswer => ({ kind: 'answer', status, type, text })
const json = (value: Json): ApiAnswer => answer(200, 'application/json', stringify(value))

const html = (status: number, title: string): ApiAnswer =>
  answer(status, 'text/html;charset=iso-8859-1',
    `<html>\n<head>\n<title>Error ${status} ${title}</title>\n</head>\n<body><h2>HTTP ERROR ${status} ${title}</h2></body>\n</html>\n`)

export const wrongVerb = (method = ''): ApiAnswer => html(405, `HTTP method ${method} is not supported by this URL`)

const refusals = {
  403: answer(403, 'application/json',
    '{"Error":"The key exceeds the frequency limit(30), and the query server is suspended for 30s"}'),
  429: html(429, 'Too Many Requests'),
  503: html(503, 'Service Temporarily Unavailable'),
} as const

const fixedMessages: Readonly<Record<string, string>> = {
  SERVER_BUSY: 'Server busy.',
  NO_CONNECTION: 'No connection.',
  NOT_ENOUGH_EFFECTIVE_CONNECTION: 'Not enough effective connection.',
  BLOCK_UNSOLIDIFIED: 'Block unsolidified.',
  OTHER_ERROR: 'Other error : ',
}

const find = <Kind extends Fault['kind']>(faults: readonly Fault[], kind: Kind): Extract<Fault, { kind: Kind }> | undefined =>
  faults.find((fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind)

const bigAsText = (value: Json): Json => {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return (value as readonly Json[]).map(bigAsText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inner === undefined ? undefined : bigAsText(inner)]))
}

const postOnly = new Set(['broadcasttransaction', 'broadcasthex', 'deploycontract', 'triggersmartcontract'])
const isBroadcast = (name: string): boolean => name === 'broadcasttransaction' || name === 'broadcasthex'

/** One node's answers to its HTTP paths, apart from sockets. */
export class Api {
  readonly #chain: Chain
  readonly #queue: Queue
  readonly #endpoints: Readonly<Record<string, Endpoint>>
  readonly faults: Faults
  standing: () => Standing

  constructor(chain: Chain, tvm: Tvm, queue: Queue, faults: Faults, standing: () => Standing) {
    this.#chain = chain
    this.#queue = queue
    this.faults = faults
    this.standing = standing
    this.#endpoints = {
      ...blockEndpoints, ...accountEndpoints, ...broadcastEndpoints, ...builderEndpoints, ...machineEndpoints(tvm),
      ...networkEndpoints, ...assetEndpoints,
    }
  }

  async handle(request: ApiRequest): Promise<ApiAnswer> {
    if (request.path === 'healthcheck') return json({ ok: true })
    const [prefix, name = '', ...more] = request.path.toLowerCase().split('/')
    if (prefix === 'v1') {
      if (request.method !== 'GET') return wrongVerb(request.method)
      return this.#underFaults(request, (standing) => this.#events(request, standing))
    }
    const endpoint = this.#endpoints[name]
    if ((prefix !== 'wallet' && prefix !== 'walletsolidity') || endpoint === undefined || more.length > 0) {
      return html(404, 'Not Found')
    }
    const isSolidity = prefix === 'walletsolidity'
    if (isSolidity && endpoint.serves === 'full') return html(405, 'HTTP method is not supported by this URL')
    if (request.method === 'GET' && postOnly.has(name)) return wrongVerb('GET')
    return this.#underFaults(request, (standing, faults) => this.#ask(request, name, endpoint, isSolidity, standing, faults))
  }

  /** Runs the answer of an endpoint, unless a fault takes its place, as of what the faults let it see. */
  async #underFaults(
    request: ApiRequest, answering: (seen: Standing, faults: readonly Fault[]) => Promise<ApiAnswer>,
  ): Promise<ApiAnswer> {
    const faults = this.faults.striking(request.path)
    const slow = find(faults, 'slow')
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.delayMs))
    const status = find(faults, 'status')
    if (status !== undefined) return refusals[status.status]
    if (find(faults, 'drop-request') !== undefined) return { kind: 'cut' }
    if (find(faults, 'empty') !== undefined) return json({})
    const older = find(faults, 'older')?.blocks ?? 0
    const late = find(faults, 'late-infos')?.blocks ?? 0
    const given = await this.#queue.run(() => {
      const standing = this.standing()
      const seen = { ...standing, lagBlocks: standing.lagBlocks + older, lateInfoBlocks: standing.lateInfoBlocks + late }
      return answering(seen, faults)
    })
    return find(faults, 'drop-answer') === undefined ? given : { kind: 'cut' }
  }

  async #ask(
    request: ApiRequest, name: string, endpoint: Endpoint, isSolidity: boolean, seen: Standing, faults: readonly Fault[],
  ): Promise<ApiAnswer> {
    const reject = isBroadcast(name) ? find(faults, 'reject') : undefined
    const isLost = isBroadcast(name) && find(faults, 'lose-broadcast') !== undefined
    try {
      const body = bodyOf(request)
      const isVisible = flagOf(body['visible'])
      if (reject !== undefined) return json(rejected(reject, body, name, isVisible))
      const value = await endpoint.answer({ view: new View(this.#chain, isSolidity, seen), body, isVisible })
      if (isLost) await this.#chain.forget(idOf(body, name, isVisible))
      return json(flagOf(request.query.get('int64_as_string') ?? false) ? bigAsText(value) : value)
    } catch (error) {
      return json(errorAnswer(error))
    }
  }

  /** The event plugin: its errors have a status, unlike the node's own. */
  async #events({ path, query, origin = '' }: ApiRequest, seen: Standing): Promise<ApiAnswer> {
    try {
      const [head, solid] = [new View(this.#chain, false, seen), new View(this.#chain, true, seen)]
      const given = eventsAnswer({ path, query, origin }, head, solid)
      return given === undefined ? html(404, 'Not Found') : json(given)
    } catch (error) {
      if (!(error instanceof BadQuery)) throw error
      return answer(400, 'application/json', stringify({ success: false, error: error.message, statusCode: 400 }))
    }
  }
}

const bodyOf = (request: ApiRequest): JsonObject => {
  const query = Object.fromEntries(request.query)
  if (request.text.trim() === '') return query
  let body: Json
  try {
    body = parse(request.text)
  } catch {
    throw Object.assign(new Error(`syntax error, pos 1, line 1, column 2${request.text.slice(0, 40)}`), {
      javaClass: 'com.alibaba.fastjson.JSONException',
    })
  }
  return { ...query, ...objectOf(body) }
}

const idOf = (body: JsonObject, name: string, isVisible: boolean): string =>
  (name === 'broadcasthex' ? transactionFromHex(String(body['transaction'] ?? '')) : transactionFromJson(body, isVisible)).id

const rejected = (fault: Extract<Fault, { kind: 'reject' }>, body: JsonObject, name: string, isVisible: boolean): Json => {
  const message = fault.message ?? fixedMessages[fault.code] ?? fault.code
  const txid = idOf(body, name, isVisible)
  return name === 'broadcasthex'
    ? { result: false, code: fault.code, txid, message }
    : { code: fault.code, txid, message: hexOfText(message) }
}
