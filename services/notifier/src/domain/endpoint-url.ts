/**
 * What is wrong with the URL of an endpoint by its text alone (rule 26): https only outside of test
 * mode, no credentials, no fragment. Where it leads is looked at each time it is called.
 */
export const endpointUrlFault = (text: string, livemode: boolean): string | undefined => {
  const url = URL.parse(text)
  if (!url) return 'not a URL'
  if (url.protocol !== 'https:' && (livemode || url.protocol !== 'http:')) return 'https is required'
  if (url.username !== '' || url.password !== '') return 'credentials in a URL are refused'
  if (url.hash !== '') return 'a fragment has no meaning here'
  if (url.hostname === '') return 'no host'
  return undefined
}
