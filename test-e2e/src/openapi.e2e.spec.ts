import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileTexts, hostileValues, operationsOf, valueOf, type Operation } from './openapi-values.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { fiat, operatorKeys, textOf, World, type Acceptor, type Merchant } from './world.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40)])
const password = 'a password of twelve'
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** Where a request comes from: a key, a browser that signed in, or nobody. */
type Credentials = { readonly name: string; readonly roles: readonly string[]; readonly headers: Readonly<Record<string, string>> }

let system: LocalSystem
let world: World
let operations: readonly Operation[]
let victim: { readonly merchant: Merchant; readonly acceptor: Acceptor }
/** Things of the victims, by the prefix of their ids. */
let victims: Readonly<Record<string, string>>
let thieves: readonly Credentials[]
let everybody: readonly Credentials[]

const totp = (): string => {
  const bits = Array.from(totpSecret).map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const byKey = (name: string, role: string, key: string): Credentials =>
  ({ name, roles: [role], headers: { authorization: `Bearer ${key}` } })

const pageCookies = (response: Response): string =>
  response.headers.getSetCookie().filter((line) => !/max-age=0/i.test(line)).map((line) => line.split(';')[0]).join('; ')

/** Somebody who signed in with both factors. */
const personOf = async (userRole: string, role: string, holder?: string): Promise<Credentials> => {
  const email = `${randomUUID()}@example.com`
  await world.operate('/v1/test_users', { email, name: 'P', password, totp_secret: totpSecret, role: userRole,
    ...(holder ? { holder } : {}) })
  const post = (path: string, body: object, cookie = ''): Promise<Response> => fetch(`${system.url}${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
  })
  const challenged = await post('/v1/session', { email, password })
  const signedIn = await post('/v1/session/code', { code: totp() }, pageCookies(challenged))
  const { csrf } = await signedIn.json() as { readonly csrf: string }
  return { name: userRole, roles: [role], headers: { cookie: pageCookies(signedIn), 'x-csrf-token': csrf } }
}

const acceptorOf = (name: string): Promise<Acceptor> => world.acceptor({
  name, owner: `owner-${name}`, currency: 'CNY', method: 'alipay', funds: '20000', bond: '500', price: '7.30', min: '100.00',
    max: '50000.00',
})

beforeAll(async () => {
  system = await startLocalSystem({ name: 'openapi', fsync: false, testMode: true })
  world = new World(system.url)
  const [merchant, otherMerchant] = await Promise.all([world.merchant({ name: 'Victim' }), world.merchant({ name: 'Thief' })])
  const acceptor = await acceptorOf('victim')
  const { api } = world
  const payment = textOf(await api.post('/v1/payments', { reference: 'v-1', amount: fiat('720.00', 'CNY') }, { key: merchant.key }), 'id')
  await world.withNewKey(() => api.post(`/v1/checkout/${payment}/choose`, { currency: 'CNY', method: 'alipay',
    payer: { name: 'Li', account_tail: '1' } }))
  const order = textOf(await world.order(acceptor, payment, 'offered'), 'id')
  await api.post(`/v1/orders/${order}/accept`, {}, { key: acceptor.key })
  await world.order(acceptor, payment, 'awaiting_payment')
  const endpoint = textOf(await api.post('/v1/webhook_endpoints', { url: 'https://example.com/hook' }, { key: merchant.key }), 'id')
  const user = textOf(await world.operate('/v1/test_users', {
    email: `${randomUUID()}@example.com`, name: 'V', password, role: 'merchant_owner', holder: merchant.id,
  }), 'id')
  const firstId = (body: Record<string, unknown>): string => textOf((body['data'] as Record<string, unknown>[])[0] ?? {}, 'id')
  // Online only after the victim has its order, so that it is not this one's.
  const otherAcceptor = await acceptorOf('thief')
  victim = { merchant, acceptor }
  victims = {
    mer: merchant.id, acc: acceptor.id, pay: payment, ord: order, whe: endpoint, usr: user, pac: acceptor.account,
    key: firstId(await api.get('/v1/keys', { key: merchant.key })), quo: firstId(await api.get('/v1/acceptor/quotes',
      { key: acceptor.key })),
  }
  operations = operationsOf(await api.get('/v1/openapi.json') as never)
  thieves = [
    byKey('merchant key', 'merchant', otherMerchant.key), byKey('acceptor key', 'acceptor', otherAcceptor.key),
    byKey('stranger\'s session', 'session', `cs_test_${'a'.repeat(43)}`),
    ...await Promise.all([
      personOf('merchant_owner', 'merchant', otherMerchant.id), personOf('merchant_viewer', 'merchant', otherMerchant.id),
      personOf('acceptor_owner', 'acceptor', otherAcceptor.id), personOf('acceptor_agent', 'acceptor', otherAcceptor.id),
      personOf('agent_owner', 'agent', 'agt_thief'), personOf('accountant', 'accountant'), personOf('auditor', 'auditor'),
    ]),
  ]
  everybody = [...thieves, byKey('operator key', 'operator', operatorKeys.ann), await personOf('operator_support', 'operator'),
    { name: 'nobody', roles: [], headers: {} }]
})
afterAll(() => system?.stop())

type Asked = { readonly path?: string; readonly query?: string; readonly body?: unknown }
type Answer = { readonly status: number; readonly type: string; readonly text: string }

const pathWith = ({ path, parameters }: Operation, ids: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {}
    return encodeURIComponent(String(valueOf(schema, ids)))
  })

const bodyOf = ({ method, bodyType }: Operation, value: unknown): Pick<RequestInit, 'body'> => {
  if (method === 'get') return {}
  return { body: bodyType?.startsWith('image/') ? png : JSON.stringify(value ?? {}) }
}

const call = async (operation: Operation, { headers }: Credentials, asked: Asked = {}): Promise<Answer> => {
  const { method, bodyType } = operation
  const query = asked.query ?? (bodyType?.startsWith('image/') ? 'kind=statement' : '')
  const response = await fetch(`${system.url}${asked.path ?? pathWith(operation, victims)}${query === '' ? '' : `?${query}`}`, {
    method: method.toUpperCase(),
    headers: {
      ...(method === 'post' ? { 'content-type': bodyType ?? 'application/json', 'idempotency-key': `${randomUUID()}` } : {}), ...headers,
    },
    ...bodyOf(operation, 'body' in asked ? asked.body : operation.body && valueOf(operation.body, victims)),
  })
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() }
}

/** Runs with some at a time; whole systems are slow enough. */
const inTurns = async <Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> => {
  const waiting = [...items]
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item)
  }))
}

/** Quotes are named by their acceptor alone: another's id is a name for one of one's own. */
const ownNames = new Set(['replaceQuote', 'removeQuote'])

const streamsOfVictims = (): Promise<readonly number[]> => Promise.all([
  `order.payment-${victims['pay']}`, `gateway.merchant-${victims['mer']}`, `gateway.key-${victims['key']}`,
    `gateway.user-${victims['usr']}`,
  `acceptor.acceptor-${victims['acc']}`, `notifier.endpoint-${victims['whe']}`,
].map(async (stream) => (await system.running.context('gateway').events.readStream(stream, 0)).length))

describe('what belongs to others', () => {
  it('is out of reach of every role at every operation, and nothing of it changes', async () => {
    const before = await streamsOfVictims()
    expect(before.every((length) => length > 0)).toBe(true)
    const reached: string[] = []
    const about = operations.filter(({ path }) => /\{(payment|order|merchant|acceptor|key|account|quote|endpoint|user|refund|payout|evidence)\}/.test(path))
    expect(about.length).toBeGreaterThan(60)
    const tries = about.flatMap((operation) => thieves.map((thief) => ({ operation, thief })))
    await inTurns(tries, async ({ operation, thief }) => {
      const isReader = thief.roles.some((role) => ['accountant',
        'auditor'].includes(role)) && operation.roles.includes(thief.roles[0] ?? '')
      const isPublic = operation.roles.includes('public')
      if (isReader || (isPublic && operation.method === 'get') || ownNames.has(operation.id)) return
      const { status, text } = await call(operation, thief)
      const isRefused = [401, 403, 404, 422].includes(status) || (status === 409 && isPublic)
      if (!isRefused) reached.push(`${operation.id} by ${thief.name}: ${status} ${text.slice(0, 200)}`)
    })
    expect(reached).toEqual([])
    expect(await streamsOfVictims()).toEqual(before)
  })

  it('is not in any list', async () => {
    const own = [victims['pay'], victims['ord'], victims['whe'], victims['usr'], victims['key'], victims['pac'],
      victims['mer'], victims['acc']]
    const lists = operations.filter(({ method, path }) => method === 'get' && !path.includes('{'))
    for (const thief of thieves.filter(({ roles }) => roles.some((role) => ['merchant', 'acceptor', 'session'].includes(role)))) {
      for (const operation of lists) {
        const { text } = await call(operation, thief)
        expect([operation.id, thief.name, own.filter((id) => id !== undefined && text.includes(id))]).toEqual([operation.id,
          thief.name, []])
      }
    }
    const narrowed = await world.api.call('GET', `/v1/payments?merchant=${victim.merchant.id}`, undefined, {
      headers: thieves[0]?.headers ?? {},
    })
    expect(JSON.stringify(narrowed.body)).not.toContain(victims['pay'])
  })
})

/** Mutations of a valid body: each property in turn something hostile, and the whole. */
const hostileBodies = (operation: Operation, seed: number): readonly unknown[] => {
  if (operation.method === 'get' || operation.bodyType?.startsWith('image/')) return []
  const valid = (operation.body ? valueOf(operation.body, victims) : {}) as Record<string, unknown>
  const names = Object.keys(valid)
  const pick = (index: number): unknown => hostileValues[(seed + index * 7) % hostileValues.length]
  return [
    null, [], 'text', 7, { ...valid, unexpected: 1 }, {},
    ...names.flatMap((name, index) => [0, 1].map((turn) => ({ ...valid, [name]: pick(index * 2 + turn) }))),
    ...names.filter((name) => typeof valid[name] === 'object' && valid[name] !== null).flatMap((name, index) =>
      Object.keys(valid[name] as object).map((inner, turn) => ({ ...valid, [name]: { ...valid[name] as object,
        [inner]: pick(index + turn + 11) } }))),
  ]
}

const hostileQueries = ({ parameters }: Operation, seed: number): readonly string[] => [
  'unexpected=1', 'limit=1&limit=2', 'a[b]=1',
  ...parameters.filter((one) => one.in === 'query').flatMap(({ name }, index) =>
    [0, 1, 2].map((turn) => `${name}=${hostileTexts[(seed + index * 3 + turn) % hostileTexts.length]}`)),
]

const hostilePaths = (operation: Operation, seed: number): readonly string[] => operation.path.includes('{')
  ? [0, 1, 2, 3].map((turn) => operation.path.replaceAll(/\{\w+\}/g, () => hostileTexts[(seed + turn * 5) % hostileTexts.length] || 'x'))
  : []

/** How many tries at each operation got which status, and of all of them. */
const told = (got: ReadonlyMap<string, ReadonlyMap<number, number>>): string => {
  const all = new Map<number, number>()
  for (const statuses of got.values()) for (const [status, count] of statuses) all.set(status, (all.get(status) ?? 0) + count)
  return JSON.stringify({
    operations: got.size, tries: [...all.values()].reduce((sum, count) => sum + count, 0), statuses: Object.fromEntries(all),
    byOperation: Object.fromEntries([...got].map(([id, statuses]) => [id, Object.fromEntries(statuses)])),
  })
}

describe('the reference', () => {
  it('holds for valid, invalid and hostile values: nothing breaks, and refusals are problems', async () => {
    const wrong: string[] = []
    const note = (operation: Operation, who: string, asked: Asked, { status, type, text }: Answer): void => {
      const isProblem = status < 400 || type.startsWith('application/problem+json')
      if (status >= 500 || !isProblem) wrong.push(`${operation.id} by ${who} ${JSON.stringify(asked).slice(0, 160)}: ${status} ${text.slice(0, 160)}`)
    }
    const tries = operations.flatMap((operation, index) => {
      const callers = everybody.filter(({ roles }) => roles.some((role) => operation.roles.includes(role)))
      const main = callers[0] ?? everybody.at(-1)
      if (!main) return []
      const hostile: readonly Asked[] = [
        ...hostileBodies(operation, index).map((body) => ({ body })), ...hostileQueries(operation, index).map((query) => ({ query })),
        ...hostilePaths(operation, index).map((path) => ({ path })),
      ]
      return [...[...callers, ...everybody.slice(-1)].map((who) => ({ operation, who, asked: {} as Asked })),
        ...hostile.map((asked) => ({ operation, who: main, asked }))]
    })
    const got = new Map<string, Map<number, number>>()
    await inTurns(tries, async ({ operation, who, asked }) => {
      const answer = await call(operation, who, asked)
      const statuses = got.get(operation.id) ?? new Map<number, number>()
      got.set(operation.id, statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1))
      note(operation, who.name, asked, answer)
    })
    process.stderr.write(`${told(got)}\n`)
    // Nothing was left out, and all of it was asked for something that it must refuse.
    expect([...got.keys()].toSorted()).toEqual(operations.map(({ id }) => id).toSorted())
    expect(operations.filter(({ id }) => ![...got.get(id)?.keys() ?? []].some((status) => status >= 400)).map(({ id }) => id)).toEqual([])
    expect(tries.length).toBeGreaterThan(1_000)
    expect(wrong).toEqual([])
  })
})
