import { useState, type ReactNode } from 'react'
import { moneyText } from '../format/money.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { wordIn } from '../language/texts.ts'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

type Refund = CheckoutView['refunds'][number]

const AskAddress = ({ refund, checkout }: { readonly refund: Refund; readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const act = useAct(checkout)
  const [address, setAddress] = useState('')
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void act.run((client, once) => client.giveRefundAddress(refund.id, address.trim(), once))
    }}>
      <p className="hint">{t.refunds.ask} {wordIn(t.chain.networks, refund.network)}</p>
      <label className="field">{t.refunds.address}
        <input required minLength={20} maxLength={80} autoComplete="off" spellCheck={false} value={address}
          onChange={(event) => setAddress(event.target.value)} />
      </label>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy}>{t.refunds.submit}</button>
    </form>
  )
}

/** Money on its way back; where nobody knows the way yet, the customer is asked. */
export const Refunds = ({ checkout, view }: { readonly checkout: UseCheckout; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts).refunds
  const { language } = useLanguage()
  return view.refunds.map((refund) => (
    <section key={refund.id} className="card refund">
      <h2>{t.title(moneyText(refund.amount, language))}</h2>
      {refund.status === 'awaiting_address'
        ? <AskAddress refund={refund} checkout={checkout} />
        : <p className="hint" role="status">{t[refund.status]}{refund.txid !== null && ` ${t.transaction} ${refund.txid}`}</p>}
    </section>
  ))
}
