import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { acceptorTexts } from './texts.ts'

/** Words of the API as this room says them. */
export const useWords = (): { readonly state: (state: string) => string; readonly method: (method: string) => string } => {
  const t = useTexts(acceptorTexts)
  return { state: (state) => wordIn(t.states, state), method: (method) => wordIn(t.methods, method) }
}

/** Colours only help; the word is always there. */
export const colorOf = (state: string): string => {
  if (state === 'settled' || state === 'split') return 'jade'
  if (state === 'claimed' || state === 'offered') return 'blue'
  if (state === 'disputed' || state === 'fiat_refund_due' || state === 'late_case' || state === 'amount_query') return 'orange'
  return 'gray'
}
