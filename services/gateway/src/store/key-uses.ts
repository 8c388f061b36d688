import type { HostContext } from '@stablegate/host'

/** A key's last use is written this often at most: it is for people who look for keys that nobody needs. */
const everyMs = 60_000
const maxRemembered = 50_000

/** When keys were last used, to the minute. */
export class KeyUses {
  readonly #host: Pick<HostContext, 'pool' | 'clock' | 'logger'>
  readonly #written = new Map<string, number>()

  constructor(host: Pick<HostContext, 'pool' | 'clock' | 'logger'>) {
    this.#host = host
  }

  /** Never waits and never fails: a request does not depend on it. */
  note(key: string): void {
    const nowMs = this.#host.clock.now()
    if (nowMs - (this.#written.get(key) ?? 0) < everyMs) return
    if (this.#written.size >= maxRemembered) this.#written.clear()
    this.#written.set(key, nowMs)
    this.#host.pool.query(
      `insert into key_uses as u (key, at_ms) values ($1, $2) on conflict (key) do update set at_ms = greatest(u.at_ms, $2)`, [key, nowMs],
    ).catch((error: unknown) => this.#host.logger.warn({ err: error }, 'the use of a key was not noted'))
  }

  async lastOf(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.#host.pool.query<{ key: string; at_ms: bigint }>('select key, at_ms from key_uses where key = any($1)',
      [[...keys]])
    return new Map(found.rows.map(({ key, at_ms: atMs }) => [key, Number(atMs)]))
  }
}
