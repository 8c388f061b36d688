import { useQueryClient } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { routes } from '../api/operations.ts'
import { credentials, transport } from '../api/client.ts'

/** Changes come in bursts: pages are read again at most this often. */
const gatherMs = 400

type Change = { readonly log: string; readonly position?: number }

const logOf = (operation: unknown): string | undefined =>
  (routes as Readonly<Record<string, readonly string[]>>)[String(operation)]?.[2]

/**
 * Listens to what changed, and lets every read that rests on that log be done anew, as far as the
 * change. What happened before the stream was open nobody tells: then everything is read again.
 */
export const LiveChanges = (): ReactNode => {
  const client = useQueryClient()
  useEffect(() => {
    if (credentials.key !== undefined) return undefined
    const source = new EventSource('/v1/live')
    const logs = new Set<string>()
    let isAnew = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = (): void => {
      const [changed, all] = [new Set(logs), isAnew]
      timer = undefined
      isAnew = false
      logs.clear()
      void client.invalidateQueries({
        predicate: ({ queryKey: [name] }) => {
          const log = logOf(name)
          return log !== undefined && (all || changed.has(log))
        },
      })
    }
    const soon = (): void => { timer ??= setTimeout(refresh, gatherMs) }
    source.addEventListener('open', () => {
      isAnew = true
      soon()
    })
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      const { log, position } = JSON.parse(data) as Change
      logs.add(log)
      if (position !== undefined) transport.positions.saw(`${log}:${position}`)
      soon()
    })
    return () => {
      source.close()
      clearTimeout(timer)
    }
  }, [client])
  return null
}
