import { useEffect } from 'react'

export type Change = { readonly log: string; readonly type: string; readonly subject: string }
type Listener = (change: Change) => void

const listeners = new Set<Listener>()

export const onChange = {
  tell: (change: Change): void => {
    for (const listener of listeners) listener(change)
  },
}

/** Hears of every change as it happens, for example to sound a bell at a new offer. */
export const useChanges = (listener: Listener): void => {
  useEffect(() => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }, [listener])
}
