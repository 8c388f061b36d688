import { keyCommands, keyEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type KeyCommand = CommandOf<typeof keyCommands>
export type KeyEvent = MessagesOf<typeof keyEvents>

export const keyRejections = ['key_exists', 'key_unknown', 'key_revoked'] as const
export type KeyRejection = (typeof keyRejections)[number]

type KeyState = { holder?: string; hash: string; revoked: boolean }

const decide = (command: KeyCommand, state: KeyState): Decision<KeyEvent, KeyRejection> => {
  switch (command.type) {
    case 'gateway.key.issue':
      if (state.holder !== undefined) return reject('key_exists')
      return accept({ type: 'key.issued', data: { ...command.data, atMs: command.atMs } })
    case 'gateway.key.revoke': {
      // Somebody else's key is as unknown as one that never was.
      if (state.holder !== command.data.holder) return reject('key_unknown')
      if (state.revoked) return reject('key_revoked')
      const { key, holder } = command.data
      return accept({ type: 'key.revoked', data: { key, holder, hash: state.hash, atMs: command.atMs } })
    }
    default: return unreachable(command)
  }
}

const evolve = (state: KeyState, event: KeyEvent): KeyState => {
  switch (event.type) {
    case 'key.issued':
      state.holder = event.data.holder
      state.hash = event.data.hash
      return state
    case 'key.revoked':
      state.revoked = true
      return state
    default: return unreachable(event)
  }
}

const decider: Decider<KeyCommand, KeyEvent, KeyState, KeyRejection> = {
  initial: () => ({ hash: '', revoked: false }), decide, evolve,
}

/** An API key, known by the digest of its secret alone. */
export const key: Aggregate<KeyCommand, KeyEvent, KeyState, KeyRejection> = {
  name: 'key',
  decider,
  commands: Object.values(keyCommands),
  events: Object.values(keyEvents),
  rejections: keyRejections,
  key: (command) => (command as KeyCommand).data.key,
}
