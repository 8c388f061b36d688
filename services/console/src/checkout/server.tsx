import { renderToString } from 'react-dom/server'
import { LanguageProvider } from '../language/language.tsx'
import type { Language } from '../language/texts.ts'
import { CheckoutPage } from './checkout-page.tsx'
import type { Early } from './early.ts'

/**
 * The page of a payment whose ways to pay are known, drawn before any script has come: the gateway
 * puts it into its answer, and the script takes it over as it stands. The same components draw both.
 */
export const draw = (early: Early, language: Language): string => renderToString(
  <LanguageProvider initial={language}><CheckoutPage payment={early.view.id} early={early} /></LanguageProvider>,
)
