import {
  testPlayCommands, testPlayEvents, type CommandOf, type MessagesOf, type TestAct,
} from '@stablegate/contracts'
import { accept, reject, type Aggregate, type ClockChange, type Decision } from '@stablegate/kernel'
import { acceptorOf, sceneAfter, stepAfter, type Scene } from './script.ts'

export type PlayCommand = CommandOf<typeof testPlayCommands>
export type PlayEvent = MessagesOf<typeof testPlayEvents>

export type PlayState = {
  readonly scene?: Scene
  /** The act that waits for its time. */
  readonly next?: { readonly clockId: string; readonly act: TestAct }
}

export const playRejections = ['play_unknown', 'play_begun', 'not_waited_for'] as const
type PlayRejection = (typeof playRejections)[number]
type PlayDecision = Decision<PlayEvent, PlayRejection>

const off: ClockChange = { kind: 'act', off: true }

/** Whatever becomes known replaces what was about to be done: it was meant for how things were. */
const record = (command: Extract<PlayCommand, { type: 'test-mode.play.record' }>, state: PlayState): PlayDecision => {
  const { id, atMs, data: { payment, fact } } = command
  if (!state.scene) return reject('play_unknown')
  const step = stepAfter(fact, sceneAfter(fact, state.scene))
  const clocks: ClockChange[] = step
    ? [{ kind: 'act', clockId: `${id}:act`, dueAtMs: atMs + step.afterMs }]
    : state.next ? [off] : []
  return accept({ type: 'play.noted', data: { payment, fact, ...(step ? { next: step.act } : {}), atMs, clocks } })
}

const decide = (command: PlayCommand, state: PlayState): PlayDecision => {
  const { atMs } = command
  switch (command.type) {
    case 'test-mode.play.begin':
      if (state.scene) return reject('play_begun')
      return accept({ type: 'play.begun', data: { ...command.data, atMs } })
    case 'test-mode.play.record': return record(command, state)
    case 'test-mode.play.clock': {
      const { key, clockId } = command.data
      if (!state.scene || state.next?.clockId !== clockId) return reject('not_waited_for')
      const acted = { payment: key, act: state.next.act, acceptor: acceptorOf(state.scene), atMs, clocks: [off] }
      return accept({ type: 'play.acted', data: acted })
    }
  }
}

const nextOf = (act: TestAct | undefined, clocks: readonly ClockChange[] | undefined): Pick<PlayState, 'next'> => {
  const set = clocks?.[0]
  return act && set && 'clockId' in set ? { next: { clockId: set.clockId, act } } : {}
}

const evolve = (state: PlayState, event: PlayEvent): PlayState => {
  switch (event.type) {
    case 'play.begun': return { scene: { script: event.data.script, offers: 0, claims: 0 } }
    case 'play.noted': {
      const { fact, next, clocks } = event.data
      return state.scene ? { scene: sceneAfter(fact, state.scene), ...nextOf(next, clocks) } : state
    }
    case 'play.acted': return state.scene ? { scene: state.scene } : {}
  }
}

/** What the bots do with one payment, told by its amount: a step for each fact, each at its time. */
export const play: Aggregate<PlayCommand, PlayEvent, PlayState, PlayRejection> = {
  name: 'play',
  decider: { initial: () => ({}), decide, evolve },
  commands: Object.values(testPlayCommands),
  events: Object.values(testPlayEvents),
  rejections: playRejections,
  key: (command) => {
    const { type, data } = command as PlayCommand
    return type === 'test-mode.play.clock' ? data.key : data.payment
  },
  clocks: (event) => event.data.clocks ?? [],
}
