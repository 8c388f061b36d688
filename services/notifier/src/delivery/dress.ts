import { answerAsOf, type ApiChange } from '@stablegate/contracts'

/**
 * The body of a message as an endpoint of an older version knows it. What was queued before there
 * were later changes is in the form of its day, and says so: nothing that came after it is undone.
 * A function of both alone, so every try bears the same bytes.
 */
export const dressed = (body: string, version: string, changes: readonly ApiChange[]): string => {
  if (!changes.some((change) => change.version > version)) return body
  const event = JSON.parse(body) as { readonly api_version?: string }
  // From before bodies named their version, when there was one.
  if (event.api_version === undefined || event.api_version <= version) return body
  return JSON.stringify(answerAsOf(event, version, changes))
}
