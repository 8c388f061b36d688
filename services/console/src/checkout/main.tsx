import './checkout.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LanguageProvider } from '../language/language.tsx'
import { CheckoutPage } from './checkout-page.tsx'
import { earlyIn } from './early.ts'

// The address is /checkout/<payment>; beside the development server it is ?payment=<payment>.
const { pathname, search } = globalThis.location
const payment = new URLSearchParams(search).get('payment') ?? decodeURIComponent(pathname.split('/')[2] ?? '')
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider><CheckoutPage payment={payment} early={earlyIn(root, payment)} /></LanguageProvider>
    </StrictMode>,
  )
}
