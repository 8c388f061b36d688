import type { Random } from '../sim/engine/random.ts'
import { exits, type End, type ExitName } from './exits.ts'
import { Play } from './play.ts'
import type { Stage } from './stage.ts'

/** Payments by the exit they are sent to, in an order that the seed decides. */
export const programmeOf = (payments: number, random: Random): readonly ExitName[] => {
  const names = Object.keys(exits) as ExitName[]
  const hundred = names.flatMap((name) => Array.from({ length: exits[name].share }, () => name))
  const programme = Array.from(
    { length: payments }, (_, number) => hundred[number % hundred.length] ?? 'settledExactly')
  for (let last = programme.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const moved = programme[last] as ExitName
    programme[last] = programme[other] as ExitName
    programme[other] = moved
  }
  return programme
}

export type Played = {
  /** How each payment was left by its last actor. */
  readonly ends: Map<string, End>
  readonly failures: string[]
  readonly byExit: Map<ExitName, number>
}

export type LoadOptions = {
  readonly stage: Stage
  readonly atOnce: number
  /** What to play next, undefined when there is enough. */
  readonly next: () => ExitName | undefined
  readonly played: Played
}

export const nothingPlayed = (): Played => ({ ends: new Map(), failures: [], byExit: new Map() })

/** Plays payments, so many at once, until there are no more. A play that fails is told, not thrown. */
export const playAll = async ({ stage, atOnce, next, played }: LoadOptions): Promise<void> => {
  let number = 0
  const lane = async (): Promise<void> => {
    for (let name = next(); name !== undefined; name = next()) {
      const play = new Play(stage, number)
      number += 1
      try {
        const end = await exits[name].play(play)
        for (const payment of play.payments.slice(0, -1)) played.ends.set(payment, ['settled', 'settled'])
        played.ends.set(play.payment, end)
        played.byExit.set(name, (played.byExit.get(name) ?? 0) + 1)
      } catch (error) {
        played.failures.push(`${name} of ${play.payment}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
