/** A broken invariant: a bug or corrupted input, never an expected outcome. Stays on in production. */
export class BrokenInvariant extends Error {
  override readonly name: string = 'BrokenInvariant'
}

/** Throws `BrokenInvariant` unless the condition holds. */
export function assertThat(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message)
}

/** For the end of an exhaustive switch: a compile error when a case is missing, a broken invariant at run time. */
export function unreachable(value: never): never {
  throw new BrokenInvariant(`unexpected value: ${JSON.stringify(value)}`)
}
