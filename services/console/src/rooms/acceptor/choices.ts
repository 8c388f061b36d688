import type { Input } from '../../api/client.ts'

type Account = NonNullable<Input<'addPaymentAccount'>['body']>

/** What the API takes; the compiler sees to it that none is wrong. */
export const currencies: Account['currency'][] = [
  'CNY', 'USD', 'EUR', 'GBP', 'HKD', 'INR', 'BRL', 'TRY', 'NGN', 'VND', 'JPY', 'KRW', 'AED', 'THB',
]
export const methods: Account['method'][] = [
  'bank_transfer', 'alipay', 'wechat', 'sepa_instant', 'faster_payments', 'upi', 'pix', 'fast_bank',
]
