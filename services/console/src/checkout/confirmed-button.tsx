import { useState, type ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import type { Act } from './use-checkout.ts'

/** A quiet button for what cannot be undone: asks once more, in place. */
export const ConfirmedButton = ({ label, sure, yes, act, run }: {
  readonly label: string; readonly sure: string; readonly yes: string; readonly act: Act; readonly run: Parameters<Act['run']>[0]
}): ReactNode => {
  const t = useTexts(checkoutTexts).cancel
  const [isAsked, setAsked] = useState(false)
  if (!isAsked) return <button type="button" className="quiet" onClick={() => setAsked(true)}>{label}</button>
  return (
    <div className="asked" role="group" aria-label={label}>
      <p>{sure}</p>
      <Problem error={act.error} />
      <div className="pair">
        <button type="button" className="second" onClick={() => setAsked(false)} autoFocus>{t.no}</button>
        <button type="button" className="second danger" disabled={act.busy} onClick={() => void act.run(run)}>{yes}</button>
      </div>
    </div>
  )
}
