import { userRoles, type UserRole } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { routes as all } from '../routes/index.ts'
import type { Role } from './caller.ts'
import { rights } from '../users/roles.ts'
import { fixture, person, request, secrets, type Sent } from './gateway.fixture.ts'
import { scopeOf } from './pipeline.ts'
import type { Route } from './route.ts'
import { freshScopes, scopesOfKey } from './scopes.ts'

/** What signs in and out has callers of its own; its specs are beside `Sessions`. */
const routes = all.filter(({ session }) => !session)

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)])
const cny = (amount: string) => ({ amount, currency: 'CNY' })
const usdt = (amount: string) => ({ amount, currency: 'USDT' })
const limits = { per_order: cny('100'), per_day: cny('1000'), per_month: cny('10000') }
const quote = { currency: 'CNY', pricing: { kind: 'fixed', price: '7.30' }, min: cny('1'), max: cny('100'), methods: ['alipay'] }
const reason = { reason: 'because' }
const tronAddress = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z', reason: 'because' }

/** A body that each POST takes; a new route without one fails the spec below. */
const bodies: Readonly<Record<string, unknown>> = {
  createPayment: { reference: 'r', amount: usdt('1') }, cancelPayment: {}, acceptPart: {}, decideLate: { outcome: 'accept', ...reason },
  flag: reason, openDispute: reason, extend: {}, choose: { currency: 'CNY', method: 'alipay', payer: { name: 'W', account_tail: '1' } },
  claim: { bank_reference: 'b' }, claimLate: { bank_reference: 'b' }, cancelCheckout: {}, stateNotPaid: {}, acknowledgeRefund: {},
  concedeAsCustomer: {}, answerAmount: { answer: 'agree' }, appeal: reason, addEvidenceAsCustomer: png,
  createMerchant: { name: 'S' }, setMerchantFees: { bps: 100 }, setMerchantPolicy: { tier: 'new' }, changeSettings: { colour: '#0a7d55' }, suspendMerchant: reason,
  reinstateMerchant: reason, issueMerchantKey: {}, issueKey: { scopes: ['read'] }, revokeKey: {},
  registerAcceptor: { name: 'A', owner: 'o' }, verifyAcceptor: { tier: 'starter' }, setAcceptorTier: { tier: 'pro', ...reason },
  approveAcceptorProposal: {}, approveMerchantProposal: {}, rejectAcceptorProposal: reason, rejectMerchantProposal: reason,
  forgetPayerOfPayment: reason, forgetPayer: { name: 'W', account_tail: '1', ...reason },
    suspendAcceptor: reason, reinstateAcceptor: reason, setRelated: { merchants: [] }, screenAcceptor: {}, screenMerchant: {}, relatePayer: { name: 'W', account_tail: '1' }, takeOffline: {},
  slashBond: { order: 'ord_1x1', merchant: 'mer_1', loss: usdt('1'), ...reason }, issueAcceptorKey: {},
  addPaymentAccount: { method: 'alipay', currency: 'CNY', details: { holder: 'h', account: 'a' }, limits },
  setPaymentAccountLimits: limits, disablePaymentAccount: reason, enablePaymentAccount: {}, createQuote: quote, replaceQuote: quote,
  removeQuote: {}, goOnline: {}, goOffline: {}, setAutoAccept: { enabled: true }, requestBond: { amount: usdt('1') },
  requestBondRefund: { amount: usdt('1') },
  acceptOffer: {}, declineOffer: {}, confirm: { received: cny('7'), payer_matches: true }, refuse: { reason: 'not_received' },
  reportAccountUnusable: {}, attestNothingCame: {}, correctAmount: { received: cny('7') }, offerRefund: {},
  markRefunded: { bank_reference: 'b' }, concedeAsAcceptor: {}, confirmLate: { received: cny('7'), bank_reference: 'b' },
  addEvidenceAsAcceptor: png, uploadEvidence: png, reportRecall: { recalled: cny('7'), evidence: 'evd_1' },
  advanceTestClock: { days: 1 }, payWithTestUsdt: {},
  addTestFunds: { holder: 'acc_1', amount: usdt('1') },
  createWebhookEndpoint: { url: 'https://example.com/' }, rotateWebhookSecret: {}, disableWebhookEndpoint: {}, enableWebhookEndpoint: {},
  changeWebhookEndpoint: { url: 'https://example.com/other' }, pauseWebhookEndpoint: {}, resumeWebhookEndpoint: {},
  redeliver: { from_sequence: 1, to_sequence: 2 },
  giveVerdict: { verdict: { outcome: 'full' }, ...reason }, approveJudgement: {}, decideAppeal: { outcome: 'upheld', ...reason },
  decideRecall: { outcome: 'denied', ...reason }, unflag: reason, suspendOrder: reason, coConfirm: {}, proposeOutage: span,
    approveOutage: {},
  requestRepair: { service: 'order', consumer: 'process:settlement', log: 'order', key: 'k', action: 'skip', position: 1, ...reason },
  chooseOnChain: {}, acceptUnapplied: reason, topUp: reason, setAside: { amount: usdt('1'), ...reason },
  assign: { amount: usdt('1'), ...reason }, dismissWrongAsset: reason, createRefund: { amount: usdt('1'), ...reason },
  closeRefund: reason, createRefundLink: {}, claimRefund: { secret: `rl_${'a'.repeat(43)}` }, giveRefundAddress: { address: `T${'a'.repeat(33)}` },
  requestDepositAddress: {}, proveReserves: {}, proposeDepositVerdict: { address: tronAddress, verdict: { outcome: 'release' }, ...reason },
  approveDepositVerdict: { address: tronAddress }, retryDeposit: { address: tronAddress, ...reason },
  proposeClosingIncident: reason, approveClosingIncident: {},
  rewindChain: { to: { number: 1, hash: 'a'.repeat(64), at: '2026-01-01T00:00:00Z' }, ...reason },
  revokeTransfer: { txid: 'a'.repeat(64), part: 'log-0', block_hash: 'a'.repeat(64), ...reason },
  invite: { email: 'a@example.com', role: 'merchant_viewer' }, setUserRole: { role: 'merchant_viewer', ...reason }, resetUser: reason,
  disableUser: reason, enableUser: reason, approveUser: {},
  addTestUser: { email: 'a@example.com', role: 'operator_admin', name: 'A', password: 'a password of twelve' },
  createPayout: { to: tronAddress, amount: usdt('1') }, createPayoutBatch: { payouts: [{ to: tronAddress, amount: usdt('1') }] },
  cancelPayout: {}, addPayoutDestination: { address: tronAddress }, removePayoutDestination: { address: tronAddress },
  approvePayout: {}, rejectPayout: reason, retryDispatch: reason, withdrawDispatch: reason, approvePayoutPolicy: { owner: 'mer_other' },
  proposePayoutPolicy: {
    owner: 'mer_other', ...reason,
    policy: { fee: 'none', max: usdt('1'), max_per_day: usdt('1'), new_address_delay_s: 0, young_address_s: 0, approvals: [] },
  },
  approveRepair: {}, retryTransfer: { transfer: 'post:pay_1:1', ...reason },
}

const ids: Readonly<Record<string, string>> = {
  payment: 'pay_1', order: 'ord_1x1', merchant: 'mer_other', acceptor: 'acc_other', key: 'key_1', account: 'pac_1', quote: 'quo_1',
  refund: 'ref_1', proposal: 'proposal-1', log: 'order', stream: 'order.payment-pay_1', endpoint: 'whe_1', evidence: 'evd_1',
    outage: 'out_1', repair: 'rep_1', deposit: 'dep_1', incident: 'inc_1', payout: 'po_1', dispatch: 'po_1', owner: 'mer_other',
  month: '2026-11',
}

/** What a read cannot be asked without. */
const queries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  proveInclusion: { position: '1' }, proveConsistency: { older: '1' },
}

const requestOf = (route: Route, secret: string | undefined, headers: Record<string, string> = {}) => {
  const names = [...route.path.matchAll(/:([a-z]+)/g)].map(([, name = '']) => name)
  const idOf = (name: string): string => route.operation === 'withdrawDispatch' ? 'cold_sandboxx1' : ids[name] ?? ''
  const isFile = Buffer.isBuffer(bodies[route.operation])
  return request(route.path, {
    secret, params: Object.fromEntries(names.map((name) => [name, idOf(name)])),
    query: isFile ? { kind: 'statement' } : /FeeInvoices?$/.test(route.operation) ? { merchant: 'mer_other' } : queries[route.operation] ?? {},
    body: route.method === 'post' ? bodies[route.operation] : undefined,
    headers: { ...(isFile ? { 'content-type': 'image/png' } : {}), ...headers },
  })
}

/** Empty for an answer that is a table. */
const codeOf = (body: string | Buffer): string =>
  Buffer.isBuffer(body) ? '' : (JSON.parse(body) as { code?: string }).code ?? ''

/** Everything there is belongs to somebody else. */
const othersRecord = {
  payment: { id: 'pay_1', amount: usdt('1'), order: null }, status: 'awaiting_payment', merchant: 'mer_other', sessionHash: 'f'.repeat(64),
  acceptor: 'acc_other', owner: 'o', account: 'pac_1', currency: 'CNY', method: 'alipay',
}
const noFigures = {
  created: { count: 0, settled: 0 }, createdBySpan: [], words: [], settledBySpan: [], settledByMethod: [],
  settled: { count: 0, grossMicro: 0n, feeMicro: 0n, returnedMicro: 0n, medianMs: null, p95Ms: null },
}
const others = (_service: string, name: string): unknown => {
  if (name === 'getPayment') return othersRecord
  if (['listPayments', 'listRefunds', 'acceptorOrders', 'cases'].includes(name)) return { items: [], hasMore: false }
  if (['deliveries', 'feed', 'merchants', 'users'].includes(name)) return { items: [], hasMore: false }
  if (['endpoints', 'unapplied', 'keys', 'paymentAccounts', 'quotes', 'paymentTimeline', 'outages', 'repairs', 'host.parked',
    'references', 'options', 'earnings', 'deposits', 'incidents', 'proofs', 'payouts', 'destinations', 'dispatches', 'sweeps', 'trialRows', 'feeSums', 'checkpoints',
    'failedMatches', 'passedBy', 'agentShares', 'suspense',
  ].includes(name)) return []
  if (name === 'newest') return { logs: [], keys: [] }
  if (name === 'overview') return noFigures
  if (name === 'listAcceptors') return { rows: [], hasMore: false }
  if (name === 'withdrawalBlocks') return { blockedMicro: 0n, frozen: false, blocks: [] }
  if (name === 'reputationExplained') return { score: 0, lines: [] }
  if (name === 'trialBalance') {
    return { debitsPostedMicro: 0n, creditsPostedMicro: 0n, debitsPendingMicro: 0n, creditsPendingMicro: 0n, isBalanced: true }
  }
  if (name === 'balances') return { accounts: [] }
  if (name === 'hotLimits') return { ceilingMicro: null, targetMicro: null }
  if (name === 'address') return { address: tronAddress, is_ready: false }
  if (name === 'statement') return { lines: [], hasMore: false }
  if (name === 'journal') return { rows: [], hasMore: false }
  return null
}

const roleSecrets = {
  public: undefined, session: secrets.session, merchant: secrets.merchant, acceptor: secrets.acceptor, operator: secrets.operator,
} as const satisfies Partial<Record<Role, string | undefined>>
const refusedFor = new Set(['key_required', 'role_forbidden', 'key_invalid', 'scope_missing'])

describe('every route', () => {
  it('has a body in this spec, an operation of its own, and names whom it serves', () => {
    expect(routes.filter(({ method, operation }) => method === 'post' && !(operation in bodies)).map(({ operation }) => operation)).toEqual([])
    expect(new Set(routes.map(({ operation }) => operation)).size).toBe(routes.length)
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length)
    expect(routes.every(({ roles }) => roles.length > 0)).toBe(true)
  })

  for (const route of routes) {
    it(`${route.operation} serves ${route.roles.join(', ')} and refuses all others`, async () => {
      for (const [role, secret] of Object.entries(roleSecrets)) {
        const { pipeline, sent } = fixture({ ask: others })
        const { status, body } = await pipeline.run(route, requestOf(route, secret))
        const isServed = route.roles.includes('public') || route.roles.includes(role as Role)
        const isRefused = status >= 400 && refusedFor.has(codeOf(body))
        expect({ role, isRefused }).toEqual({ role, isRefused: !isServed })
        if (isRefused) expect(sent).toEqual([])
        expect(status).not.toBe(500)
        expect(status === 422 ? body.toString() : '').toBe('')
      }
    })
  }

  const page = { cookie: 'session', 'x-csrf-token': 'token' }
  const isForEverybody = (route: Route): boolean => route.roles.includes('public') || route.roles.includes('session')
  const mayPerson = (route: Route, role: UserRole): boolean =>
    route.roles.includes(rights[role].role) && rights[role].scopes.includes(scopeOf(route))

  for (const role of userRoles) {
    it(`serves a signed-in ${role} what the role may do, and refuses the rest`, async () => {
      for (const route of routes.filter((one) => !isForEverybody(one))) {
        const { pipeline, sent } = fixture({ ask: others, signedIn: person(role) })
        const { status, body } = await pipeline.run(route, requestOf(route, undefined, page))
        const isRefused = status >= 400 && refusedFor.has(codeOf(body))
        expect({ operation: route.operation, isRefused }).toEqual({ operation: route.operation, isRefused: !mayPerson(route, role) })
        if (isRefused) expect(sent).toEqual([])
        expect(status).not.toBe(500)
      }
    })
  }

  it('asks a person for a second factor of the last five minutes where money or power is at stake', async () => {
    const stale = [[{ secondFactorAtMs: undefined }, 'second_factor_required'],
      [{ secondFactorAtMs: 1_000_000 - 300_001 }, 'second_factor_required'], [{ totp: false }, 'second_factor_missing']] as const
    for (const role of userRoles) {
      for (const route of routes.filter((one) => !isForEverybody(one) && mayPerson(one, role))) {
        for (const [more, code] of stale) {
          const { pipeline, sent } = fixture({ ask: others, signedIn: person(role, more) })
          const { body } = await pipeline.run(route, requestOf(route, undefined, page))
          const isAsked = codeOf(body) === code
          expect([route.operation, isAsked]).toEqual([route.operation, freshScopes.has(scopeOf(route))])
          if (isAsked) expect(sent).toEqual([])
        }
      }
    }
  })

  it('takes nothing from a page that does not bear the token, and looks at no cookie where everybody may call', async () => {
    for (const route of routes) {
      const { pipeline, sent } = fixture({ ask: others, signedIn: person('merchant_owner') })
      const { body } = await pipeline.run(route, requestOf(route, undefined, { cookie: 'session', 'x-csrf-token': 'other' }))
      const isAct = route.method === 'post' && !isForEverybody(route)
      expect([route.operation, codeOf(body) === 'csrf_invalid']).toEqual([route.operation, isAct])
      if (isAct) expect(sent).toEqual([])
    }
  })

  it('says which scope it asks, so that none is given by forgetting', () => {
    const silent = routes.filter((route) => route.method === 'post' && !isForEverybody(route) && route.scope === undefined)
    expect(silent.map(({ operation }) => operation)).toEqual([])
    expect(scopesOfKey(['write'])).not.toContain('read')
  })

  it('lets nobody issue a key that may more than they', async () => {
    const route = routes.find(({ operation }) => operation === 'issueKey')
    const issue = async (role: UserRole, scopes: readonly string[]) => {
      const { pipeline, sent } = fixture({ ask: others, signedIn: person(role) })
      const answer = route && await pipeline.run(route, request('/v1/keys', { body: { scopes }, headers: page }))
      return [answer?.status, sent.length]
    }
    expect(await issue('merchant_developer', ['read', 'write'])).toEqual([403, 0])
    expect(await issue('merchant_developer', ['money'])).toEqual([403, 0])
    expect(await issue('merchant_developer', ['read', 'operate', 'develop', 'keys'])).toEqual([201, 1])
    expect(await issue('merchant_owner', ['read', 'write'])).toEqual([201, 1])
  })

  it('gives no operator the key of somebody else where money is real', async () => {
    const issue = async (operation: string, livemode: boolean) => {
      const { pipeline, sent } = fixture({ livemode })
      const route = routes.find((each) => each.operation === operation)
      const answer = route && await pipeline.run(route, requestOf(route, secrets.operator))
      return [answer?.status, codeOf(answer?.body ?? ''), sent.length]
    }
    for (const operation of ['issueMerchantKey', 'issueAcceptorKey']) {
      expect(await issue(operation, false)).toEqual([201, '', 1])
      expect(await issue(operation, true)).toEqual([403, 'test_mode_only', 0])
    }
  })

  it('names the person in what is done, and the operator by one id whichever way they come', async () => {
    const actorsOf = async (role: UserRole, operation: string, row: object = {}): Promise<readonly string[]> => {
      const one = person(role)
      const { pipeline, sent } = fixture({ ask: others, signedIn: { ...one, row: { ...one.row, ...row } } })
      const route = routes.find((each) => each.operation === operation)
      if (route) await pipeline.run(route, requestOf(route, undefined, page))
      return sent.map(({ actor }) => actor)
    }
    expect(await actorsOf('merchant_owner', 'flag')).toEqual(['merchant:mer_own/usr_own'])
    expect(await actorsOf('acceptor_agent', 'acceptOffer')).toEqual(['acceptor:acc_own/usr_own'])
    expect(await actorsOf('operator_admin', 'flag')).toEqual(['operator:opr_own'])
    expect(await actorsOf('operator_admin', 'flag', { operator: 'opr_ann' })).toEqual(['operator:opr_ann'])
  })

  it('refuses keys that are unknown, revoked, of the other mode or malformed', async () => {
    for (const secret of [
      'sk_test_unknownunknownunknown', secrets.revoked, secrets.live, 'x', 'sk_test_a b', 'cs_live_sessionsessionsession', '',
    ]) {
      for (const route of routes) {
        const { status, body } = await fixture({ ask: others }).pipeline.run(route, requestOf(route, secret))
        expect([status, codeOf(body)]).toEqual([401, 'key_invalid'])
      }
    }
  })

  it('lets a key that only reads change nothing', async () => {
    for (const route of routes.filter(({ method, roles }) => method === 'post' && roles.includes('merchant'))) {
      const { pipeline, sent } = fixture({ ask: others })
      expect(codeOf((await pipeline.run(route, requestOf(route, secrets.reader))).body)).toBe('scope_missing')
      expect(sent).toEqual([])
    }
  })
})

/** Ids of parties in a command, wherever they stand. */
const partiesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return /^(mer|acc|opr)_[0-9A-Za-z]+$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(partiesIn) : []
}

/** As the order service's decider: it knows whose the payment is. */
const refuseOthers = ({ data }: Sent) => {
  const by = data['by'] as { role?: string } | undefined
  const code = by?.role === 'acceptor' ? 'not_your_order' : by?.role === 'merchant' ? 'not_your_payment' : 'session_mismatch'
  return by ? { status: 'rejected', code } as const : { status: 'accepted', events: [], log: 'x', position: 1 } as const
}

describe('what belongs to somebody else', () => {
  const ownRoles = [['merchant', secrets.merchant, 'mer_own'], ['acceptor', secrets.acceptor, 'acc_own']] as const

  for (const [role, secret, own] of ownRoles) {
    for (const route of routes.filter(({ roles }) => roles.includes(role))) {
      it(`is out of reach of a ${role} at ${route.operation}`, async () => {
        const { pipeline, sent, asked } = fixture({ ask: others, answer: refuseOthers })
        const { status, body } = await pipeline.run(route, requestOf(route, secret))
        // Whatever is asked or done is in the caller's own name: the ids of a key, never of a request.
        for (const { data } of sent) expect(partiesIn(data)).toEqual(expect.arrayContaining([own]))
        for (const { data } of sent) expect(partiesIn(data).filter((id) => id !== own)).toEqual([])
        for (const { input } of asked) expect(partiesIn(input).filter((id) => id !== own)).toEqual([])
        const isAboutPayment = /:(payment|order)/.test(route.path)
        if (isAboutPayment) expect([status, codeOf(body)]).toEqual([404, 'not_found'])
      })
    }
  }

  for (const route of routes.filter(({ roles, operation }) => roles.includes('session') && operation !== 'listOptions')) {
    it(`is out of reach of another session at ${route.operation}`, async () => {
      const { pipeline } = fixture({ ask: others, answer: refuseOthers })
      const { status, body } = await pipeline.run(route, requestOf(route, secrets.session))
      if (route.operation === 'getCheckout') {
        expect(JSON.parse(body.toString())).toMatchObject({ yours: false, order: null, instructions: null })
      } else expect([status, codeOf(body)]).toEqual([403, 'session_mismatch'])
    })
  }
})
