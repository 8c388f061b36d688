/**
 * Something that the API says or takes otherwise since a version. Only what would break a client is
 * one: new operations, new fields and new values of open lists are not.
 */
export type ApiChange = {
  /** The first version that has it, a date such as `2027-02-01`. */
  readonly version: string
  /** For the reference: what changed, in a sentence. */
  readonly description: string
  /** By the `object` of what is answered: the newer form made the older. */
  readonly answers?: Readonly<Record<string, (newer: ApiObject) => ApiObject>>
  /** By operation: the body as it was sent before made what is taken since. */
  readonly requests?: Readonly<Record<string, (older: ApiObject) => ApiObject>>
}
export type ApiObject = Readonly<Record<string, unknown>>

/** What a client speaks that never said otherwise. */
export const firstApiVersion = '2026-11-24'

/** Every change since the first version, oldest first; none is ever taken away. */
export const apiChanges: readonly ApiChange[] = []

/** All versions, oldest first; the last is what a new key begins with. */
export const apiVersionsOf = (changes: readonly ApiChange[] = apiChanges): readonly string[] =>
  [...new Set([firstApiVersion, ...changes.map(({ version }) => version)])]

export const newestApiVersion = (changes: readonly ApiChange[] = apiChanges): string => apiVersionsOf(changes).at(-1) ?? firstApiVersion

const isObject = (value: unknown): value is ApiObject => typeof value === 'object' && value !== null

/** An event keeps the form of its day and says which: what came after it has nothing to undo in it. */
const isFromBefore = (value: ApiObject, { version }: ApiChange): boolean =>
  value['object'] === 'event' && typeof value['api_version'] === 'string' && value['api_version'] < version

/** Objects inside one another are changed from the inside out, so that a change finds its parts as they were. */
const mapObjects = (value: unknown, change: ApiChange, before: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => mapObjects(one, change, before))
  if (!isObject(value) || isFromBefore(value, change)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, mapObjects(field, change, before)]))
  if (inner['object'] === 'event' && typeof inner['api_version'] === 'string') inner['api_version'] = before
  const older = typeof inner['object'] === 'string' ? change.answers?.[inner['object']] : undefined
  return older ? older(inner) : inner
}

const versionBefore = ({ version }: ApiChange, changes: readonly ApiChange[]): string =>
  apiVersionsOf(changes).filter((one) => one < version).at(-1) ?? firstApiVersion

/** An answer of today as a client of an older version knows it. Versions are dates, so text compares them. */
export const answerAsOf = (answer: unknown, version: string, changes: readonly ApiChange[] = apiChanges): unknown =>
  changes.filter((change) => change.version > version).reduceRight<unknown>(
    (newer, change) => mapObjects(newer, change, versionBefore(change, changes)), answer)

/** A body that a client of an older version sent, as it is taken today. */
export const requestOfToday = (
  operation: string, body: unknown, version: string, changes: readonly ApiChange[] = apiChanges,
): unknown =>
  changes.filter((change) => change.version > version).reduce<unknown>((sent, change) => {
    const newer = change.requests?.[operation]
    return newer && isObject(sent) && !Array.isArray(sent) ? newer(sent) : sent
  }, body)
