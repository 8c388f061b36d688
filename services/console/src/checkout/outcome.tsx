import { IconCheck, IconClock, IconGavel, IconReceiptRefund, IconX, type TablerIcon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { ConfirmedButton } from './confirmed-button.tsx'
import { Evidence } from './evidence.tsx'
import { Deadline } from './frame.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

const icons = { good: IconCheck, wait: IconClock, judge: IconGavel, back: IconReceiptRefund, end: IconX } as const satisfies
  Record<string, TablerIcon>

/** What came of it, or what is waited for: a sign, a sentence, and what can be done. */
export const Outcome = ({ kind, title, text, children }: {
  readonly kind: keyof typeof icons; readonly title: string; readonly text: string; readonly children?: ReactNode
}): ReactNode => {
  const Icon = icons[kind]
  return (
    <section className="outcome">
      <span className={`sign ${kind}`} aria-hidden><Icon size={34} stroke={2} /></span>
      <h1 className="stage">{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  )
}

export const BackToShop = ({ view, isMain = true }: { readonly view: CheckoutView; readonly isMain?: boolean }): ReactNode => {
  const t = useTexts(checkoutTexts).settled
  return view.return_url === null
    ? <p className="hint centred">{t.close}</p>
    : <a className={isMain ? 'main' : 'second'} href={view.return_url} rel="noreferrer">{t.back}</a>
}

/** Says, after all was decided, that it was decided wrong. */
export const Appeal = ({ checkout }: { readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts).appeal
  const act = useAct(checkout)
  const [isOpen, setOpen] = useState(false)
  const [isSent, setSent] = useState(false)
  const [reason, setReason] = useState('')
  if (isSent) return <p className="good" role="status">{t.sent}</p>
  if (!isOpen) return <button type="button" className="quiet" onClick={() => setOpen(true)}>{t.start}</button>
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.appeal({ reason }, once)).then(setSent)
    }}>
      <label className="field">{t.reason}
        <textarea required maxLength={200} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <Problem error={act.error} />
      <button type="submit" className="second" disabled={act.busy}>{t.submit}</button>
    </form>
  )
}

/** "I did pay", after the end. */
export const LateClaim = ({ checkout, label }: { readonly checkout: UseCheckout; readonly label: string }): ReactNode => {
  const t = useTexts(checkoutTexts).claim
  const act = useAct(checkout)
  const [isOpen, setOpen] = useState(false)
  const [reference, setReference] = useState('')
  if (!isOpen) return <button type="button" className="second" onClick={() => setOpen(true)}>{label}</button>
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.claimLate({ bank_reference: reference }, once))
    }}>
      <label className="field">{t.reference}
        <input required maxLength={80} autoComplete="off" value={reference} onChange={(event) => setReference(event.target.value)} />
      </label>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy}>{t.submit}</button>
    </form>
  )
}

export const Disputed = ({ checkout, view }: { readonly checkout: UseCheckout; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const act = useAct(checkout)
  return (
    <>
      <Outcome kind="judge" title={t.disputed.title} text={t.disputed.text}>
        <Deadline label={t.disputed.within} until={view.deadline_at} />
      </Outcome>
      <Evidence checkout={checkout} />
      <ConfirmedButton label={t.disputed.concede} sure={t.disputed.sure} yes={t.disputed.concede} act={act}
        run={(client, once) => client.concede(once)} />
    </>
  )
}
