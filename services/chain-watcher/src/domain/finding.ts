import { chainCommands, chainEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, unreachable, type Aggregate, type Decider } from '@stablegate/kernel'
import { onChainKey } from './transfer.ts'

const commands = {
  unexpected: chainCommands.noteUnexpected,
  issuerAct: chainCommands.noteIssuerAct,
  accountAct: chainCommands.noteAccountAct,
}
const events = {
  unexpected: chainEvents.unexpected,
  issuerActed: chainEvents.issuerActed,
  accountActed: chainEvents.accountActed,
}

export type FindingCommand = CommandOf<typeof commands>
type FindingEvent = MessagesOf<typeof events>
type FindingState = { readonly noted: boolean }

// A finding is recorded when it is solid, so it never has to be taken back.
const decider: Decider<FindingCommand, FindingEvent, FindingState, never> = {
  initial: () => ({ noted: false }),
  decide: (command, state) => {
    if (state.noted) return accept()
    const { atMs } = command
    switch (command.type) {
      case 'chain-watcher.finding.note_unexpected':
        return accept({ type: 'transfer.unexpected', data: { ...command.data, atMs } })
      case 'chain-watcher.finding.note_issuer_act':
        return accept({ type: 'issuer.acted', data: { ...command.data, atMs } })
      case 'chain-watcher.finding.note_account_act':
        return accept({ type: 'account.acted', data: { ...command.data, atMs } })
      default: return unreachable(command)
    }
  },
  evolve: () => ({ noted: true }),
}

/** What is on chain and concerns us without being money to credit: recorded once. */
export const finding: Aggregate<FindingCommand, FindingEvent, FindingState, never> = {
  name: 'finding',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: [],
  key: (command) => onChainKey((command as FindingCommand).data),
}
