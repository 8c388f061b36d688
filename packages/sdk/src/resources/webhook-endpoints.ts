import type {
  Acted, ChangeWebhookEndpointBody, CreateWebhookEndpointAnswer, CreateWebhookEndpointBody, GetWebhookEndpointAnswer, ListDeliveriesItem,
  ListDeliveriesQuery, RedeliverBody, RotateWebhookSecretAnswer, RotateWebhookSecretBody,
} from '../generated/api.ts'
import { Paged, type Page } from '../http/paged.ts'
import type { ReadOptions, Transport, WriteOptions } from '../http/transport.ts'

const log = 'notifier'
const pathOf = (endpoint: string): string => `/v1/webhook_endpoints/${encodeURIComponent(endpoint)}`

export class WebhookEndpoints {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The answer's `secret` is shown this once: keep it where your receiver reads it. */
  create(body: CreateWebhookEndpointBody, options?: WriteOptions): Promise<CreateWebhookEndpointAnswer> {
    return this.#transport.post({ path: '/v1/webhook_endpoints', body }, options)
  }

  async list(options?: ReadOptions): Promise<readonly GetWebhookEndpointAnswer[]> {
    const { data } = await this.#transport.get<Page<GetWebhookEndpointAnswer>>({ path: '/v1/webhook_endpoints', log }, options)
    return data
  }

  get(endpoint: string, options?: ReadOptions): Promise<GetWebhookEndpointAnswer> {
    return this.#transport.get({ path: pathOf(endpoint), log }, options)
  }

  /** A new secret. For the overlap both sign: give your receiver both, later only the new one. */
  rotateSecret(
    endpoint: string, body: RotateWebhookSecretBody = {}, options?: WriteOptions,
  ): Promise<RotateWebhookSecretAnswer> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/rotate_secret`, body }, options)
  }

  /** Changes what is named; the secret and the sequence stay. Also what waits already goes to the new URL. */
  change(endpoint: string, body: ChangeWebhookEndpointBody, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: pathOf(endpoint), body }, options)
  }

  /** Nothing is sent until it is resumed; what happens meanwhile waits, for 30 days. */
  pause(endpoint: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/pause` }, options)
  }

  /** Sends what waited, in the order of the sequence. */
  resume(endpoint: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/resume` }, options)
  }

  /** Nothing is sent, nor queued: what happens meanwhile is missed there until you rewind. */
  disable(endpoint: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/disable` }, options)
  }

  enable(endpoint: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/enable` }, options)
  }
}

export class Deliveries {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** What was sent to an endpoint, how often, and what came back; newest first. */
  list(endpoint: string, query: ListDeliveriesQuery = {}, options?: ReadOptions): Paged<ListDeliveriesItem> {
    return new Paged((last) => this.#transport.get<Page<ListDeliveriesItem>>({
      path: `${pathOf(endpoint)}/deliveries`, log, query: { ...query, before: last?.sequence ?? query.before },
    }, options))
  }

  /** Sends a span of the sequence once more, both ends included: one event, or a rewind. */
  redeliver(endpoint: string, body: RedeliverBody, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(endpoint)}/redeliver`, body }, options)
  }
}
