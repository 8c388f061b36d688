export { Checkout, type CheckoutOptions, type SessionStore } from './checkout.ts'
export { checkoutUrl } from './checkout-url.ts'
export { ConnectionError, StablegateError } from '../http/errors.ts'
