import type { ReactNode } from 'react'
import { moneyText } from '../format/money.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { Deadline } from './frame.tsx'
import { Outcome } from './outcome.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

/** The acceptor says that another amount came; only the customer knows better. */
export const AmountQuery = ({ checkout, view }: { readonly checkout: UseCheckout; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts).query
  const { language } = useLanguage()
  const act = useAct(checkout)
  const { order } = view
  const received = order?.received ? moneyText(order.received, language) : '–'
  const asked = order ? moneyText(order.fiat, language) : '–'
  const answers = [['agree', t.agree], ['top_up', t.topUp], ['ask_refund', t.refund], ['contest', t.contest]] as const
  return (
    <>
      <Outcome kind="wait" title={t.title} text={t.text(received, asked)}>
        <Deadline label={t.within} until={view.deadline_at} />
      </Outcome>
      <Problem error={act.error} />
      <div className="answers">
        {answers.map(([answer, label]) => (
          <button key={answer} type="button" className="second" disabled={act.busy}
            onClick={() => void act.run((client, once) => client.answerAmount(answer, once))}>{label}</button>
        ))}
      </div>
    </>
  )
}
