import type { ReactNode } from 'react'
import { moneyText } from '../format/money.ts'
import { countdownText } from '../format/time.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { useServerNow } from './clock.ts'
import { CopyLine } from './copied.tsx'
import { checkoutTexts } from './texts.ts'
import type { OnChain as Block } from './use-checkout.ts'

/** Paying by a transfer of one's own: an address of this payment alone. */
export const OnChain = ({ of }: { readonly of: Block }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const { language } = useLanguage()
  const nowMs = useServerNow()
  return (
    <section aria-label={t.title}>
      <p className="note danger">{t.warning(of.network)}</p>
      <div className="qr"><QrCode text={of.address} size={208} label={t.qr} /></div>
      <dl className="lines">
        <CopyLine strong label={t.amount} value={of.amount.amount} shown={moneyText(of.amount, language)} />
        <CopyLine label={t.address} value={of.address} />
        <div className="line"><dt>{t.network}</dt><dd>{of.network}</dd></div>
        <div className="line"><dt>{t.expires}</dt><dd><time role="timer" dateTime={of.expires_at}>
          {countdownText(Date.parse(of.expires_at), nowMs)}
        </time></dd></div>
      </dl>
      <p className={of.observed ? 'good' : 'hint centred'} role="status">
        {of.observed ? t.observed(moneyText(of.observed, language)) : t.waiting}
      </p>
    </section>
  )
}
