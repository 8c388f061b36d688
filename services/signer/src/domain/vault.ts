import { vaultCommands, vaultEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { compare, type SigningRefusal, type Vault } from './compare.ts'

export type VaultCommand = CommandOf<typeof vaultCommands>
export type VaultEvent = MessagesOf<typeof vaultEvents>
type CommandNamed<Key extends keyof typeof vaultCommands> =
  Extract<VaultCommand, { readonly type: (typeof vaultCommands)[Key]['type'] }>

/** Why a command on a vault is refused, in the order in which it is looked at. */
export const vaultRejections = ['vault_differs'] as const
export type VaultRejection = (typeof vaultRejections)[number]
type Outcome = Decision<VaultEvent, VaultRejection>

export type VaultState = {
  vault?: Vault
  /** Incidents that forbid signing. */
  readonly stops: Set<string>
  /** What payouts of the last day came to; an attempt more is not counted twice. */
  readonly recent: Map<string, { readonly atMs: number; readonly amountMicro: bigint }>
}

const dayMs = 86_400_000

const keysOf = ({ token, hot, gas, cold, xpub }: Vault): string => [token, hot, gas ?? '', cold ?? '', xpub].join(' ')
const limitsOf = ({ limits }: Vault): string => Object.values(limits).join(' ')

const open = ({ data, atMs }: CommandNamed<'open'>, { vault }: VaultState): Outcome => {
  if (vault && keysOf(vault) !== keysOf(data)) return reject('vault_differs')
  if (vault && limitsOf(vault) === limitsOf(data)) return accept()
  return accept({ type: 'vault.opened', data: { ...data, atMs } })
}

const overDay = ({ data, atMs }: CommandNamed<'grant'>, { vault, recent }: VaultState): boolean => {
  const { order, dispatch } = data
  if (!vault || order.kind !== 'token' || !dispatch.startsWith('po_')) return false
  let sumMicro = order.amountMicro
  for (const [other, { atMs: grantedAtMs, amountMicro }] of recent) {
    if (other !== dispatch && grantedAtMs > atMs - dayMs) sumMicro += amountMicro
  }
  return sumMicro > vault.limits.maxPerDayMicro
}

const grant = (command: CommandNamed<'grant'>, state: VaultState): Outcome => {
  const { data, atMs } = command
  const { dispatch, chain, attempt, txid, rawHex, order } = data
  const refused = (code: SigningRefusal): Outcome =>
    accept({ type: 'vault.refused', data: { dispatch, chain, attempt, txid, code, atMs } })
  if (!state.vault) return refused('vault_closed')
  if (state.stops.size > 0) return refused('signing_stopped')
  const compared = compare({ ...data, atMs }, state.vault)
  if ('refused' in compared) return refused(compared.refused)
  if (overDay(command, state)) return refused('over_daily_limit')
  return accept({
    type: 'vault.granted', data: { dispatch, chain, attempt, txid, account: compared.account, rawHex, order, atMs },
  })
}

const decide = (command: VaultCommand, state: VaultState): Outcome => {
  switch (command.type) {
    case 'signer.vault.open': return open(command, state)
    case 'signer.vault.grant': return grant(command, state)
    case 'signer.vault.stop':
      if (state.stops.has(command.data.incident)) return accept()
      return accept({ type: 'vault.stopped', data: { ...command.data, atMs: command.atMs } })
    case 'signer.vault.resume':
      if (!state.stops.has(command.data.incident)) return accept()
      return accept({ type: 'vault.resumed', data: { ...command.data, atMs: command.atMs } })
    default: return unreachable(command)
  }
}

const evolve = (state: VaultState, event: VaultEvent): VaultState => {
  switch (event.type) {
    case 'vault.opened':
      state.vault = event.data
      return state
    case 'vault.granted': {
      const { dispatch, order, atMs } = event.data
      for (const [id, { atMs: grantedAtMs }] of state.recent) if (grantedAtMs <= atMs - dayMs) state.recent.delete(id)
      if (order.kind === 'token' && dispatch.startsWith('po_')) state.recent.set(dispatch, { atMs, amountMicro: order.amountMicro })
      return state
    }
    case 'vault.refused': return state
    case 'vault.stopped':
      state.stops.add(event.data.incident)
      return state
    case 'vault.resumed':
      state.stops.delete(event.data.incident)
      return state
    default: return unreachable(event)
  }
}

export const vaultDecider: Decider<VaultCommand, VaultEvent, VaultState, VaultRejection> = {
  initial: () => ({ stops: new Set(), recent: new Map() }), decide, evolve,
}

/** The keys of a chain as far as they are known to all, and the limits of whoever holds them. */
export const vault: Aggregate<VaultCommand, VaultEvent, VaultState, VaultRejection> = {
  name: 'vault',
  decider: vaultDecider,
  commands: Object.values(vaultCommands),
  events: Object.values(vaultEvents),
  rejections: vaultRejections,
  key: (command) => (command as VaultCommand).data.chain,
}
