import type { ReactNode } from 'react'
import { isZero, moneyText } from '../format/money.ts'
import { countdownText } from '../format/time.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { wordIn } from '../language/texts.ts'
import { QrCode } from '../parts/qr-code.tsx'
import { useServerNow } from './clock.ts'
import { ConfirmedButton } from './confirmed-button.tsx'
import { CopyLine } from './copied.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

type Block = NonNullable<CheckoutView['on_chain']>

export const ChooseOnChain = ({ checkout }: { readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const act = useAct(checkout)
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.chooseOnChain(once))
    }}>
      <p className="hint">{t.choose}</p>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy}>{t.start}</button>
    </form>
  )
}

/** Each transfer that was seen, as far as it is. */
const Transfers = ({ of }: { readonly of: Block }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const { language } = useLanguage()
  return (
    <div role="status">
      {of.observed.length === 0
        ? of.status === 'waiting' && <p className="hint centred pulse">{t.waiting}</p>
        : (
            <ul className="transfers" aria-label={t.transfers}>
              {of.observed.map(({ txid, amount, stage }) => (
                <li key={txid}><strong>{moneyText(amount, language)}</strong> <span>{wordIn(t.stages, stage)}</span></li>
              ))}
            </ul>
          )}
      {of.status === 'part_paid' && !isZero(of.missing) && <p className="note">{t.missing(moneyText(of.missing, language))}</p>}
      {of.status === 'unresolved' && <p className="note">{t.unresolved}</p>}
      {of.status === 'expired' && <p className="note">{t.late}</p>}
      {of.wrong_assets.length > 0 && <p className="note">{t.wrong}</p>}
    </div>
  )
}

const Where = ({ of, address }: { readonly of: Block; readonly address: string }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const { language } = useLanguage()
  const nowMs = useServerNow()
  const network = wordIn(t.networks, of.network)
  // Part of it came: what is shown to be sent is what is missing, so that nobody pays twice.
  const due = of.status === 'part_paid' ? of.missing : of.amount
  return (
    <>
      <p className="note danger">{t.warning(network)}</p>
      <div className="qr"><QrCode text={address} size={208} label={t.qr} /></div>
      <dl className="lines">
        <CopyLine strong label={t.amount} value={due.amount} shown={moneyText(due, language)} />
        <CopyLine label={t.address} value={address} />
        <div className="line"><dt>{t.network}</dt><dd>{network}</dd></div>
        <div className="line"><dt>{t.expires}</dt><dd>
          <time role="timer" dateTime={of.expires_at}>{countdownText(Date.parse(of.expires_at), nowMs)}</time>
        </dd></div>
      </dl>
    </>
  )
}

/** Paying by a transfer of one's own, to an address of this payment alone. */
export const OnChain = ({ of, checkout }: { readonly of: Block; readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const act = useAct(checkout)
  const isAwaited = of.status === 'waiting' || of.status === 'part_paid'
  return (
    <section aria-label={t.chain.title} className="chain">
      <h1 className="stage">{t.chain.title}</h1>
      {of.address === null
        ? <p className="hint pulse" role="status">{t.chain.preparing}</p>
        : isAwaited && <Where of={of} address={of.address} />}
      <Transfers of={of} />
      {of.observed.length === 0 && (
        <ConfirmedButton label={t.cancel.start} sure={t.cancel.sure} yes={t.cancel.yes} act={act}
          run={(client, once) => client.cancel(once)} />
      )}
    </section>
  )
}
