import type { GetCheckoutAnswer } from '@stablegate/sdk'
import { Checkout, type SessionStore } from '@stablegate/sdk/checkout'
import { ConnectionError, newIdempotencyKey } from '@stablegate/sdk/http'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { setByServer } from './clock.ts'
import type { Early } from './early.ts'

/** Drawn by the server there is neither an address nor a session, and nothing is asked. */
const isOnServer = typeof document === 'undefined'

export type CheckoutView = GetCheckoutAnswer

/** Survives the tab: who paid comes back by the same link. Without storage it lasts as long as the page. */
const store = (): SessionStore => {
  const memory = new Map<string, string>()
  const inMemory: SessionStore = {
    getItem: (name) => memory.get(name) ?? null, setItem: (name, value) => void memory.set(name, value),
  }
  if (isOnServer) return inMemory
  return {
    getItem: (name) => {
      try {
        return localStorage.getItem(name)
      } catch {
        return memory.get(name) ?? null
      }
    },
    setItem: (name, value) => {
      memory.set(name, value)
      try {
        localStorage.setItem(name, value)
      } catch {
        // Kept in memory above.
      }
    },
  }
}

export type Act = {
  readonly busy: boolean
  readonly error: unknown
  /** Runs one act; what is tried again after a lost answer bears the same key, so it is done once. */
  readonly run: (act: (client: Checkout, key: { readonly idempotencyKey: string }) => Promise<unknown>) => Promise<boolean>
}

export type UseCheckout = {
  readonly client: Checkout
  readonly view: CheckoutView | undefined
  /** Who is paid and how much, before it is known what this session may see. */
  readonly head: CheckoutView | undefined
  readonly early: Early | undefined
  readonly error: unknown
  readonly isLost: boolean
  /** To be called after an act: what one did oneself is to be seen at once. */
  readonly acted: () => Promise<void>
}

const clientOf = (payment: string): Checkout => new Checkout({
  payment, baseUrl: isOnServer ? 'http://localhost' : globalThis.location.origin, store: store(), maxRetries: 2,
  fetch: async (url, init) => {
    const response = await fetch(url, init)
    setByServer(response)
    return response
  },
})

/** Whether somebody chose in this browser: they see more than everybody. */
export const hasSession = (payment: string): boolean => clientOf(payment).session !== undefined

/** The refund that a link names, with its secret; it stands behind `#`, so that no server's log has it. */
const linkIn = (hash: string): { readonly refund: string; readonly secret: string } | undefined => {
  const of = new URLSearchParams(hash.slice(1))
  const [refund, secret] = [of.get('refund'), of.get('link')]
  return refund === null || secret === null ? undefined : { refund, secret }
}

/** Opens the link once: what is in the address bar is worth nothing after it. */
const openLink = async (client: Checkout): Promise<void> => {
  const link = linkIn(globalThis.location.hash)
  if (link === undefined) return
  history.replaceState(null, '', globalThis.location.pathname)
  await client.claimRefund(link.refund, link.secret)
}

/** One payment as its customer sees it, live. */
export const useCheckout = (payment: string, early: Early | undefined): UseCheckout => {
  const client = useMemo(() => clientOf(payment), [payment])
  // Whoever has no session sees what everybody sees; to the one that chose it would be a wrong page.
  const [view, setView] = useState(() => (client.session === undefined ? early?.view : undefined))
  const [error, setError] = useState<unknown>()
  const [isLost, setLost] = useState(false)
  const [session, setSession] = useState(client.session)
  useEffect(() => {
    const stop = new AbortController()
    const follow = async (): Promise<void> => {
      await openLink(client)
      setSession(client.session)
      const onConnection = (state: 'open' | 'lost'): void => setLost(state === 'lost')
      for await (const next of client.watch({ signal: stop.signal, onConnection })) setView(next)
    }
    follow().catch((failure: unknown) => {
      if (!stop.signal.aborted) setError(failure)
    })
    return () => stop.abort()
    // Another session sees more, so the stream is opened anew.
  }, [client, session])
  const acted = useCallback(async () => {
    setSession(client.session)
    setView(await client.get())
  }, [client])
  return { client, view, head: view ?? early?.view, early, error, isLost, acted }
}

/** An act of the customer with what it shows while it runs and when it fails. */
export const useAct = ({ client, acted }: UseCheckout): Act => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const key = useRef(newIdempotencyKey())
  const run: Act['run'] = async (act) => {
    setBusy(true)
    setError(undefined)
    try {
      await act(client, { idempotencyKey: key.current })
      key.current = newIdempotencyKey()
      await acted()
      return true
    } catch (failure) {
      // No answer: perhaps it was done, so the key stays. A refusal is final for its key.
      if (!(failure instanceof ConnectionError)) key.current = newIdempotencyKey()
      setError(failure)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run }
}
