import { useCallback, useState } from 'react'

/** What this browser keeps for its auditor: keys that are trusted, and checkpoints by the log and incarnation they are of. */
type Memory = { readonly keys: string; readonly notes: Readonly<Record<string, string>>; readonly at: string | undefined }

const place = 'stablegate-auditor'
const nothing: Memory = { keys: '', notes: {}, at: undefined }

const read = (): Memory => {
  try {
    return { ...nothing, ...JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Memory> }
  } catch {
    return nothing
  }
}

/** The memory and how to change it; it lives in this browser alone, where no server reaches it. */
export const useMemory = (): readonly [Memory, (change: Partial<Memory>) => void] => {
  const [memory, setMemory] = useState(read)
  const change = useCallback((part: Partial<Memory>): void => {
    setMemory((before) => {
      const after = { ...before, ...part }
      localStorage.setItem(place, JSON.stringify(after))
      return after
    })
  }, [])
  return [memory, change]
}
