import { describe, expect, it } from 'vitest'
import { fixture, request, secrets } from '../http/gateway.fixture.ts'
import type { StoredEvidence } from '../store/evidence.ts'
import { operationRoutes } from './operations.ts'

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
