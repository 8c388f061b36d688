/** What the notifier's queries answer: rows of `queries.notifier.<name>`. */

export type EndpointRow = {
  readonly id: string
  readonly owner: string
  readonly url: string
  /** With commas; empty: all. */
  readonly types: string
  readonly description: string
  readonly livemode: boolean
  readonly enabled: boolean
  readonly disabled_reason: string
  /** 0 where it is not paused. */
  readonly paused_at_ms: number
  readonly ed25519: boolean
  readonly key_id: string
  readonly secret_version: number
  readonly previous_until_ms: number
  readonly created_at_ms: number
  readonly api_version: string
}

/** A public event in the feed of its owner. */
export type FeedRow = {
  readonly id: string
  readonly owner: string
  readonly sequence: number
  readonly event: string
  readonly type: string
  readonly subject: string
  readonly livemode: boolean
  readonly payload: string
  readonly at_ms: number
  /** The form that the payload is in. */
  readonly api_version: string
}

export type DeliveryAttempt = {
  /** Where it went; null for those from before that was noted. */
  readonly url: string | null
  readonly at_ms: number
  readonly duration_ms: number
  readonly outcome: string
  readonly status: number | null
  readonly response_head: string
  readonly detail: string
}
export type DeliveryRecord = {
  readonly sequence: number
  readonly state: string
  readonly tries: number
  readonly due_at_ms: number
  readonly message: string
  readonly type: string
  /** The bytes that are signed, the same at every try. */
  readonly body: string
  readonly at_ms: number
  readonly attempts: readonly DeliveryAttempt[]
}
