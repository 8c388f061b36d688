import type { ClockChange, Outage } from '@stablegate/kernel'
import type { PaymentState, RunningClock } from './state.ts'

/** Clocks that belong to the state of an order: they stop when the state is left. */
export const orderClockKinds = [
  'match',
  'offer',
  'pay',
  'grace',
  'remind',
  'silent',
  'answer',
  'query',
  'refund',
  'evidence',
  'verdict',
  'case',
] as const
/** Clocks that belong to the payment or to its settled money. */
export const lastingClockKinds = [
  'expiry',
  'transfer',
  'release',
  'reserve',
  'appeal',
  'recall',
  'appeal_case',
  'recall_case',
] as const
export type ClockKind = (typeof orderClockKinds)[number] | (typeof lastingClockKinds)[number]

type Stamp = { readonly id: string; readonly atMs: number }

/** The id says which command set the clock, so a firing that was meant for an older one is told apart. */
export const setClock = (command: Stamp, kind: ClockKind, afterMs: number): ClockChange => ({
  kind,
  clockId: `${command.id}:${kind}`,
  dueAtMs: command.atMs + afterMs,
})

export const stopClock = (kind: ClockKind): ClockChange => ({ kind, off: true })

/** Leaves a state of the order: its clocks stop, the given ones start. Stops only clocks that run. */
export const turnClocks = (state: PaymentState, ...set: readonly ClockChange[]): ClockChange[] => {
  const stopped = orderClockKinds.filter(
    (kind) => state.clocks[kind] && !set.some((change) => change.kind === kind),
  )
  return [...stopped.map((kind) => stopClock(kind)), ...set]
}

/** Stops those of the kinds that run. */
export const stopClocks = (state: PaymentState, ...kinds: readonly ClockKind[]): ClockChange[] =>
  kinds.filter((kind) => state.clocks[kind]).map((kind) => stopClock(kind))

/** The union of spans, in order, without overlaps. */
const merged = (outages: readonly Outage[]): { fromMs: number; toMs: number }[] => {
  const spans: { fromMs: number; toMs: number }[] = []
  for (const { fromMs, toMs } of outages.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = spans.at(-1)
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs)
    else spans.push({ fromMs, toMs })
  }
  return spans
}

/** The clock pauses during outages: its due time moves by the time of them that passed while it ran. */
export const dueOverOutages = (clock: RunningClock, outages: readonly Outage[]): number => {
  let dueAtMs = clock.originalDueAtMs
  for (const { fromMs, toMs } of merged([...clock.outages, ...outages])) {
    if (toMs <= clock.setAtMs || fromMs >= dueAtMs) continue
    dueAtMs += toMs - Math.max(fromMs, clock.setAtMs)
  }
  return dueAtMs
}

/** The running clocks after an event. A shift keeps when the clock was set and when it was first due. */
export const foldClocks = (
  clocks: PaymentState['clocks'],
  changes: readonly ClockChange[],
  atMs: number,
  counted?: readonly Outage[],
): PaymentState['clocks'] => {
  const next: Record<string, RunningClock> = { ...clocks }
  for (const change of changes) {
    const { kind } = change
    const before = next[kind]
    if ('off' in change) delete next[kind]
    else if (counted && before) {
      const known = new Set(before.outages.map(({ id }) => id))
      const outages = [...before.outages, ...counted.filter(({ id }) => !known.has(id))]
      next[kind] = { ...before, clockId: change.clockId, dueAtMs: change.dueAtMs, outages }
    } else {
      const { clockId, dueAtMs } = change
      next[kind] = { kind, clockId, setAtMs: atMs, originalDueAtMs: dueAtMs, dueAtMs, outages: [] }
    }
  }
  return next
}
