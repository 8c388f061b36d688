/** The page where the customer of a payment goes on. It is no secret: a link shows, a session acts. */
export const checkoutUrl = (baseUrl: string, payment: string): string =>
  `${baseUrl.replace(/\/+$/, '')}/checkout/${encodeURIComponent(payment)}`
