import type { ReactNode } from 'react'
import { decimalOf, isZero, moneyText, unitsOf } from '../format/money.ts'
import { countdownText } from '../format/time.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { wordIn } from '../language/texts.ts'
import { QrCode } from '../parts/qr-code.tsx'
import { useServerNow } from './clock.ts'
import { ConfirmedButton } from './confirmed-button.tsx'
import { CopyLine } from './copied.tsx'
import { misfitOf } from './misfit.ts'
import { BackToShop, Outcome } from './outcome.tsx'
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
      {of.wrong_assets.length > 0 && of.status !== 'unresolved' && <p className="note">{t.wrong}</p>}
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

/** What came and counts: not what the network took back. */
const cameOf = ({ observed }: Block): string => decimalOf(observed
  .filter(({ stage }) => stage !== 'orphaned').reduce((sum, { amount }) => sum + unitsOf(amount.amount, 6), 0n), 6)

/** What became of the money, or why somebody has to decide, and what the customer does meanwhile. */
const Became = ({ of, view }: { readonly of: Block; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const { language } = useLanguage()
  const back = <BackToShop view={view} isMain={false} />
  switch (of.status) {
    case 'unresolved': {
      const { title, text } = t.misfits[misfitOf(of)]
      const came = moneyText({ amount: cameOf(of), currency: 'USDT' }, language)
      return <Outcome kind="judge" title={title} text={text(came, moneyText(of.amount, language), view.paid_to)}>{back}</Outcome>
    }
    case 'resolved': return <Outcome kind="judge" title={t.resolved.title} text={t.resolved.text(view.paid_to)}>{back}</Outcome>
    case 'expired': return <Outcome kind="end" title={t.expired.title} text={t.expired.text}>{back}</Outcome>
    default: return <Outcome kind="wait" title={t.confirming.title} text={t.confirming.text} />
  }
}

/** Other coins, by the transaction that the customer names to the shop. */
const WrongAssets = ({ of: { wrong_assets: others } }: { readonly of: Block }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  return others.length > 0 && (
    <dl className="lines">{others.map(({ txid }) => <CopyLine key={txid} label={t.copy} value={txid} />)}</dl>
  )
}

/** Test mode has a wallet of its own, which pays what the amount says. */
const TestPay = ({ checkout }: { readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts).chain
  const act = useAct(checkout)
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.payWithTestUsdt(once))
    }}>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy}>{t.testPay}</button>
    </form>
  )
}

/** Paying by a transfer of one's own, to an address of this payment alone. */
export const OnChain = ({ of, checkout, view }: {
  readonly of: Block; readonly checkout: UseCheckout; readonly view: CheckoutView
}): ReactNode => {
  const t = useTexts(checkoutTexts)
  const act = useAct(checkout)
  const isAwaited = of.status === 'preparing' || of.status === 'waiting' || of.status === 'part_paid'
  return (
    <section aria-label={t.chain.title} className="chain">
      {isAwaited ? <h1 className="stage">{t.chain.title}</h1> : <Became of={of} view={view} />}
      {isAwaited && (of.address === null
        ? <p className="hint pulse" role="status">{t.chain.preparing}</p>
        : <Where of={of} address={of.address} />)}
      {isAwaited && of.address !== null && !view.livemode && <TestPay checkout={checkout} />}
      <Transfers of={of} />
      <WrongAssets of={of} />
      {isAwaited && of.observed.length === 0 && (
        <ConfirmedButton label={t.cancel.start} sure={t.cancel.sure} yes={t.cancel.yes} act={act}
          run={(client, once) => client.cancel(once)} />
      )}
    </section>
  )
}
