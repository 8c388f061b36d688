import { decode } from '@stablegate/kernel'
import type { Refusal, World } from '../engine/world.ts'

/** Codes that the kernel gives without asking the decider. */
const ofTheKernel = new Set(['command_id_reused', 'malformed_command'])

/**
 * Decides a refused command again on all of its stream. The stream stood still while it was decided,
 * so the same refusal must come out; anything else was decided on a stale state.
 */
export const unjustified = (
  world: World,
  { aggregate, stream, envelope, code, nowMs }: Refusal,
): string | undefined => {
  if (ofTheKernel.has(code)) return undefined
  let state = aggregate.decider.initial()
  let atMs = nowMs
  for (const stored of world.store.readStreamNow(stream, 0, Number.MAX_SAFE_INTEGER)) {
    const spec = aggregate.events.find(({ type }) => type === stored.type)
    if (!spec) return `${stored.type} is unknown`
    state = aggregate.decider.evolve(state, {
      type: stored.type,
      data: spec.parse(decode(stored.data)),
    })
    atMs = Math.max(atMs, decode<{ readonly atMs: number }>(stored.metadata).atMs)
  }
  const data = aggregate.commands.find(({ type }) => type === envelope.type)?.parse(envelope.data)
  const command = { type: envelope.type, data, id: envelope.id, atMs, actor: envelope.actor }
  const decision = aggregate.decider.decide(command, state)
  if ('rejected' in decision) {
    return decision.rejected === code
      ? undefined
      : `${envelope.type} on ${stream}: ${code}, but ${decision.rejected} on the whole stream`
  }
  const claimed = decision.events.flatMap((event) => [...(aggregate.claims?.(event) ?? [])])
  if (claimed.some((claim: { readonly rejected: string }) => claim.rejected === code))
    return undefined
  return `${envelope.type} on ${stream}: ${code}, but accepted on the whole stream`
}
