import { botOwnerPrefix, idFrom, type FiatCurrency, type PaymentAccountRow } from '@stablegate/contracts'

type Method = PaymentAccountRow['method']

/** One bot for each of three offers, and some to spare: who stayed silent is offline for a moment. */
const botNumbers = [1, 2, 3, 4, 5] as const

export type Bot = { readonly acceptor: string; readonly owner: string; readonly name: string }

export const bots: readonly Bot[] = botNumbers.map((number) => ({
  acceptor: idFrom('acceptor', `testbot${number}`), owner: `${botOwnerPrefix}${number}`, name: `Test bot ${number}`,
}))

/** Where bots take payments. Other ways to pay are left to people. */
export const botTills: readonly { readonly currency: FiatCurrency; readonly method: Method }[] = [
  { currency: 'CNY', method: 'alipay' }, { currency: 'EUR', method: 'sepa_instant' }, { currency: 'GBP', method: 'faster_payments' },
  { currency: 'INR', method: 'upi' }, { currency: 'BRL', method: 'pix' },
]
