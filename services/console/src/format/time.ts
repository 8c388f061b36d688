import { localeOf } from './money.ts'
import type { Language } from '../language/texts.ts'

/** Short where it is near: the time of today, else the day as well. */
export const timeText = (at: string, language: Language, nowMs: number): string => {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date(nowMs).toDateString()
  return new Intl.DateTimeFormat(localeOf(language), isToday
    ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
    : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(date)
}

export const fullTimeText = (at: string, language: Language): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(at))

export const dayText = (at: string, language: Language): string =>
  new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'short' }).format(new Date(at))

const units = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const

/** "in 3 hours", "2 minutes ago". */
export const relativeText = (at: string, language: Language, nowMs: number): string => {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000)
  const [unit, length] = units.find(([, long]) => Math.abs(seconds) >= long) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }).format(Math.trunc(seconds / length), unit)
}

/** Time left as a clock face: "14:09", "1:02:33", "3 d 4 h" when it is long. Never below zero. */
export const countdownText = (untilMs: number, nowMs: number): string => {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** How long something took: "42 s", "6 min", "3 h". */
export const lengthText = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`
  return `${(ms / 3_600_000).toFixed(1)} h`
}
