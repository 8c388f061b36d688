import { ConnectionError, StablegateError } from '@stablegate/sdk/http'
import { useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { isZero, moneyText } from '../format/money.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { AmountQuery } from './amount-query.tsx'
import { paint } from './brand.ts'
import { Choose } from './choose.tsx'
import { ConfirmedButton } from './confirmed-button.tsx'
import type { Early } from './early.ts'
import { Evidence } from './evidence.tsx'
import { Deadline, Frame, Head, Progress } from './frame.tsx'
import { Instructions } from './instructions.tsx'
import { ChooseOnChain, OnChain } from './on-chain.tsx'
import { Refunds } from './refunds.tsx'
import { Problem } from './problem.tsx'
import { Appeal, BackToShop, Disputed, LateClaim, Outcome } from './outcome.tsx'
import { isOver, stageOf, type Stage } from './stage.ts'
import { checkoutTexts } from './texts.ts'
import { useAct, useCheckout, type CheckoutView, type UseCheckout } from './use-checkout.ts'

type Props = { readonly checkout: UseCheckout; readonly view: CheckoutView }

/** By an acceptor in the customer's money, or by a transfer of USDT. */
const Ways = ({ checkout, view }: Props): ReactNode => {
  const t = useTexts(checkoutTexts).ways
  const [way, setWay] = useState<'fiat' | 'chain'>('fiat')
  const chosen = checkout.early?.typed?.way
  useLayoutEffect(() => { if (chosen === 'chain') setWay('chain') }, [chosen])
  if (!view.may_choose_on_chain) return <Choose checkout={checkout} view={view} />
  return (
    <>
      <fieldset className="ways">
        <legend className="unseen">{t.legend}</legend>
        {(['fiat', 'chain'] as const).map((one) => (
          <label key={one} className={one === way ? 'chosen' : ''}>
            <input type="radio" name="way" value={one} checked={one === way} onChange={() => setWay(one)} />{t[one]}
          </label>
        ))}
      </fieldset>
      {way === 'fiat' ? <Choose checkout={checkout} view={view} /> : <ChooseOnChain checkout={checkout} />}
    </>
  )
}

const Finding = ({ checkout }: Props): ReactNode => {
  const t = useTexts(checkoutTexts)
  const act = useAct(checkout)
  return (
    <section className="outcome">
      <span className="radar" aria-hidden><i /><i /><i /></span>
      <h1 className="stage">{t.finding.title}</h1>
      <p>{t.finding.text}</p>
      <ConfirmedButton label={t.cancel.start} sure={t.cancel.sure} yes={t.cancel.yes} act={act}
        run={(client, once) => client.cancel(once)} />
    </section>
  )
}

const RefundDue = ({ checkout, view }: Props): ReactNode => {
  const t = useTexts(checkoutTexts).refundDue
  const act = useAct(checkout)
  return (
    <Outcome kind="back" title={t.title} text={t.text}>
      <Deadline label={t.within} until={view.deadline_at} />
      <Problem error={act.error} />
      <button type="button" className="main" disabled={act.busy}
        onClick={() => void act.run((client, once) => client.acknowledgeRefund(once))}>{t.yes}</button>
    </Outcome>
  )
}

/** More came on chain than was due: paid all the same, and what is beyond waits for a word. */
const Excess = ({ view }: Props): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language } = useLanguage()
  const { on_chain: onChain } = view
  if (onChain === null || isZero(onChain.unapplied)) return null
  return <p className="note" role="status">{t.chain.excess(moneyText(onChain.unapplied, language), view.paid_to)}</p>
}

const OfStage = ({ stage, ...props }: Props & { readonly stage: Stage }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { checkout, view } = props
  switch (stage) {
    case 'choose': return <Ways {...props} />
    case 'finding': return <Finding {...props} />
    case 'pay': return <Instructions {...props} />
    case 'transfer': return view.on_chain && <OnChain of={view.on_chain} checkout={checkout} view={view} />
    case 'confirming': return (
      <>
        <Outcome kind="wait" title={t.confirming.title} text={t.confirming.text} />
        {view.state === 'claimed' && <Evidence checkout={checkout} />}
      </>
    )
    case 'amount_query': return <AmountQuery {...props} />
    case 'refund_due': return <RefundDue {...props} />
    case 'disputed': return <Disputed checkout={checkout} view={view} />
    case 'settled': return (
      <Outcome kind="good" title={t.settled.title} text={t.settled.text(view.paid_to)}>
        <Excess {...props} />
        <BackToShop view={view} />
        {view.yours && <Appeal checkout={checkout} />}
      </Outcome>
    )
    case 'split': return (
      <Outcome kind="judge" title={t.split.title} text={t.split.text}>
        <BackToShop view={view} />
        {view.yours && <Appeal checkout={checkout} />}
      </Outcome>
    )
    case 'closed_unpaid': return (
      <Outcome kind="end" title={t.closedUnpaid.title} text={t.closedUnpaid.text}>
        <LateClaim checkout={checkout} label={t.closedUnpaid.late} />
        <BackToShop view={view} isMain={false} />
      </Outcome>
    )
    case 'closed_refunded': return (
      <Outcome kind="back" title={t.closedRefunded.title} text={t.closedRefunded.text}>
        <LateClaim checkout={checkout} label={t.closedRefunded.late} />
        <BackToShop view={view} isMain={false} />
      </Outcome>
    )
    case 'late_case': return (
      <>
        <Outcome kind="judge" title={t.lateCase.title} text={t.lateCase.text} />
        <Evidence checkout={checkout} />
      </>
    )
    case 'expired': return <Outcome kind="end" title={t.expired.title} text={t.expired.text}><BackToShop view={view} /></Outcome>
    case 'cancelled': return <Outcome kind="end" title={t.cancelled.title} text={t.cancelled.text}><BackToShop view={view} /></Outcome>
    case 'elsewhere': return <Outcome kind="wait" title={t.elsewhere.title} text={t.elsewhere.text} />
  }
}

const Failure = ({ error }: { readonly error: unknown }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const isMissing = error instanceof StablegateError && error.status === 404
  return (
    <Outcome kind="end" title={isMissing ? t.missing.title : t.failed.title} text={isMissing ? t.missing.text : t.failed.text}>
      {!isMissing && <button type="button" className="main" onClick={() => globalThis.location.reload()}>{t.failed.retry}</button>}
      {error instanceof ConnectionError && <p className="hint">{t.problems.connection}</p>}
    </Outcome>
  )
}

/** Nothing that the line of steps could say: it never began, or goes on elsewhere. */
const stepless: ReadonlySet<Stage> = new Set(['expired', 'cancelled', 'elsewhere'])

export const CheckoutPage = ({ payment, early }: { readonly payment: string; readonly early: Early | undefined }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const checkout = useCheckout(payment, early)
  const { view, head, error, isLost } = checkout
  const stage = view && stageOf(view)
  useEffect(() => {
    document.title = head === undefined || head.paid_to === '' ? t.title : t.pay(head.brand.name ?? head.paid_to)
    paint(head?.brand.colour ?? null)
  }, [head, t])
  return (
    <Frame isLost={isLost} isTest={head?.livemode === false}>
      {head && <Head view={head} stage={stage} />}
      {view && stage
        ? (
            <>
              <div className="card">
                {!stepless.has(stage) && <Progress stage={stage} view={view} />}
                <div key={stage} className="appear"><OfStage stage={stage} checkout={checkout} view={view} /></div>
              </div>
              <Refunds checkout={checkout} view={view} />
              {!isOver(stage) && (
                <p className="guard"><strong>{t.warning.title}</strong> {t.warning.text(view.paid_to)}</p>
              )}
            </>
          )
        : <div className="card">{error === undefined
            ? <div className="waiting" role="status" aria-label={t.loading}><i /><i /><i /></div>
            : <Failure error={error} />}</div>}
    </Frame>
  )
}
