import {
  intentCommands, intentEvents, vaultCommands, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import {
  accept, reject, unreachable, type Aggregate, type Decider, type Decision, type Process, type RecordedEvent,
} from '@stablegate/kernel'
import { signerOf } from '@stablegate/tron'
import type { VaultEvent } from './vault.ts'

export type IntentCommand = CommandOf<typeof intentCommands>
export type IntentEvent = MessagesOf<typeof intentEvents>
type CommandNamed<Key extends keyof typeof intentCommands> =
  Extract<IntentCommand, { readonly type: (typeof intentCommands)[Key]['type'] }>
type Approved = CommandNamed<'approve'>['data']
type Requested = Extract<IntentEvent, { type: 'signing.requested' }>['data']

/** Why a command on an intent is refused, in the order in which it is looked at. */
export const intentRejections = ['already_approved', 'attempt_unknown', 'not_granted', 'signature_wrong'] as const
export type IntentRejection = (typeof intentRejections)[number]
type Outcome = Decision<IntentEvent, IntentRejection>

/** Refusals that need no look at the bytes; told as `signing.refused` like those of the vault. */
export const intentRefusals = ['not_approved', 'approval_revoked', 'attempt_signed', 'attempt_alive'] as const

export type IntentState = {
  readonly approved?: Approved
  readonly revoked: boolean
  readonly requested?: Requested
  readonly verdict?: { readonly account: string } | 'refused'
  readonly signature?: string
}

const request = ({ data, atMs }: CommandNamed<'request'>, state: IntentState): Outcome => {
  const { dispatch, chain, attempt, txid, rawHex, expiresAtMs } = data
  const { approved, requested: last, verdict } = state
  if (last?.txid === txid && last.attempt === attempt) return accept()
  const refused = (code: (typeof intentRefusals)[number]): Outcome =>
    accept({ type: 'signing.refused', data: { dispatch, chain, attempt, txid, code, atMs } })
  if (!approved) return refused('not_approved')
  if (state.revoked) return refused('approval_revoked')
  if (last && attempt <= last.attempt) return refused('attempt_signed')
  // Whatever was signed before must be past its time, whoever says that it will not land.
  if (last && verdict !== 'refused' && atMs <= last.expiresAtMs) return refused('attempt_alive')
  const { order, operators } = approved
  return accept({
    type: 'signing.requested', data: { dispatch, chain, attempt, txid, rawHex, order, operators, expiresAtMs, atMs },
  })
}

/** What has no signature yet gets none; one that was made is out. */
const revoke = ({ data, atMs }: CommandNamed<'revoke'>, { revoked, requested, verdict, signature }: IntentState): Outcome => {
  if (revoked) return accept()
  const taken: IntentEvent = { type: 'intent.revoked', data: { ...data, atMs } }
  if (!requested || verdict === 'refused' || signature !== undefined) return accept(taken)
  const { dispatch, chain, attempt, txid } = requested
  return accept<IntentEvent>(taken, { type: 'signing.refused', data: { dispatch, chain, attempt, txid, code: 'approval_revoked', atMs } })
}

const recordVerdict = ({ data, atMs }: CommandNamed<'recordVerdict'>, { requested, verdict }: IntentState): Outcome => {
  const { dispatch, chain, attempt, txid, account, refused } = data
  if (!requested || requested.txid !== txid || requested.attempt !== attempt) return reject('attempt_unknown')
  if (verdict !== undefined) return accept()
  if (account === undefined) {
    return accept({ type: 'signing.refused', data: { dispatch, chain, attempt, txid, code: refused ?? 'refused', atMs } })
  }
  const { order, expiresAtMs } = requested
  return accept({ type: 'signing.granted', data: { dispatch, chain, attempt, txid, account, order, expiresAtMs, atMs } })
}

const recordSignature = ({ data, atMs }: CommandNamed<'recordSignature'>, state: IntentState): Outcome => {
  const { requested, verdict, signature } = state
  if (!requested || requested.txid !== data.txid || requested.attempt !== data.attempt) return reject('attempt_unknown')
  if (verdict === undefined || verdict === 'refused') return reject('not_granted')
  if (signature !== undefined) return accept()
  if (signerOf(data.txid, data.signature) !== verdict.account) return reject('signature_wrong')
  return accept({ type: 'signature.made', data: { ...data, chain: requested.chain, atMs } })
}

const decide = (command: IntentCommand, state: IntentState): Outcome => {
  switch (command.type) {
    case 'signer.intent.approve':
      if (state.approved) return reject('already_approved')
      return accept({ type: 'intent.approved', data: { ...command.data, atMs: command.atMs } })
    case 'signer.intent.revoke': return revoke(command, state)
    case 'signer.intent.request': return request(command, state)
    case 'signer.intent.record_verdict': return recordVerdict(command, state)
    case 'signer.intent.record_signature': return recordSignature(command, state)
    default: return unreachable(command)
  }
}

const evolve = (state: IntentState, event: IntentEvent): IntentState => {
  switch (event.type) {
    case 'intent.approved': return { ...state, approved: event.data }
    case 'intent.revoked': return { ...state, revoked: true }
    case 'signing.requested':
      return { ...(state.approved ? { approved: state.approved } : {}), revoked: state.revoked, requested: event.data }
    case 'signing.granted': return { ...state, verdict: { account: event.data.account } }
    // One that was never looked at says nothing of the attempt before it.
    case 'signing.refused': return event.data.txid === state.requested?.txid ? { ...state, verdict: 'refused' } : state
    case 'signature.made': return { ...state, signature: event.data.signature }
    default: return unreachable(event)
  }
}

export const intentDecider: Decider<IntentCommand, IntentEvent, IntentState, IntentRejection> = {
  initial: () => ({ revoked: false }), decide, evolve,
}

/** One thing that may be signed once: an attempt more only when the last is past its time. */
export const intent: Aggregate<IntentCommand, IntentEvent, IntentState, IntentRejection> = {
  name: 'intent',
  decider: intentDecider,
  commands: Object.values(intentCommands),
  events: Object.values(intentEvents),
  rejections: intentRejections,
  key: (command) => (command as IntentCommand).data.dispatch,
}

/** What is asked for is compared by the vault, which alone knows keys and limits. */
export const intentProcess: Process<undefined> = {
  name: 'intents',
  aggregate: 'intent',
  initial: () => undefined,
  evolve: (state) => state,
  react: (event: RecordedEvent<IntentEvent>) => {
    if (event.type !== 'signing.requested') return []
    const { expiresAtMs: _, atMs: __, ...asked } = event.data
    return [{ type: vaultCommands.grant.type, data: asked }]
  },
}

export const vaultProcess: Process<undefined> = {
  name: 'vaults',
  aggregate: 'vault',
  initial: () => undefined,
  evolve: (state) => state,
  react: (event: RecordedEvent<VaultEvent>) => {
    if (event.type !== 'vault.granted' && event.type !== 'vault.refused') return []
    const { dispatch, chain, attempt, txid } = event.data
    const verdict = event.type === 'vault.granted' ? { account: event.data.account } : { refused: event.data.code }
    return [{ type: intentCommands.recordVerdict.type, data: { dispatch, chain, attempt, txid, ...verdict } }]
  },
}
