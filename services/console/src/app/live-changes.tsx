import { useQueryClient } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { routes } from '../api/operations.ts'
import { credentials } from '../api/client.ts'

/** Changes come in bursts: pages are read again at most this often. */
const gatherMs = 400

/** Listens to what changed, and lets every read that rests on that log be done anew. */
export const LiveChanges = (): ReactNode => {
  const client = useQueryClient()
  useEffect(() => {
    if (credentials.key !== undefined) return undefined
    const source = new EventSource('/v1/live')
    const logs = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = (): void => {
      timer = undefined
      const changed = new Set(logs)
      logs.clear()
      void client.invalidateQueries({
        predicate: ({ queryKey: [name] }) => {
          const route = (routes as Readonly<Record<string, readonly string[]>>)[String(name)]
          return route?.[2] !== undefined && changed.has(route[2])
        },
      })
    }
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      logs.add((JSON.parse(data) as { readonly log: string }).log)
      timer ??= setTimeout(refresh, gatherMs)
    })
    return () => {
      source.close()
      clearTimeout(timer)
    }
  }, [client])
  return null
}
