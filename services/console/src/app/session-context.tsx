import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useCallback, useMemo, type ReactNode } from 'react'
import { readSession, sessionAct, type Scope, type Session, type User } from './session.ts'

type SessionValue = {
  readonly session: Session | undefined
  readonly error: Error | null
  readonly retry: () => void
  /** Takes the answer of an act of signing in. */
  readonly take: (session: Session) => void
  readonly signOut: () => Promise<void>
}

const SessionContext = createContext<SessionValue | undefined>(undefined)

/** Sessions end elsewhere too; a page that stands open learns of it in time. */
const everyMs = 60_000

export const SessionProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['session'], queryFn: ({ signal }) => readSession(signal), refetchInterval: everyMs,
  })
  const take = useCallback((session: Session) => {
    const before = client.getQueryData<Session>(['session'])
    // What somebody else was shown must not stay.
    if (before?.user?.id !== session.user?.id) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    client.setQueryData(['session'], session)
  }, [client])
  const value = useMemo(() => ({
    session: data, error, retry: () => void refetch(), take, signOut: async () => take(await sessionAct('/end')),
  }), [data, error, refetch, take])
  return <SessionContext value={value}>{children}</SessionContext>
}

export const useSession = (): SessionValue => {
  const value = use(SessionContext)
  if (value === undefined) throw new Error('useSession stands outside of the SessionProvider')
  return value
}

/** The person that is signed in: inside the rooms there always is one. */
export const useUser = (): User => {
  const user = useSession().session?.user
  if (!user) throw new Error('useUser stands outside of the rooms')
  return user
}

/** Whether to draw a button. The API decides anyway. */
export const useMay = (scope: Scope): boolean => useUser().scopes.includes(scope)
