import { specify, specTimeMs } from '@stablegate/testing'
import { it } from 'vitest'
import { subject } from './subject.ts'

it('a subject is forgotten as often as it is asked for, with who and why', () => {
  const data = { subject: 'payer-1', reason: 'they asked', operator: 'opr_ann' }
  const forgotten = { type: 'subject.forgotten', data: { ...data, atMs: specTimeMs } } as const
  const spec = specify(subject.decider)
  spec.when({ type: 'gateway.subject.forget', data }).then(forgotten)
  spec.given(forgotten).when({ type: 'gateway.subject.forget', data }).then(forgotten)
})
