import type { Answer } from '@stablegate/kernel'
import type { World } from '../engine/world.ts'

/** Sends like a gateway: the same id again and again until somebody decides. */
export class Client {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  async send(type: string, data: unknown, actor: string): Promise<Answer> {
    const id = this.#world.random.uuid()
    for (;;) {
      try {
        const answer = await this.#world.send({
          id,
          type,
          data,
          actor,
          correlationId: id,
          causationId: id,
        })
        if (answer.status !== 'retry') return answer
      } catch {
        // Nobody answered in time: nothing is known, so the same id is sent again.
      }
      await this.wait(this.#world.random.between(200, 3_000))
    }
  }

  wait(delayMs: number): Promise<void> {
    const { scheduler } = this.#world
    return new Promise((resolve) => {
      scheduler.at(scheduler.nowMs + delayMs, undefined, resolve)
    })
  }
}
