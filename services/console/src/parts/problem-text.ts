import { ConnectionError, StablegateError } from '@stablegate/sdk/http'
import type { ProblemTexts } from './problems.texts.ts'

/** What went wrong, for people: by its code where we have words for it, else as the API says it. */
export const problemText = (error: unknown, texts: ProblemTexts): string => {
  if (error instanceof ConnectionError) return texts.connection
  // What the browser itself says of a passkey is English, and for programmers.
  if (error instanceof DOMException && error.name === 'NotAllowedError') return texts.passkey_declined
  if (error instanceof DOMException && error.name === 'InvalidStateError') return texts.passkey_known
  if (!(error instanceof StablegateError)) return error instanceof Error ? error.message : String(error)
  if (error.code.startsWith('not_while_')) return texts.not_while
  return (texts.codes as Readonly<Record<string, string>>)[error.code] ?? error.detail
}

/** Errors of fields by their names in the form: `body/amount/amount` is the field `amount.amount`. */
export const fieldErrors = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof StablegateError
    ? Object.fromEntries(error.errors.map(({ pointer, detail }) =>
      [pointer.replace(/^body\//, '').replaceAll('/', '.'), detail]))
    : {}
