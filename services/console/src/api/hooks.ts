import { ConnectionError, newIdempotencyKey, watch } from '@stablegate/sdk/http'
import {
  keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult,
} from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, pathOf, transport, type Answer, type Input, type Item, type ListName, type OperationName } from './client.ts'
import { connection } from './connection.ts'
import { backOf, beginning, furtherOf, isBeginning, type Place } from './place.ts'
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

/**
 * Page by page through a list, forth and back. Other filters begin at the first page. `cursorOf`
 * tells what the API calls an item of a page; its id where nothing else is said. A list that goes on
 * by `before` goes that way only.
 */
export const usePages = <Name extends ListName>(
  name: Name, input: Input<Name>, options: ReadOptions & {
    readonly cursorOf?: (item: Item<Name>) => string | number
    readonly cursorName?: 'starting_after' | 'before'
  } = {},
): Pages<Item<Name>> => {
  const filters = JSON.stringify(input)
  const [kept, setKept] = useState<{ readonly of: string; readonly place: Place }>({ of: filters, place: beginning })
  const place = kept.of === filters ? kept.place : beginning
  const { cursorOf = (item) => (item as { readonly id: string }).id, cursorName = 'starting_after', everyMs, enabled = true } = options
  const given = input as { readonly query?: object }
  const cursor = {
    ...(place.after === undefined ? {} : { [cursorName]: place.after }),
    ...(place.before === undefined ? {} : { ending_before: place.before }),
  }
  const paged = { ...given, query: { ...given.query, ...cursor } } as Input<Name>
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [name, paged], queryFn: ({ signal }) => call(name, paged, { signal }), placeholderData: keepPreviousData, enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
  const list = data as { readonly data: readonly Item<Name>[]; readonly has_more: boolean } | undefined
  const cursorAt = (at: 0 | -1): string | undefined => {
    const item = list?.data.at(at)
    return item === undefined ? undefined : String(cursorOf(item))
  }
  const shown = { first: cursorAt(0), last: cursorAt(-1), hasMore: list?.has_more === true }
  const atBeginning = list !== undefined && !isPlaceholderData && isBeginning(place, shown)
  useEffect(() => {
    if (atBeginning) setKept({ of: filters, place: beginning })
  }, [atBeginning, filters])
  // What is shown until a page has come is another page: from there leads no way, but its buttons stay.
  const goTo = (to: Place | undefined): (() => void) | undefined => to && (() => {
    if (!isPlaceholderData) setKept({ of: filters, place: to })
  })
  return {
    items: list?.data, error, isFetching, page: place.page, refetch: () => void refetch(),
    next: goTo(furtherOf(place, shown)), previous: goTo(backOf(place, shown, cursorName === 'before')),
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
