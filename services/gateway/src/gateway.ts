import { ledgerOf, type LedgerId, type Spec } from '@stablegate/contracts'
import type { After, HostContext } from '@stablegate/host'
import { uuidv5, type Message } from '@stablegate/kernel'
import type { z } from 'zod'
import type { GatewaySettings } from './config.ts'
import { MasterKey } from './crypto/master-key.ts'
import { Vault } from './crypto/vault.ts'
import { actorOf, type Caller } from './http/caller.ts'
import { Problem, problemOfRejection } from './http/problem.ts'
import { ListPartyScreener, type PartyScreener } from './screening/party-screening.ts'
import { Choices } from './store/choices.ts'
import { EvidenceFiles } from './store/evidence.ts'
import { IdempotencyKeys } from './store/idempotency.ts'
import { subjectKeys } from './store/subject-keys.ts'
import { KeyUses } from './store/key-uses.ts'
import { Sessions } from './users/sessions.ts'

type Asked = { readonly caller: Caller; readonly seed: string; readonly requestId: string }

export type Accepted = { readonly events: readonly Message[]; readonly position: After }

/** When it was decided: the time that the log keeps. */
export const decidedAtMs = ({ events }: Accepted, fallbackMs: number): number => {
  const data = events[0]?.data as { readonly atMs?: unknown } | undefined
  return typeof data?.atMs === 'number' ? data.atMs : fallbackMs
}

/** How long an answer of a service is waited for. */
const sendTimeoutMs = 8_000

/** What all operations stand on: the way to the services, and the secrets of the door. */
export class Gateway {
  readonly host: HostContext
  readonly settings: GatewaySettings
  readonly master: MasterKey
  readonly vault: Vault
  readonly evidence: EvidenceFiles
  readonly idempotency: IdempotencyKeys
  readonly choices: Choices
  readonly sessions: Sessions
  readonly keyUses: KeyUses
  readonly parties: PartyScreener

  constructor(host: HostContext, settings: GatewaySettings) {
    this.host = host
    this.settings = settings
    this.master = new MasterKey(settings.masterKey)
    this.vault = new Vault(this.master, subjectKeys(host.pool))
    this.evidence = new EvidenceFiles(host.pool, this.vault)
    this.choices = new Choices(host.pool)
    this.idempotency = new IdempotencyKeys(host.pool, this.master, () => host.clock.now())
    this.keyUses = new KeyUses(host)
    this.parties = new ListPartyScreener(settings.parties)
    this.sessions = new Sessions({ host, master: this.master, publicUrl: settings.publicUrl, passkeyOrigin: settings.passkeyOrigin })
  }

  get livemode(): boolean {
    return this.host.livemode
  }

  get ledger(): LedgerId {
    return ledgerOf(this.livemode)
  }

  /**
   * Sends a command and answers what was decided. Its id is a function of the request, so that a
   * repeated request repeats the command. Refusals and failures are thrown as problems.
   */
  async send<S extends Spec>(call: Asked, spec: S, data: z.input<S['schema']>, ordinal = 0): Promise<Accepted> {
    const answer = await this.host.commands.send(spec.type, spec.parse(data), {
      id: uuidv5('command', call.seed, ordinal), actor: actorOf(call.caller), correlationId: call.requestId,
      timeoutMs: sendTimeoutMs,
    })
    switch (answer.status) {
      case 'accepted':
        return { events: answer.events, position: { log: answer.log, position: answer.position } }
      case 'rejected': throw problemOfRejection(answer.code, answer.detail)
      case 'retry': throw new Problem('temporarily_unavailable', { retryAfterMs: 1_000 })
      case 'broken':
        this.host.logger.error({ command: spec.type, requestId: call.requestId }, answer.message)
        throw new Problem('internal_error')
    }
  }

  /**
   * Asks a service. Throws a problem when no answer can be had, and where `after` is a position of a
   * log that the service's answer does not come from: nobody can say when it is reached.
   */
  async ask<Value>(service: string, name: string, input: unknown, after?: After): Promise<Value> {
    if (after && after.log !== service) {
      throw new Problem('header_invalid', { detail: `Read-After names a position of ${after.log}, but this comes from ${service}` })
    }
    const answer = await this.host.queries.ask<Value>(service, name, input, after ? { after } : {})
    switch (answer.status) {
      case 'answered': return answer.value
      case 'stale': throw new Problem('stale', { retryAfterMs: 500 })
      case 'refused': throw new Problem('request_invalid', { detail: answer.reason })
      case 'unavailable':
        this.host.logger.warn({ service, query: name, reason: answer.reason }, 'a query was not answered')
        throw new Problem('temporarily_unavailable', { retryAfterMs: 1_000 })
    }
  }

  /**
   * Whether a stream of any service stands. The log is asked, not a read model: what was just made
   * is there.
   */
  async exists(stream: string): Promise<boolean> {
    return (await this.host.events.readStream(stream, 0, 1)).length > 0
  }
}
