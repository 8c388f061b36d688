import { accept } from '@stablegate/kernel'
import {
  classOf, factKey, isOurOwn, type AddressCommandOf, type AddressEvent, type AddressState, type Opened, type Outcome,
} from './address-state.ts'
import { frozenToo } from './deposits.ts'

/** A transfer away from this address, once it is solid, and once more where that was not true. */
export const recordOutgoing = (
  { data, atMs }: AddressCommandOf<'recordTransfer'>, state: AddressState, { chain, address, holder }: Opened,
): Outcome => {
  if (data.stage !== 'solid' && data.stage !== 'revoked') return accept()
  const { txid, part, to, amountMicro, block } = data
  const known = state.sent.get(factKey(data)) ?? { solid: false, rounds: 0 }
  if (known.solid === (data.stage === 'solid')) return accept()
  return accept({
    type: 'custody.sent',
    data: {
      chain, txid, part, address, class: classOf(holder), to, amountMicro, block, internal: data.ours === 'both',
      round: known.rounds + 1, undone: known.solid, atMs,
    },
  })
}

/** The other end of a transfer between two addresses of ours: a move, unless the end is somebody's deposit. */
export const recordMove = (
  { data, atMs }: AddressCommandOf<'recordMove'>, state: AddressState, opened: Opened,
): Outcome => {
  if (!isOurOwn(opened.holder)) return accept()
  if (data.round <= (state.moved.get(factKey(data)) ?? 0)) return accept()
  const moved: AddressEvent = { type: 'custody.moved', data: { ...data, toClass: classOf(opened.holder), atMs } }
  return accept(moved, ...(data.undone ? [] : frozenToo(state, opened, data, atMs)))
}

/** Freezing takes what lies here out of reach; destroying takes it for good. */
export const recordIssuerAct = (
  { data, atMs }: AddressCommandOf<'recordIssuerAct'>, state: AddressState, { chain, address, holder }: Opened,
): Outcome => {
  if (state.noted.has(factKey(data))) return accept()
  const { txid, part, act } = data
  const fact = { chain, txid, part, address, class: classOf(holder), atMs }
  if (act === 'destroyed') {
    const most = data.amountMicro ?? state.balanceMicro
    const amountMicro = most < state.balanceMicro ? most : state.balanceMicro
    return accept({ type: 'custody.destroyed', data: { ...fact, class: state.frozen ? 'frozen' : fact.class, amountMicro } })
  }
  const freezes = act === 'blacklisted'
  if (freezes === state.frozen) return accept()
  return accept({ type: 'custody.frozen', data: { ...fact, amountMicro: state.balanceMicro, undone: !freezes } })
}
