import type { IncomingMessage } from 'node:http'
import { base58Of } from '../codec/address.ts'
import { integerOf, isObject, parse, stringify, type Json, type JsonObject } from '../codec/json.ts'
import type { FaultRule } from './faults.ts'
import type { ApiAnswer, ApiRequest } from './api.ts'
import type { Sandbox } from '../sandbox.ts'

// The sandbox's own controls over HTTP: for programs in another process than the sandbox's.

const answer = (status: number, value: Json): ApiAnswer =>
  ({ kind: 'answer', status, type: 'application/json', text: stringify(value) })

const count = (body: JsonObject, name: string, otherwise: number): number =>
  body[name] === undefined ? otherwise : Number(integerOf(body[name] ?? 0))

const state = (sandbox: Sandbox): Json => ({
  head: sandbox.headNumber,
  headId: sandbox.headId,
  solid: sandbox.solidNumber,
  pending: sandbox.pendingIds,
  token: base58Of(sandbox.token.address),
  faucet: base58Of(sandbox.bank.address),
  faults: sandbox.faults.list() as unknown as Json,
})

type Control = (sandbox: Sandbox, body: JsonObject) => Json | Promise<Json>

const controls: Readonly<Record<string, Control>> = {
  state,
  mine: async (sandbox, body) => {
    await sandbox.mine(count(body, 'blocks', 1), { missedSlots: count(body, 'missedSlots', 0) })
    return state(sandbox)
  },
  fork: async (sandbox, body) => {
    const depth = count(body, 'depth', 1)
    const { orphanedIds } = await sandbox.fork({
      depth,
      length: count(body, 'length', depth + 1),
      delayBlocks: count(body, 'delayBlocks', 0),
      lost: Array.isArray(body['lost']) ? body['lost'].map(String) : [],
    })
    return { orphaned: orphanedIds, head: sandbox.headNumber }
  },
  faucet: async (sandbox, body) => {
    const amounts = {
      ...(body['trxSun'] === undefined ? {} : { trxSun: integerOf(body['trxSun'] ?? 0) }),
      ...(body['usdtMicro'] === undefined ? {} : { usdtMicro: integerOf(body['usdtMicro'] ?? 0) }),
    }
    const address = String(body['address'] ?? '')
    const { id } = body
    return { txids: await (typeof id === 'string' ? sandbox.faucetOnce(id, address, amounts) : sandbox.faucet(address, amounts)) }
  },
  clock: (sandbox, body) => {
    sandbox.moveTime(count(body, 'aheadMs', 0))
    return state(sandbox)
  },
  faults: (sandbox, body) => {
    sandbox.faults.add(body as unknown as FaultRule)
    return state(sandbox)
  },
  clear: (sandbox) => {
    sandbox.faults.clear()
    sandbox.lag(0)
    sandbox.thaw()
    sandbox.witnessesDown(0)
    return state(sandbox)
  },
  lag: (sandbox, body) => {
    sandbox.lag(count(body, 'blocks', 0))
    return state(sandbox)
  },
  freeze: (sandbox) => {
    sandbox.freeze()
    return state(sandbox)
  },
  thaw: (sandbox) => {
    sandbox.thaw()
    return state(sandbox)
  },
  witnesses: (sandbox, body) => {
    sandbox.witnessesDown(count(body, 'down', 0))
    return state(sandbox)
  },
}

const isLoopback = (address: string | undefined): boolean =>
  address === '::1' || address?.replace(/^::ffff:/, '').startsWith('127.') === true

/** Only from this machine, and never from a web page, whose requests tell their origin. */
const isAllowed = (incoming: IncomingMessage): boolean =>
  isLoopback(incoming.socket.remoteAddress) && incoming.headers.origin === undefined

export const handleAdmin = async (sandbox: Sandbox, request: ApiRequest, incoming: IncomingMessage): Promise<ApiAnswer> => {
  if (!isAllowed(incoming)) return answer(403, { error: 'only from this machine' })
  const control = controls[request.path.slice('admin/'.length)]
  if (control === undefined) return answer(404, { error: `there are ${Object.keys(controls).join(', ')}` })
  try {
    const body = request.text === '' ? {} : parse(request.text)
    if (!isObject(body)) return answer(400, { error: 'the body is a JSON object' })
    return answer(200, await control(sandbox, body))
  } catch (error) {
    return answer(400, { error: error instanceof Error ? error.message : String(error) })
  }
}
