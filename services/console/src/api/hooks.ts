import { ConnectionError, newIdempotencyKey, watch } from '@stablegate/sdk/http'
import {
  keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult,
} from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, pathOf, transport, type Answer, type Input, type Item, type ListName, type OperationName } from './client.ts'
import { connection } from './connection.ts'
import { withSecondFactor } from './step-up.ts'

export type ReadOptions = {
  /** Reads again by itself; for what no stream tells. */
  readonly everyMs?: number
  readonly enabled?: boolean
}

/** The answer of a read, kept and shared by everything on the page that asks for the same. */
export const useRead = <Name extends OperationName>(
  name: Name, input: Input<Name>, { everyMs, enabled = true }: ReadOptions = {},
): UseQueryResult<Answer<Name>> => useQuery({
  queryKey: [name, input], queryFn: ({ signal }) => call(name, input, { signal }), enabled,
  ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
})

export type Pages<One> = {
  readonly items: readonly One[] | undefined
  readonly error: Error | null
  readonly isFetching: boolean
  readonly page: number
  readonly next: (() => void) | undefined
  readonly previous: (() => void) | undefined
  readonly refetch: () => void
}

type Cursors = { readonly of: string; readonly after: readonly string[] }

/**
 * Page by page through a list, forth and back. Other filters begin at the first page. `cursorOf`
 * tells what the API calls the last item of a page; its id where nothing else is said.
 */
export const usePages = <Name extends ListName>(
  name: Name, input: Input<Name>, options: ReadOptions & {
    readonly cursorOf?: (item: Item<Name>) => string | number
    readonly cursorName?: 'starting_after' | 'before'
  } = {},
): Pages<Item<Name>> => {
  const filters = JSON.stringify(input)
  const [kept, setCursors] = useState<Cursors>({ of: filters, after: [] })
  const cursors = kept.of === filters ? kept.after : []
  const { cursorOf = (item) => (item as { readonly id: string }).id, cursorName = 'starting_after', everyMs, enabled = true } = options
  const last = cursors.at(-1)
  const given = input as { readonly query?: object }
  const paged = { ...given, query: { ...given.query, ...(last === undefined ? {} : { [cursorName]: last }) } } as Input<Name>
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [name, paged], queryFn: ({ signal }) => call(name, paged, { signal }), placeholderData: keepPreviousData, enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
  const list = data as { readonly data: readonly Item<Name>[]; readonly has_more: boolean } | undefined
  const lastItem = list?.data.at(-1)
  const go = (after: readonly string[]): void => setCursors({ of: filters, after })
  return {
    items: list?.data, error, isFetching, page: cursors.length + 1, refetch: () => void refetch(),
    next: list?.has_more === true && lastItem !== undefined
      ? () => go([...cursors, String(cursorOf(lastItem))])
      : undefined,
    previous: cursors.length > 0 ? () => go(cursors.slice(0, -1)) : undefined,
  }
}

/**
 * An act, done once: what is repeated because no answer came bears the same Idempotency-Key as the
 * first try. `refreshes` names the reads that look different afterwards.
 */
export const useAct = <Name extends OperationName>(
  name: Name, { refreshes = [], onDone }: {
    readonly refreshes?: readonly OperationName[]
    readonly onDone?: (answer: Answer<Name>) => void
  } = {},
): UseMutationResult<Answer<Name>, Error, Input<Name>> => {
  const client = useQueryClient()
  const begun = useRef<{ readonly input: string; readonly key: string } | undefined>(undefined)
  return useMutation({
    mutationFn: async (input: Input<Name>) => {
      const text = JSON.stringify(input)
      if (begun.current?.input !== text) begun.current = { input: text, key: newIdempotencyKey() }
      const { key: idempotencyKey } = begun.current
      try {
        const answer = await withSecondFactor(() => call(name, input, { idempotencyKey }))
        begun.current = undefined
        return answer
      } catch (error) {
        if (!(error instanceof ConnectionError)) begun.current = undefined
        throw error
      }
    },
    onSuccess: async (answer) => {
      onDone?.(answer)
      await Promise.all(refreshes.map((refreshed) => client.invalidateQueries({ queryKey: [refreshed] })))
    },
  })
}

/** A read that is told of every change by Server-Sent Events. */
export const useLive = <Name extends OperationName>(
  name: Name, input: Input<Name> & { readonly params: Readonly<Record<string, string>> }, refreshes: readonly OperationName[] = [],
): UseQueryResult<Answer<Name>> => {
  const client = useQueryClient()
  const path = pathOf(name, input.params)
  const latest = useRef({ input, refreshes })
  latest.current = { input, refreshes }
  useEffect(() => {
    const stop = new AbortController()
    const follow = async (): Promise<void> => {
      for await (const answer of watch<Answer<Name>>(transport, path, {
        signal: stop.signal, onConnection: (state) => connection.tell(state),
      })) {
        client.setQueryData([name, latest.current.input], answer)
        for (const refreshed of latest.current.refreshes) void client.invalidateQueries({ queryKey: [refreshed] })
      }
    }
    // What cannot be watched cannot be read either, and the read below says why.
    follow().catch(() => undefined)
    return () => stop.abort()
  }, [client, name, path])
  return useRead(name, input)
}
