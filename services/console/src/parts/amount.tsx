import type { ReactNode } from 'react'
import { amountText, type Money } from '../format/money.ts'
import { useLanguage } from '../language/language.tsx'

/** An amount with its currency, digits under digits. */
export const Amount = ({ of, sign = false }: { readonly of: Money | null | undefined; readonly sign?: boolean }): ReactNode => {
  const { language } = useLanguage()
  if (!of) return '–'
  const plus = sign && /[1-9]/.test(of.amount) && !of.amount.startsWith('-') ? '+' : ''
  return <span className="amount">{plus}{amountText(of, language)}<small>{of.currency}</small></span>
}
