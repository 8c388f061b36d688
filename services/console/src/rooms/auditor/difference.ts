export type Change = { readonly path: string; readonly before: string | undefined; readonly after: string | undefined }

/** An amount is one value, whatever it is made of. */
const moneyText = (value: object): string | undefined =>
  'amount' in value && 'currency' in value && typeof value.amount === 'string' && Object.keys(value).length === 2
    ? `${value.amount} ${String(value.currency)}`
    : undefined

/** All values of an object by their paths, as texts. */
const leaves = (value: unknown, path = ''): readonly (readonly [string, string])[] =>
  typeof value === 'object' && value !== null && moneyText(value) === undefined
    ? Object.entries(value).flatMap(([name, part]) => leaves(part, path === '' ? name : `${path}.${name}`))
    : [[path, typeof value === 'object' && value !== null ? moneyText(value) ?? '' : String(value)]]

/** What one state has and another has not, value by value, by path. */
export const difference = (before: unknown, after: unknown): readonly Change[] => {
  const old = new Map(leaves(before ?? {}))
  const now = new Map(leaves(after ?? {}))
  return [...new Set([...old.keys(), ...now.keys()])].toSorted()
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
}
