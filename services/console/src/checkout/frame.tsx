import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { amountText } from '../format/money.ts'
import { countdownText } from '../format/time.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { useServerNow } from './clock.ts'
import { stepOf, steps, type Stage } from './stage.ts'
import { checkoutTexts } from './texts.ts'
import type { CheckoutView } from './use-checkout.ts'

const Expiry = ({ until }: { readonly until: string }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const nowMs = useServerNow()
  return (
    <p className="expiry">
      {t.expires} <time role="timer" dateTime={until} suppressHydrationWarning>{countdownText(Date.parse(until), nowMs)}</time>
    </p>
  )
}

/** Who is paid, how much, for what: above everything, in every state. */
export const Head = ({ view, stage }: { readonly view: CheckoutView; readonly stage: Stage | undefined }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language } = useLanguage()
  return (
    <div className="head">
      <p className="whom">{view.paid_to === '' ? t.payment : t.pay(view.brand.name ?? view.paid_to)}</p>
      <p className="sum">{amountText(view.amount, language)} <span>{view.amount.currency}</span></p>
      {view.brand.name !== null && view.brand.name !== view.paid_to && <p className="verified">{t.verified(view.paid_to)}</p>}
      {view.description !== null && <p className="what">{view.description}</p>}
      {stage === 'choose' && <Expiry until={view.expires_at} />}
    </div>
  )
}

export const Progress = ({ stage, view }: { readonly stage: Stage; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const at = stepOf(stage, view.on_chain?.status)
  return (
    <ol className="progress" aria-label={t.progress}>
      {steps.map((step, index) => (
        <li key={step} className={index < at ? 'past' : index === at ? 'now' : ''} aria-current={index === at ? 'step' : undefined}>
          {t.steps[step]}
        </li>
      ))}
    </ol>
  )
}

/** Until when something is waited for, where somebody has to act before. */
export const Deadline = ({ label, until }: { readonly label: string; readonly until: string | null }): ReactNode => {
  const nowMs = useServerNow()
  if (until === null || Date.parse(until) <= nowMs) return null
  return <p className="hint centred">{label} <time role="timer" dateTime={until}>{countdownText(Date.parse(until), nowMs)}</time></p>
}

export const Frame = ({ isLost, isTest, children }: {
  readonly isLost: boolean; readonly isTest: boolean; readonly children: ReactNode
}): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language, choose } = useLanguage()
  return (
    <>
      {isTest && <p className="test">{t.test}</p>}
      <main>
        <p className="lost" role="status">{isLost ? t.lost : ''}</p>
        {children}
      </main>
      <footer>
        <span><IconLock size={14} aria-hidden /> {t.powered}</span>
        <button type="button" lang={language === 'en' ? 'zh-Hans' : 'en'} onClick={() => choose(language === 'en' ? 'zh' : 'en')}>
          {t.language}
        </button>
      </footer>
    </>
  )
}
