import { randomUUID } from 'node:crypto'
import type { BookPolicy, FiatCurrency, LedgerId } from '@stablegate/contracts'
import type { HostContext, Worker } from '@stablegate/host'
import { referenceOf, type ReferenceOutcome } from '../domain/reference.ts'
import type { PriceSource } from './price-source.ts'
import { sightingsOf, type Report } from './sightings.ts'

export type PriceWorkerOptions = {
  readonly context: Pick<HostContext, 'commands' | 'logger' | 'clock'>
  readonly ledger: LedgerId
  readonly sources: readonly PriceSource[]
  readonly pollMs: number
  /** A reference is recorded again after this long, though its price did not move. */
  readonly refreshMs: number
  /** Set once at the start, where it is to differ from the default. */
  readonly policy?: BookPolicy
}

type Recorded = { readonly price: string; readonly atMs: number }

/** Polls the sources and records a reference when it moved or is about to be too old. */
export class PriceWorker implements Worker {
  readonly name = 'prices'
  readonly exclusive = true
  readonly #options: PriceWorkerOptions
  readonly #recorded = new Map<FiatCurrency, Recorded>()
  readonly #trouble = new Map<string, string>()
  #running: Promise<void> | undefined

  constructor(options: PriceWorkerOptions) {
    this.#options = options
  }

  start(signal: AbortSignal): void {
    this.#recorded.clear()
    this.#running = this.#run(signal)
  }

  async stop(): Promise<void> {
    await this.#running
  }

  status(): Readonly<Record<string, unknown>> {
    return {
      sources: this.#options.sources.length,
      currencies: this.#recorded.size,
      trouble: Object.fromEntries(this.#trouble),
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { context, ledger, policy, pollMs } = this.#options
    if (policy) await this.#send('matching.book.set_policy', { ledger, policy })
    while (!signal.aborted) {
      await this.poll(signal)
      await context.clock.sleep(pollMs, signal)
    }
  }

  /** One round over all sources. */
  async poll(signal: AbortSignal): Promise<void> {
    const reports = await this.#readAll(signal)
    const { clock, logger } = this.#options.context
    for (const [currency, sightings] of sightingsOf(reports)) {
      if (signal.aborted) return
      const nowMs = clock.now()
      const outcome = referenceOf(sightings, nowMs)
      if ('refused' in outcome) {
        logger.warn({ currency, reason: outcome.refused }, 'no reference price')
        continue
      }
      if (this.#isNews(currency, outcome.price, nowMs)) await this.#record(currency, outcome, nowMs)
    }
  }

  async #readAll(signal: AbortSignal): Promise<readonly Report[]> {
    const reports = await Promise.all(
      this.#options.sources.map(async (source): Promise<Report | undefined> => {
        try {
          const prices = await source.read(signal)
          this.#trouble.delete(source.name)
          return { source: source.name, prices }
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error)
          if (!signal.aborted)
            this.#options.context.logger.warn(
              { source: source.name, reason },
              'price source failed',
            )
          this.#trouble.set(source.name, reason)
          return undefined
        }
      }),
    )
    return reports.filter((report) => report !== undefined)
  }

  #isNews(currency: FiatCurrency, price: string, nowMs: number): boolean {
    const known = this.#recorded.get(currency)
    return !known || known.price !== price || nowMs - known.atMs >= this.#options.refreshMs
  }

  async #record(
    currency: FiatCurrency,
    { price, inputs }: Extract<ReferenceOutcome, { price: string }>,
    atMs: number,
  ): Promise<void> {
    const { ledger } = this.#options
    const isAccepted = await this.#send('matching.book.record_reference', {
      ledger,
      currency,
      price,
      inputs,
    })
    if (isAccepted) this.#recorded.set(currency, { price, atMs })
  }

  /**
   * An answer that is not an acceptance is logged; the next round tries with what is known then.
   */
  async #send(type: string, data: unknown): Promise<boolean> {
    const { commands, logger } = this.#options.context
    const answer = await commands.send(type, data, {
      id: randomUUID(),
      actor: 'matching:prices',
      timeoutMs: 5_000,
    })
    if (answer.status === 'accepted') return true
    logger.warn({ type, answer }, 'the book did not take a price')
    return false
  }
}
