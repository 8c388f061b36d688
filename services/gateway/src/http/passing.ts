/** SQLSTATEs of a server that is going down, full, or interrupted: classes 08, 53, 57, and a lock not had in time. */
const passingState = /^(08|53|57)|^55P03$/
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
/** The driver gives these no code. */
const passingWords = [
  'timeout exceeded when trying to connect', 'Connection terminated', 'Query read timeout',
  'Client has encountered a connection error',
]

/** Whether our own database was away or too busy: the same request may well succeed in a moment. */
export const isPassing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string'
    ? passingState.test(code) || passingCodes.has(code)
    : passingWords.some((words) => error.message.startsWith(words))
}
