import { accept, assertThat, reject, type Command, type Decider } from '@stablegate/kernel'
import { expect, test } from 'vitest'
import { coversAllRejections, specify } from './given-when-then.ts'

type Put = Command<'put', { readonly amountMicro: bigint; readonly note?: string | undefined }>
type Took = { readonly type: 'took'; readonly data: Put['data'] }
type Full = 'full' | 'nothing'

const jar: Decider<Put, Took, { sumMicro: bigint }, Full> = {
  initial: () => ({ sumMicro: 0n }),
  decide: ({ data }, { sumMicro }) => {
    assertThat(data.amountMicro >= 0n, 'amounts are positive')
    if (data.amountMicro === 0n) return reject('nothing')
    return sumMicro + data.amountMicro > 10n ? reject('full') : accept({ type: 'took', data })
  },
  evolve: (state, { data }) => {
    state.sumMicro += data.amountMicro
    return state
  },
}

const put = (amountMicro: bigint) => ({ type: 'put' as const, data: { amountMicro } })
const took = (amountMicro: bigint): Took => ({ type: 'took', data: { amountMicro } })

test('events, refusals, broken invariants and states', () => {
  const spec = specify(jar)
  spec.given(took(4n)).when(put(6n)).then(took(6n))
  spec.given(took(4n)).when(put(7n)).thenRejected('full')
  spec.when(put(-1n)).thenBroken(/positive/)
  spec.given(took(4n)).when(put(1n)).thenCheck(({ state }) => expect(state.sumMicro).toBe(5n))
  expect(() => coversAllRejections(['full', 'nothing'], spec)).toThrow(/no spec reaches: nothing/)
  spec.when(put(0n)).thenRejected('nothing')
  coversAllRejections(['full', 'nothing'], spec)
  expect(() => coversAllRejections(['full'], spec)).toThrow(/not listed: nothing/)
})

test('each way of being wrong fails', () => {
  const spec = specify(jar)
  expect(() => spec.when(put(1n)).then(took(2n))).toThrow()
  expect(() => spec.when(put(1n)).thenNothing()).toThrow()
  expect(() => spec.when(put(1n)).thenRejected('full')).toThrow(/accepted, not rejected/)
  expect(() => spec.when(put(11n)).then(took(11n))).toThrow(/was rejected: full/)
  expect(() => spec.when(put(11n)).thenRejected('nothing')).toThrow()
  expect(() => spec.when(put(1n)).thenBroken(/positive/)).toThrow(/should have broken/)
})

test('a field that is undefined counts as absent, as in the log', () => {
  specify(jar)
    .when({ type: 'put', data: { amountMicro: 1n, note: undefined } })
    .then(took(1n))
})

test('a decider that keeps something for itself is found out', () => {
  let calls = 0
  const moody: typeof jar = { ...jar, decide: (_, state) => accept(took(state.sumMicro + BigInt((calls += 1)))) }
  expect(() => specify(moody).when(put(1n)).thenNothing()).toThrow(/another answer/)
})
