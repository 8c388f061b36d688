import { apiVersionsOf } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { routes as all } from '../routes/index.ts'
import { fixture, request, secrets } from './gateway.fixture.ts'
import { openApi } from './openapi.ts'
import { problemCatalog } from './problem-catalog.ts'
import type { Route } from './route.ts'

/** Signing in and out has ways of its own: no keys, nothing that is repeated. */
const routes = all.filter(({ session }) => !session)
const posts = routes.filter(({ method }) => method === 'post')

type Json = Readonly<Record<string, unknown>>
type Operation = {
  readonly operationId: string
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly $ref?: string }[]
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Json }>>
}
const document = openApi(all) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>; readonly components: {
  readonly responses: Readonly<Record<string, { readonly description: string }>>
} }
const operations = Object.values(document.paths).flatMap((path) => Object.values(path))

const secretOf = ({ roles }: Route): string | undefined => {
  if (roles.includes('public')) return undefined
  for (const role of ['merchant', 'acceptor', 'operator', 'session'] as const) if (roles.includes(role)) return secrets[role]
  return undefined
}
/** Roles that only people have are tried elsewhere. */
const withKey = (route: Route): boolean => route.roles.includes('public') || secretOf(route) !== undefined
const codeOf = (body: string | Buffer): string => (JSON.parse(body.toString()) as { readonly code?: string }).code ?? ''
const params = (route: Route): object =>
  Object.fromEntries([...route.path.matchAll(/:([a-z]+)/g)].map(([, name = '']) => [name, {
    payment: 'pay_1', order: 'ord_1x1', merchant: 'mer_1', acceptor: 'acc_1', key: 'key_1', account: 'pac_1', quote: 'quo_1',
    refund: 'ref_1', endpoint: 'whe_1', evidence: 'evd_1', outage: 'out_1', repair: 'rep_1', deposit: 'dep_1', incident: 'inc_1',
    payout: 'po_1', dispatch: 'po_1', owner: 'mer_1', user: 'usr_1', log: 'order', stream: 'order.payment-pay_1',
    proposal: 'proposal-1', month: '2026-11',
  }[name] ?? 'x_1']))

/** Lists that come whole, as long as their queries let them be; docs/status.md names them. No new one is added here. */
const unpagedToday = [
  'getPaymentTimeline', 'listAcceptorProposals', 'listMerchantProposals', 'listOutages', 'listPaymentAccounts', 'listQuotes', 'listRepairs',
  'listUnapplied',
]

describe('every route', () => {
  it('answers with the id of the request, the version and the budget, and refuses with them too', async () => {
    for (const route of routes.filter(withKey)) {
      const headers = { 'request-id': 'a-request-of-mine' }
      const { pipeline } = fixture()
      const answer = await pipeline.run(route, request(route.path, { secret: secretOf(route), params: params(route), headers }))
      expect([route.operation, answer.headers['request-id']]).toEqual([route.operation, 'a-request-of-mine'])
      expect([route.operation, answer.headers['stablegate-version']]).toEqual([route.operation, apiVersionsOf()[0]])
      const budget = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => answer.headers[name])
      expect([route.operation, budget.every((text) => /^\d+$/.test(text ?? ''))]).toEqual([route.operation, true])
      if (answer.status >= 400) expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    }
  })

  it('says when to come again once the budget is spent', async () => {
    for (const route of routes.filter(withKey)) {
      const { pipeline, sent } = fixture({ burst: 0 })
      const answer = await pipeline.run(route, request(route.path, { secret: secretOf(route), params: params(route) }))
      expect([route.operation, answer.status, codeOf(answer.body)]).toEqual([route.operation, 429, 'rate_limited'])
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(sent).toEqual([])
    }
  })

  it('refuses what it does not know in the query', async () => {
    for (const route of routes.filter((one) => withKey(one) && one.upload !== true)) {
      const { pipeline, sent } = fixture()
      const query = { unexpected: '1' }
      const { body } = await pipeline.run(route, request(route.path, { secret: secretOf(route), params: params(route), query }))
      expect([route.operation, codeOf(body)]).toEqual([route.operation, 'request_invalid'])
      expect(sent).toEqual([])
    }
  })

  it('refuses a version that there is not, before anything is done', async () => {
    for (const route of routes.filter(withKey)) {
      const { pipeline, sent, asked } = fixture()
      const headers = { 'stablegate-version': '2020-01-01' }
      const { status, body } = await pipeline.run(route, request(route.path, { secret: secretOf(route), params: params(route), headers }))
      expect([route.operation, status, codeOf(body)]).toEqual([route.operation, 400, 'version_unknown'])
      expect([sent, asked]).toEqual([[], []])
    }
  })

  it('that changes something refuses to do it without an Idempotency-Key', async () => {
    for (const route of posts.filter((one) => withKey(one) && one.upload !== true && one.body === undefined)) {
      const { pipeline, sent } = fixture()
      for (const key of ['', ' ', 'x'.repeat(256)]) {
        const asked = request(route.path, { secret: secretOf(route), params: params(route), key })
        expect([route.operation, codeOf((await pipeline.run(route, asked)).body)]).toEqual([route.operation, 'idempotency_key_required'])
      }
      expect(sent).toEqual([])
    }
  })
})

describe('the reference', () => {
  it('names for every operation the version, and an Idempotency-Key for every act', () => {
    const acts = new Set(posts.map(({ operation }) => operation))
    for (const { operationId, parameters } of operations) {
      const named = parameters.flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref.split('/').at(-1)]))
      expect([operationId, named.includes('Version'), named.includes('IdempotencyKey')])
        .toEqual([operationId, true, acts.has(operationId)])
    }
  })

  it('pages every list that may grow by cursor, with a limit', () => {
    const short = new Set(['listTestAmounts', 
      // Bounded by what they are of: a handful, or one answer's worth.
      'listKeys', 'listWebhookEndpoints', 'listPayoutDestinations', 'listReferences', 'listOptions', 'listParked', 'listServices',
      'listSealedLogs',
    ])
    const unpaged = routes.filter(({ answer, query, operation }) => {
      const json = JSON.stringify(answer.toJSONSchema({ unrepresentable: 'any' }))
      const isList = json.includes('"has_more"')
      const known = query ? JSON.stringify(query.toJSONSchema({ io: 'input', unrepresentable: 'any' })) : ''
      return isList && !short.has(operation) && !(known.includes('"limit"') && /"(starting_after|after|before|from)"/.test(known))
    }).map(({ operation }) => operation)
    expect(unpaged.sort()).toEqual(unpagedToday)
  })

  it('pages back every list that it pages on by the same cursor, and refuses both ways at once before it asks', async () => {
    const knownOf = ({ query }: Route): string => (query ? JSON.stringify(query.toJSONSchema({ io: 'input', unrepresentable: 'any' })) : '')
    const lists = all.filter(({ answer }) => JSON.stringify(answer.toJSONSchema({ unrepresentable: 'any' })).includes('"has_more"'))
    const onward = lists.filter((route) => knownOf(route).includes('"starting_after"'))
    expect(onward.length).toBeGreaterThan(15)
    expect(onward.filter((route) => !knownOf(route).includes('"ending_before"')).map(({ operation }) => operation)).toEqual([])
    // Files are read from their beginning.
    expect(all.filter((route) => knownOf(route).includes('"ending_before"') && !lists.includes(route))).toEqual([])
    const cursors: Readonly<Record<string, string>> = {
      listJournal: '2026-11-24/x', listFeeInvoices: '2026-11', listSuspense: '7-suspense:sandbox',
    }
    for (const route of onward) {
      const { pipeline, asked } = fixture()
      const cursor = cursors[route.operation] ?? '7'
      const query = { starting_after: cursor, ending_before: cursor }
      const { body } = await pipeline.run(route, request(route.path, { secret: secretOf(route), params: params(route), query }))
      expect([route.operation, codeOf(body)]).toEqual([route.operation, 'request_invalid'])
      expect(body.toString()).toContain('query/ending_before')
      expect([route.operation, asked.map(({ name }) => name).filter((name) => name.startsWith('list'))]).toEqual([route.operation, []])
    }
  })

  it('shows for every operation an example of what is sent and of what is answered, which fit', () => {
    type Content = Readonly<Record<string, { readonly example?: unknown }>>
    type Exampled = Operation & { readonly requestBody?: { readonly content: Content } }
    const byId = new Map(operations.map((one) => [one.operationId, one as Exampled]))
    const wrong = all.filter(({ stream }) => !stream).flatMap((route) => {
      const operation = byId.get(route.operation)
      const sent = operation?.requestBody?.content['application/json']?.example
      const answered = (operation?.responses[String(route.status)]?.content as Content | undefined)?.['application/json']?.example
      const faults = [
        ...(route.body === undefined || route.upload ? [] : [route.body.safeParse(sent).error]), route.answer.safeParse(answered).error,
      ]
      return faults.flatMap((error) => (error ? [`${route.operation}: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`] : []))
    })
    expect(wrong).toEqual([])
  })

  it('explains every code that it lists', () => {
    const listed = new Set(Object.values(document.components.responses)
      .flatMap(({ description }) => [...description.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)))
    expect(listed.size).toBeGreaterThan(100)
    // A family of codes, one for each state, is explained by its name.
    for (const code of [...listed].filter((one) => !one.includes('<'))) expect([code, (problemCatalog as Json)[code] !== undefined]).toEqual([code, true])
  })
})

