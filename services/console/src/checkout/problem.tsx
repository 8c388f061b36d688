import { ConnectionError, StablegateError } from '@stablegate/sdk/http'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { checkoutTexts, type CheckoutTexts } from './texts.ts'

const problemText = (error: unknown, t: CheckoutTexts['problems']): string => {
  if (error instanceof ConnectionError) return t.connection
  if (!(error instanceof StablegateError)) return t.other
  if (error.code.startsWith('not_while_')) return t.moved
  if (error.code === 'session_mismatch') return t.elsewhere
  if (error.code === 'request_invalid') return t.invalid
  return error.status === 429 || error.status >= 500 ? t.busy : error.detail
}

export const Problem = ({ error }: { readonly error: unknown }): ReactNode => {
  const t = useTexts(checkoutTexts)
  return error === undefined ? null : <p className="problem" role="alert">{problemText(error, t.problems)}</p>
}
