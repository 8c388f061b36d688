import { useSearchParams } from 'react-router'

/** Filters live in the address: a page with filters can be kept, sent and gone back to. */
export const useFilters = <Name extends string>(...names: readonly Name[]): readonly [
  Readonly<Partial<Record<Name, string>>>, (name: Name, value: string | null) => void,
] => {
  const [search, setSearch] = useSearchParams()
  const values = Object.fromEntries(names.flatMap((name) => {
    const value = search.get(name)
    return value === null || value === '' ? [] : [[name, value]]
  })) as Partial<Record<Name, string>>
  const set = (name: Name, value: string | null): void => {
    setSearch((before) => {
      const next = new URLSearchParams(before)
      if (value === null || value === '') next.delete(name)
      else next.set(name, value)
      return next
    }, { replace: true })
  }
  return [values, set]
}
