import { specify } from '@stablegate/testing'
import { describe, it } from 'vitest'
import { ownerDecider, type OwnerEvent } from './owner.ts'

const spec = specify(ownerDecider)
const nowMs = 1_000_000_000
const dayMs = 86_400_000
const strike = (order: string, acceptor = 'acc_a', atMs = nowMs) =>
  ({
    type: 'acceptor.owner.strike',
    atMs,
    data: { owner: 'o', acceptor, order, outcome: 'declined' },
  }) as const
const struck = (order: string, acceptor = 'acc_a', atMs = nowMs): OwnerEvent => ({
  type: 'owner.struck',
  data: { owner: 'o', acceptor, order, outcome: 'declined', atMs },
})
const known = (acceptor: string): OwnerEvent => ({
  type: 'owner.acceptor_noted',
  data: { owner: 'o', acceptor },
})
const benched = (...acceptors: readonly string[]): OwnerEvent => ({
  type: 'owner.benched',
  data: { owner: 'o', acceptors: [...acceptors], atMs: nowMs },
})

describe('an owner', () => {
  it('with three strikes over all its acceptors is benched with all of them', () => {
    spec
      .given(known('acc_a'), known('acc_b'), struck('ord_1'), struck('ord_2', 'acc_b'))
      .when(strike('ord_3'))
      .then(struck('ord_3'), benched('acc_a', 'acc_b'))
  })
  it('with two is not', () => {
    spec.given(struck('ord_1')).when(strike('ord_2')).then(struck('ord_2'))
  })
  it('is struck once by an order', () => {
    spec.given(struck('ord_1'), struck('ord_2')).when(strike('ord_2')).thenNothing()
  })
  it('begins anew after the bench, and after a day', () => {
    spec
      .given(struck('ord_1'), struck('ord_2'), struck('ord_3'), benched('acc_a'))
      .when(strike('ord_4'))
      .then(struck('ord_4'))
    spec
      .given(struck('ord_1', 'acc_a', nowMs - dayMs), struck('ord_2'))
      .when(strike('ord_3'))
      .then(struck('ord_3'))
    spec
      .given(struck('ord_1', 'acc_a', nowMs - dayMs + 1), struck('ord_2'))
      .when(strike('ord_3'))
      .then(struck('ord_3'), benched('acc_a'))
  })
  it('knows its acceptors once', () => {
    const note = {
      type: 'acceptor.owner.note_acceptor',
      data: { owner: 'o', acceptor: 'acc_a' },
    } as const
    spec.when(note).then(known('acc_a'))
    spec.given(known('acc_a')).when(note).thenNothing()
  })
})
