import { sweepCommands, sweepEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { cheaperWay } from './sweep-cost.ts'

export type SweepCommand = CommandOf<typeof sweepCommands>
export type SweepEvent = MessagesOf<typeof sweepEvents>
type CommandNamed<Key extends keyof typeof sweepCommands> =
  Extract<SweepCommand, { readonly type: (typeof sweepCommands)[Key]['type'] }>
type Planned = Extract<SweepEvent, { type: 'sweep.planned' }>['data']

/** Why a command on a sweep is refused. */
export const sweepRejections = ['sweep_unknown'] as const
export type SweepRejection = (typeof sweepRejections)[number]
type Outcome = Decision<SweepEvent, SweepRejection>

/**
 * `none`: nothing is lent, or will be. `asked`: it may be lent any moment, and so it may while `given_up`.
 * `lent`: it must be taken back. `returning`: that is asked for. `returned`: over.
 */
export type Lending = 'none' | 'asked' | 'given_up' | 'lent' | 'returning' | 'returned'

export type SweepState = {
  readonly planned?: Planned
  readonly lending: Lending
  readonly moved?: 'landed' | 'withdrawn'
  readonly clockId?: string
  readonly costs: ReadonlyMap<string, number>
  readonly ended: boolean
}

/** One clock a sweep: first for the energy to come, then for the address to move with it. */
export const lendingClock = 'lending'

const isOver = ({ lending, moved, ended }: SweepState): boolean =>
  !ended && (moved === 'landed' || moved === 'withdrawn') && (lending === 'none' || lending === 'returned')

const plan = ({ id, data, atMs }: CommandNamed<'plan'>, { planned }: SweepState): Outcome => {
  if (planned) return accept()
  const { patienceMs, ...what } = data
  const { way, burnSun, lendSun, stakeSun } = cheaperWay(data.facts)
  return accept({
    type: 'sweep.planned',
    data: {
      ...what, way, burnSun, ...(lendSun === undefined ? {} : { lendSun }), stakeSun, clockId: id, untilMs: atMs + patienceMs, atMs,
    },
  })
}

/** The address has moved, or will not for now: nothing that it was lent stays with it. */
const afterMove = (state: SweepState, outcome: 'landed' | 'halted' | 'withdrawn', sweep: string, atMs: number): SweepEvent[] => [
  ...(outcome === 'halted' || state.moved === 'landed' || state.moved === 'withdrawn'
    ? []
    : [{ type: 'sweep.moved', data: { sweep, outcome, atMs } } as const]),
  ...(state.lending === 'lent' ? [{ type: 'sweep.return_asked', data: { sweep, reason: outcome, atMs } } as const] : []),
]

const ofLend = (
  { data: { sweep, outcome }, id, atMs }: CommandNamed<'recordPart'>, state: SweepState, planned: Planned,
): SweepEvent[] => {
  const { lending, moved } = state
  if (lending !== 'asked' && lending !== 'given_up') return []
  switch (outcome) {
    case 'halted': return lending === 'asked' ? [{ type: 'sweep.lend_given_up', data: { sweep, reason: 'halted', atMs } }] : []
    case 'withdrawn': return [{ type: 'sweep.lend_ended', data: { sweep, atMs } }]
    case 'landed': {
      const untilMs = atMs + planned.untilMs - planned.atMs
      const lent: SweepEvent = { type: 'sweep.lent', data: { sweep, clockId: id, untilMs, atMs } }
      // Burnt meanwhile, by a person's hand or another way: it is of no use any more.
      return moved === undefined ? [lent] : [lent, { type: 'sweep.return_asked', data: { sweep, reason: moved, atMs } }]
    }
  }
}

const recordPart = (command: CommandNamed<'recordPart'>, state: SweepState, planned: Planned): SweepEvent[] => {
  const { data: { sweep, part, outcome }, atMs } = command
  switch (part) {
    case 'lend': return ofLend(command, state, planned)
    case 'move': return afterMove(state, outcome, sweep, atMs)
    case 'back':
      return state.lending === 'returning' && outcome !== 'halted' ? [{ type: 'sweep.returned', data: { sweep, outcome, atMs } }] : []
  }
}

const recordCost = ({ data, atMs }: CommandNamed<'recordCost'>, { costs }: SweepState): SweepEvent[] => {
  if (costs.has(data.txid)) return []
  const costSun = [...costs.values()].reduce((sum, sun) => sum + sun, data.feeSun)
  return [{ type: 'sweep.charged', data: { ...data, costSun, atMs } }]
}

/** Only the clock that is awaited counts. */
const clock = ({ data, atMs }: CommandNamed<'clock'>, { lending, clockId }: SweepState): SweepEvent[] => {
  if (data.clockId !== clockId) return []
  const sweep = data.key
  if (lending === 'asked') return [{ type: 'sweep.lend_given_up', data: { sweep, reason: 'late', atMs } }]
  return lending === 'lent' ? [{ type: 'sweep.return_asked', data: { sweep, reason: 'late', atMs } }] : []
}

const eventsOf = (
  command: Exclude<SweepCommand, CommandNamed<'plan'>>, state: SweepState, planned: Planned,
): SweepEvent[] => {
  switch (command.type) {
    case 'treasury.sweep.record_part': return recordPart(command, state, planned)
    case 'treasury.sweep.record_cost': return recordCost(command, state)
    case 'treasury.sweep.clock': return clock(command, state)
    default: return unreachable(command)
  }
}

const decide = (command: SweepCommand, state: SweepState): Outcome => {
  if (command.type === 'treasury.sweep.plan') return plan(command, state)
  const { planned } = state
  if (!planned) return reject('sweep_unknown')
  const events = eventsOf(command, state, planned)
  const { sweep } = planned
  return isOver(events.reduce(evolve, state))
    ? accept<SweepEvent>(...events, { type: 'sweep.ended', data: { sweep, atMs: command.atMs } })
    : accept(...events)
}

const evolve = (state: SweepState, event: SweepEvent): SweepState => {
  switch (event.type) {
    case 'sweep.planned': {
      const lending = event.data.way === 'lend' ? 'asked' : 'none'
      return { ...state, planned: event.data, lending, clockId: event.data.clockId }
    }
    case 'sweep.lent': return { ...state, lending: 'lent', clockId: event.data.clockId }
    case 'sweep.lend_given_up': return { ...state, lending: 'given_up' }
    case 'sweep.lend_ended': return { ...state, lending: 'none' }
    case 'sweep.moved': return { ...state, moved: event.data.outcome }
    case 'sweep.return_asked': return { ...state, lending: 'returning' }
    case 'sweep.returned': return { ...state, lending: 'returned' }
    case 'sweep.charged': return { ...state, costs: new Map(state.costs).set(event.data.txid, event.data.feeSun) }
    case 'sweep.ended': return { ...state, ended: true }
    default: return unreachable(event)
  }
}

export const sweepDecider: Decider<SweepCommand, SweepEvent, SweepState, SweepRejection> = {
  initial: () => ({ lending: 'none', costs: new Map(), ended: false }), decide, evolve,
}

/** One sweep of one address: how it is paid for, what it cost, and that what was lent comes back. */
export const sweep: Aggregate<SweepCommand, SweepEvent, SweepState, SweepRejection> = {
  name: 'sweep',
  decider: sweepDecider,
  commands: Object.values(sweepCommands),
  events: Object.values(sweepEvents),
  rejections: sweepRejections,
  key: (command) => {
    const { type, data } = command as SweepCommand
    return type === 'treasury.sweep.clock' ? data.key : data.sweep
  },
  clocks: (event) => {
    switch (event.type) {
      case 'sweep.planned':
        return event.data.way === 'lend' ? [{ kind: lendingClock, clockId: event.data.clockId, dueAtMs: event.data.untilMs }] : []
      case 'sweep.lent': return [{ kind: lendingClock, clockId: event.data.clockId, dueAtMs: event.data.untilMs }]
      case 'sweep.lend_given_up':
      case 'sweep.lend_ended':
      case 'sweep.return_asked': return [{ kind: lendingClock, off: true }]
      default: return []
    }
  },
}
