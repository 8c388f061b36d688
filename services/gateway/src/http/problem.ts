import { problemKind } from './problem-catalog.ts'

export type FieldError = { readonly pointer: string; readonly detail: string }

/** An answer that is not the one hoped for, by its stable code (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly errors: readonly FieldError[] | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
    more: { readonly detail?: string; readonly errors?: readonly FieldError[]; readonly retryAfterMs?: number } = {},
  ) {
    super(more.detail ?? problemKind(code).title)
    this.code = code
    this.status = problemKind(code).status
    this.errors = more.errors
    this.retryAfterMs = more.retryAfterMs
  }
}

/** Of somebody else is as good as none: nobody learns which ids exist. */
const hidden = new Set(['not_your_order', 'not_your_payment', 'payment_unknown'])

/** The refusal of a service as the world sees it. */
export const problemOfRejection = (code: string, detail?: string): Problem =>
  hidden.has(code) ? new Problem('not_found') : new Problem(code, detail === undefined ? {} : { detail })

export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly request_id: string
  readonly errors?: readonly FieldError[]
}

export const problemBody = (problem: Problem, requestId: string): ProblemBody => ({
  // RFC 9457 lets it be relative: it leads to the reference of this very door.
  type: `/v1/docs/errors#${encodeURIComponent(problem.code)}`,
  title: problemKind(problem.code).title, status: problem.status, code: problem.code, detail: problem.message,
  request_id: requestId, ...(problem.errors ? { errors: problem.errors } : {}),
})
