import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useNow } from '../format/now.ts'
import { countdownText, fullTimeText, relativeText, timeText } from '../format/time.ts'
import { useLanguage } from '../language/language.tsx'

/** A time, short; the whole of it for who points at it. */
export const When = ({ at, relative = false }: { readonly at: string | null | undefined; readonly relative?: boolean }): ReactNode => {
  const { language } = useLanguage()
  const nowMs = useNow(30_000)
  if (!at) return '–'
  return (
    <Tooltip label={fullTimeText(at, language)}>
      <time dateTime={at} className="amount">{relative ? relativeText(at, language, nowMs) : timeText(at, language, nowMs)}</time>
    </Tooltip>
  )
}

/** Time that is left until a deadline. */
export const Countdown = ({ until }: { readonly until: string }): ReactNode => {
  const nowMs = useNow()
  return <time dateTime={until} className="amount" role="timer">{countdownText(Date.parse(until), nowMs)}</time>
}
