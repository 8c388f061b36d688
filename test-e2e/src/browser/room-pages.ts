type Shown = { readonly name: string; readonly path: string }

/** `lines/:line` is called `lines-one`. */
const nameOf = (path: string): string =>
  path.replace(/\?.*/, '').replace(/^streams\/.*/, 'stream').replace(/\/.*:.*/, '-one')
const named = (start: string, paths: readonly string[]): readonly Shown[] =>
  paths.map((path) => ({ name: path === '' ? start : nameOf(path), path }))

/** Every page of a room as the person sees it. Names with a colon take an id: `:payment`. */
export const roomPages: Readonly<Record<string, { readonly email: string; readonly pages: readonly Shown[] }>> = {
  merchant: {
    email: 'owner@shop.example',
    pages: named('overview', ['', 'payments', 'payments/:payment', 'refunds', 'balance', 'statement', 'payouts', 'payouts/:payout',
      'invoices', 'invoices/:month', 'webhooks', 'webhooks/:endpoint', 'keys', 'test-mode', 'people', 'settings']),
  },
  acceptor: {
    email: 'owner@bright.example',
    pages: named('shift', ['', 'orders', 'orders/:order', 'liquidity', 'earnings', 'origin?order=:order', 'quotes', 'accounts', 'people',
      'reputation', 'webhooks', 'keys']),
  },
  agent: { email: 'agent@referrals.example', pages: named('earnings', ['', 'statement', 'payouts']) },
  operator: {
    email: 'ann@stablegate.example',
    pages: named('desk', ['', 'payments', 'payments/:dispute', 'payouts', 'payouts/:payout', 'proposals', 'incidents', 'acceptors',
      'acceptors/:acceptor', 'merchants', 'merchants/:merchant', 'people', 'books',
      'books/merchant%3A:merchant%3Aavailable', 'journal', 'treasury', 'sweeps', 'reserves', 'system']),
  },
  auditor: {
    email: 'auditor@stablegate.example',
    pages: named('start', ['', 'past?at=:moment', 'payments', 'payments/:payment', 'reserves', 'payouts', 'sweeps',
      'incidents', 'checkpoints',
      'logs', 'streams/order.payment-:payment']),
  },
  accountant: {
    email: 'books@stablegate.example',
    pages: named('start', ['', 'journal', 'past?at=:moment', 'payments', 'sweeps']),
  },
}

/** The address of a page with its ids filled in. */
export const pathFor = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replaceAll(/:(\w+)/g, (_whole, name: string) => ids[name] ?? '')
