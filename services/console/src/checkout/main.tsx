import './checkout.css'
import { StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { languageHere, LanguageProvider } from '../language/language.tsx'
import { CheckoutPage } from './checkout-page.tsx'
import { earlyIn } from './early.ts'
import { typedIn } from './typed.ts'
import { hasSession } from './use-checkout.ts'

// The address is /checkout/<payment>; beside the development server it is ?payment=<payment>.
const { pathname, search } = globalThis.location
const payment = new URLSearchParams(search).get('payment') ?? decodeURIComponent(pathname.split('/')[2] ?? '')
const root = document.getElementById('root')
if (root) {
  const language = languageHere()
  const early = earlyIn(root, payment)
  // What the server drew is what somebody unknown sees, in the language that the browser asked for.
  const isDrawn = early !== undefined && root.dataset['drawn'] === language && !hasSession(payment)
  const page = (
    <StrictMode>
      <LanguageProvider initial={language}>
        <CheckoutPage payment={payment} early={isDrawn ? { ...early, typed: typedIn(root) } : early} />
      </LanguageProvider>
    </StrictMode>
  )
  if (isDrawn) hydrateRoot(root, page)
  else createRoot(root).render(page)
}
