export type WaitForOptions = {
  /** How long to try before giving up. Default 10 s. */
  readonly deadlineMs?: number
  /** Pause between two tries. Default 20 ms. */
  readonly everyMs?: number
  /** What is waited for, in the words of the error. */
  readonly what?: string
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs))

/**
 * Asks again and again until the condition gives a truthy value, and returns that value. A condition
 * that throws counts as not yet. After the deadline it throws, with what was seen last.
 */
export const waitFor = async <T>(
  condition: () => T | Promise<T>,
  { deadlineMs = 10_000, everyMs = 20, what = 'the condition' }: WaitForOptions = {},
): Promise<Exclude<T, false | 0 | '' | null | undefined>> => {
  const startedAtMs = Date.now()
  let lastError: unknown
  for (;;) {
    try {
      const value = await condition()
      if (value) return value as Exclude<T, false | 0 | '' | null | undefined>
      lastError = undefined
    } catch (error) {
      lastError = error
    }
    const waitedMs = Date.now() - startedAtMs
    if (waitedMs >= deadlineMs) {
      const seen = lastError instanceof Error ? `: ${lastError.message}` : ''
      throw new Error(`waited ${waitedMs} ms for ${what}${seen}`, { cause: lastError })
    }
    await pause(everyMs)
  }
}
