/** Another watcher has begun, or an operator has rewound the chain: begin anew. */
export class SessionOver extends Error {
  override readonly name = 'SessionOver'
}

/** Nobody decided in time: the same round is tried again. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/**
 * What the nodes say cannot be squared with what was recorded, or with each other. Nothing is
 * credited until it can: a human must look when it lasts.
 */
export class ChainDistrusted extends Error {
  override readonly name = 'ChainDistrusted'
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}
