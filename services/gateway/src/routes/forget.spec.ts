import { describe, expect, it } from 'vitest'
import { payerFingerprint } from '../crypto/fingerprints.ts'
import { fixture, request, secrets } from '../http/gateway.fixture.ts'
import { forgetRoutes } from './forget.ts'

const run = async (operation: string, status = 'settled') => {
  const { pipeline, gateway, sent } = fixture({ ask: () => ({ status, merchant: 'mer_own' }) })
  const fingerprint = payerFingerprint(gateway.master, 'Wang', '1234')
  Object.assign(gateway.host.events, {
    readStream: () => Promise.resolve([{ data: '{}' }, { data: JSON.stringify({ payer: { fingerprint } }) }]),
  })
  const sealed = await gateway.vault.seal(`payer-${fingerprint}`, 'seed', 'Wang')
  const route = forgetRoutes.find((one) => one.operation === operation)
  if (!route) throw new Error(operation)
  const isPayment = operation === 'forgetPayerOfPayment'
  const answer = await pipeline.run(route, request(route.path, {
    secret: secrets.operator, params: isPayment ? { payment: 'pay_1' } : {},
    body: { reason: 'they asked', ...(isPayment ? {} : { name: ' wang', account_tail: '12 34' }) },
  }))
  return { status: answer.status, sent, shown: await gateway.vault.open(sealed), subject: `payer-${fingerprint}` }
}

describe('forgetting a payer', () => {
  it('records who asked and why, and nobody can read the name any more', async () => {
    const { status, sent, shown, subject } = await run('forgetPayerOfPayment')
    expect([status, shown]).toEqual([200, undefined])
    expect(sent.map(({ type, data, actor }) => [type, data['subject'], data['reason'], actor])).toEqual([
      ['gateway.subject.forget', subject, 'they asked', 'operator:opr_own'],
      ['gateway.subject.forget', 'pay_1', 'they asked', 'operator:opr_own'],
    ])
  })

  it('waits until the payment is over', async () => {
    expect(await run('forgetPayerOfPayment', 'claimed')).toMatchObject({ status: 409, sent: [], shown: 'Wang' })
  })

  it('knows them by what they gave, however they spell it', async () => {
    expect(await run('forgetPayer')).toMatchObject({ status: 200, shown: undefined })
  })
})
