import { Center, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { Navigate, Outlet } from 'react-router'
import { ErrorState } from '../parts/states.tsx'
import type { Room } from '../rooms/room.ts'
import { rooms } from '../rooms/rooms.ts'
import { MissingPage } from './missing-page.tsx'
import type { Party, Scope } from './session.ts'
import { useSession, useUser } from './session-context.tsx'
import { SignIn } from './sign-in.tsx'

/** Whoever is not signed in signs in right here, and then is where the address says. */
export const RequirePerson = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { session, error, retry } = useSession()
  if (session?.state === 'signed_in') return children
  if (session) return <SignIn session={session} />
  return <Center mih="100dvh">{error ? <ErrorState error={error} retry={retry} /> : <Loader aria-label="…" />}</Center>
}

/** A room that is not one's own does not exist. */
export const RequireRoom = ({ room, needs, isOfTestMode = false, children }: {
  readonly room: Room; readonly needs?: Scope | undefined; readonly isOfTestMode?: boolean | undefined; readonly children?: ReactNode
}): ReactNode => {
  const { party, scopes } = useUser()
  const { session } = useSession()
  if (isOfTestMode && session?.livemode !== false) return <MissingPage />
  if (!room.parties.includes(party) || (needs !== undefined && !scopes.includes(needs))) return <MissingPage />
  return children ?? <Outlet />
}

export const roomOf = (party: Party): Room | undefined => rooms.find(({ parties }) => parties.includes(party))

export const Home = (): ReactNode => {
  const { party } = useUser()
  const room = roomOf(party)
  return <Navigate to={room === undefined ? '/security' : `/${room.name}`} replace />
}
