import type { ListOptionsItem } from '@stablegate/sdk'
import { useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { moneyText } from '../format/money.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { wordIn } from '../language/texts.ts'
import { MethodIcon } from './method-icon.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type CheckoutView, type UseCheckout } from './use-checkout.ts'

/** Prices are of now: while nobody has chosen they are looked up again. */
const everyMs = 15_000

const keyOf = ({ currency, method }: ListOptionsItem): string => `${currency}:${method}`

const useOptions = ({ client, early }: UseCheckout): readonly ListOptionsItem[] | undefined => {
  const [options, setOptions] = useState(early?.options)
  useEffect(() => {
    const stop = new AbortController()
    const look = (): void => {
      // What fails is looked for again; the prices that are shown stay estimates anyway.
      client.options({ signal: stop.signal }).then(setOptions, () => undefined)
    }
    look()
    const timer = setInterval(look, everyMs)
    return () => {
      stop.abort()
      clearInterval(timer)
    }
  }, [client])
  return options
}

const Method = ({ option, isChosen, choose }: {
  readonly option: ListOptionsItem; readonly isChosen: boolean; readonly choose: () => void
}): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language } = useLanguage()
  return (
    <label className={isChosen ? 'method chosen' : 'method'}>
      <input type="radio" name="method" value={keyOf(option)} checked={isChosen} onChange={choose} />
      <MethodIcon method={option.method} />
      <span className="name">{wordIn(t.methods, option.method)}<small>{wordIn(t.times, option.method)}</small></span>
      <span className="price">{moneyText(option.fiat, language)}<small>{t.choose.rate(option.price, option.currency)}</small></span>
    </label>
  )
}

export const Choose = ({ checkout, view }: { readonly checkout: UseCheckout; readonly view: CheckoutView }): ReactNode => {
  const t = useTexts(checkoutTexts)
  const { language } = useLanguage()
  const options = useOptions(checkout)
  const act = useAct(checkout)
  const [currency, setCurrency] = useState<string>()
  const [key, setKey] = useState<string>()
  const [name, setName] = useState('')
  const [tail, setTail] = useState('')
  const typed = checkout.early?.typed
  // Until the script has come the page of the server cannot send anything, only keep what is typed.
  const [isReady, setReady] = useState(false)
  useLayoutEffect(() => {
    setReady(true)
    if (typed === undefined) return
    setName(typed.name)
    setTail(typed.tail)
    setKey(typed.option)
  }, [typed])
  if (options === undefined) return <div className="waiting" role="status" aria-label={t.loading}><i /><i /><i /></div>
  if (options.length === 0) return <div className="note"><strong>{t.choose.none}</strong><p>{t.choose.noneText}</p></div>
  const currencies = [...new Set(options.map((option) => option.currency))]
  const shownCurrency = currencies.find((one) => one === currency)
    ?? currencies.find((one) => one === view.amount.currency) ?? currencies[0]
  const shown = options.filter((option) => option.currency === shownCurrency)
  const chosen = shown.find((option) => keyOf(option) === key) ?? shown[0]
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      if (!chosen) return
      void act.run((client, once) => client.choose({
        currency: chosen.currency, method: chosen.method, payer: { name, account_tail: tail },
      }, once))
    }}>
      {view.unserved !== null && <p className="note" role="status">{t.unserved}</p>}
      {currencies.length > 1 && (
        <fieldset className="currencies">
          <legend>{t.choose.currency}</legend>
          {currencies.map((one) => (
            <label key={one} className={one === shownCurrency ? 'chip chosen' : 'chip'}>
              <input type="radio" name="currency" checked={one === shownCurrency} onChange={() => setCurrency(one)} />{one}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>{t.choose.method}</legend>
        {shown.map((option) => (
          <Method key={keyOf(option)} option={option} isChosen={option === chosen} choose={() => setKey(keyOf(option))} />
        ))}
      </fieldset>
      <div className="fields">
        <label className="field">{t.choose.name}
          <input required name="payer" maxLength={120} autoComplete="name" placeholder={t.choose.namePlaceholder} value={name}
            onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="field">{t.choose.tail}
          <input required name="tail" maxLength={12} minLength={2} autoComplete="off" placeholder="4821" value={tail} className="short"
            onChange={(event) => setTail(event.target.value)} />
        </label>
      </div>
      <p className="hint">{t.choose.why} {t.choose.estimate}</p>
      <Problem error={act.error} />
      <button type="submit" className="main" disabled={act.busy || !isReady}>
        {chosen ? t.choose.submit(moneyText(chosen.fiat, language)) : ''}
      </button>
    </form>
  )
}
