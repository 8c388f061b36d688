import type { Answer } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../crypto/master-key.ts'
import { fixture, request, secrets, type Sent } from '../http/gateway.fixture.ts'
import type { StoredEvidence } from '../store/evidence.ts'
import { checkoutRoutes } from './checkout.ts'
import { operationRoutes } from './operations.ts'
import { orderRoutes } from './orders.ts'

const route = operationRoutes.find(({ operation }) => operation === 'readEvidence')
if (!route) throw new Error('no route reads evidence')

const bytes = Buffer.from('a statement')
const file: StoredEvidence = {
  evidence: 'evd_1', uploader: 'acc_own', payment: 'pay_1', digest: 'd', kind: 'statement', contentType: 'text/plain',
  sizeBytes: bytes.length,
}

const read = async (secret: string, stored: Partial<StoredEvidence>, isInCase: boolean) => {
  const { pipeline, gateway, asked } = fixture({ ask: (_service, name) => name === 'evidenceInCase' ? isInCase : undefined })
  Object.assign(gateway.evidence, { read: () => Promise.resolve({ ...file, ...stored, bytes }) })
  const { status, body } = await pipeline.run(route, request('/v1/evidence/evd_1', { secret, params: { evidence: 'evd_1' } }))
  const problem = status === 200 ? undefined : (JSON.parse(body.toString()) as { readonly code: string }).code
  return { status, problem, asked: asked.filter(({ name }) => name === 'evidenceInCase').map(({ input }) => input) }
}

/** Gives a file by an act that the payment's decider answers so; tells which files were kept and forgotten. */
const given = async (operation: string, answer: Answer, loose = 0) => {
  const { pipeline, gateway } = fixture({
    answer: (_: Sent) => answer,
    ask: (_service, name) => (name === 'getPayment' ? { payment: { id: 'pay_1' }, sessionHash: sha256(secrets.session) } : null),
  })
  const files: string[] = []
  const put = (one: { readonly evidence: string }) => {
    files.push(one.evidence)
    return Promise.resolve({ ...file, ...one, digest: sha256(bytes) })
  }
  Object.assign(gateway.evidence, {
    put, drop: (evidence: string) => Promise.resolve(void files.splice(files.indexOf(evidence), 1)), looseSince: () => Promise.resolve(loose),
  })
  const taking = [...orderRoutes, ...checkoutRoutes].find((one) => one.operation === operation)
  if (!taking) throw new Error('no route')
  const { status } = await pipeline.run(taking, request('/v1/evidence', {
    secret: operation.endsWith('Customer') ? secrets.session : secrets.acceptor, params: { payment: 'pay_1', order: 'ord_1x1' },
    query: { kind: 'statement' }, body: bytes, headers: { 'content-type': 'text/plain' },
  }))
  return { status, kept: files.length }
}

describe('a file that comes with an act', () => {
  const accepted: Answer = { status: 'accepted', events: [], log: 'order', position: 1 }
  it.each(['addEvidenceAsCustomer', 'addEvidenceAsAcceptor'])('is kept by %s unless it is refused', async (operation) => {
    expect(await given(operation, accepted)).toEqual({ status: 201, kept: 1 })
    expect(await given(operation, { status: 'rejected', code: 'too_much_evidence' })).toEqual({ status: 409, kept: 0 })
    // Whether that was done nobody knows.
    expect(await given(operation, { status: 'retry', reason: 'busy' })).toEqual({ status: 503, kept: 1 })
  })

  it('later is one of fifty a day', async () => {
    expect(await given('uploadEvidence', accepted, 49)).toEqual({ status: 201, kept: 1 })
    expect(await given('uploadEvidence', accepted, 50)).toEqual({ status: 429, kept: 0 })
  })
})

describe('a file of evidence', () => {
  it('is read by an operator while an open case names it, and not otherwise', async () => {
    expect(await read(secrets.operator, {}, true)).toMatchObject({
      status: 200, asked: [{ evidence: 'evd_1', payment: 'pay_1' }],
    })
    expect(await read(secrets.operator, {}, false)).toMatchObject({ status: 403, problem: 'evidence_outside_case' })
  })

  it('that an acceptor gave before it named it is looked for among the cases of that acceptor', async () => {
    const { asked } = await read(secrets.operator, { payment: null }, true)
    expect(asked).toEqual([{ evidence: 'evd_1', acceptor: 'acc_own' }])
  })

  it('is read by its own acceptor at any time, and by no other', async () => {
    expect(await read(secrets.acceptor, {}, false)).toMatchObject({ status: 200, asked: [] })
    expect(await read(secrets.acceptor, { uploader: 'acc_other' }, true)).toMatchObject({ status: 404, problem: 'not_found' })
  })
})
