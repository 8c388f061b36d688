import { useState, type ReactNode } from 'react'
import { moneyText } from '../format/money.ts'
import { countdownText } from '../format/time.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { wordIn } from '../language/texts.ts'
import { useServerNow } from './clock.ts'
import { ConfirmedButton } from './confirmed-button.tsx'
import { CopyLine } from './copied.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

const Claim = ({ checkout }: { readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts).claim
  const act = useAct(checkout)
  const [reference, setReference] = useState('')
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.claim({ bank_reference: reference }, once))
    }}>
      <h2>{t.title}</h2>
      <label className="field">{t.reference}
        <input required maxLength={80} autoComplete="off" value={reference} aria-describedby="reference-hint"
          onChange={(event) => setReference(event.target.value)} />
      </label>
      <p className="hint" id="reference-hint">{t.hint}</p>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy}>{t.submit}</button>
      <p className="hint centred">{t.confirm}</p>
    </form>
  )
}

/** How long there is, as digits and as a line that gets shorter. */
const TimeLeft = ({ until }: { readonly until: string }): ReactNode => {
  const t = useTexts(checkoutTexts).instructions
  const nowMs = useServerNow()
  const leftMs = Date.parse(until) - nowMs
  return (
    <p className={leftMs < 120_000 ? 'left urgent' : 'left'}>
      <span>{t.left}</span><time dateTime={until} role="timer">{countdownText(Date.parse(until), nowMs)}</time>
    </p>
  )
}

/** Where to pay. Only the browser that chose is told. */
export const Instructions = ({ checkout, view }: { readonly checkout: UseCheckout; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language } = useLanguage()
  const act = useAct(checkout)
  const { instructions } = view
  const isGrace = view.state === 'grace'
  return (
    <>
      {instructions && (
        <section aria-label={t.instructions.title}>
          <h1 className="stage">{t.instructions.title}</h1>
          <p className="hint">{wordIn(t.methods, instructions.method)} · {t.instructions.once}</p>
          {isGrace || !view.deadline_at
            ? <p className="note">{t.instructions.grace}</p>
            : <TimeLeft until={view.deadline_at} />}
          <dl className="lines">
            <CopyLine strong label={t.instructions.amount} value={instructions.amount.amount}
              shown={moneyText(instructions.amount, language)} />
            {Object.entries(instructions.details).map(([field, value]) => (
              <CopyLine key={field} label={wordIn(t.instructions.fields, field)} value={value} />
            ))}
          </dl>
        </section>
      )}
      <Claim checkout={checkout} />
      {isGrace
        ? <ConfirmedButton label={t.notPaid.start} sure={t.notPaid.sure} yes={t.notPaid.yes} act={act}
            run={(client, once) => client.stateNotPaid(once)} />
        : <ConfirmedButton label={t.cancel.start} sure={t.cancel.sure} yes={t.cancel.yes} act={act}
            run={(client, once) => client.cancel(once)} />}
    </>
  )
}
