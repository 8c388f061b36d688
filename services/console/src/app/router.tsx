import { Suspense } from 'react'
import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router'
import { LoadingPage } from '../parts/states.tsx'
import { pagesOf, type Room } from '../rooms/room.ts'
import { rooms } from '../rooms/rooms.ts'
import { BrokenPage } from './broken-page.tsx'
import { Join } from './join.tsx'
import { MissingPage } from './missing-page.tsx'
import { Home, RequirePerson, RequireRoom } from './require.tsx'
import { Security } from './security.tsx'
import { Shell } from './shell.tsx'

const roomRoute = (room: Room): RouteObject => ({
  path: room.name,
  element: <RequireRoom room={room} />,
  children: pagesOf(room).map(({ path, element: Page, needs, isOfTestMode }) => ({
    ...(path === '' ? { index: true as const } : { path }),
    element: (
      <RequireRoom room={room} needs={needs} isOfTestMode={isOfTestMode}>
        <Suspense fallback={<LoadingPage />}><Page /></Suspense>
      </RequireRoom>
    ),
  })),
})

export const router = createBrowserRouter([{
  errorElement: <BrokenPage />,
  element: <Outlet />,
  children: [
    { path: 'join', element: <Join /> },
    {
      element: <RequirePerson><Shell /></RequirePerson>,
      errorElement: <BrokenPage />,
      children: [
        { index: true, element: <Home /> },
        { path: 'security', element: <Security /> },
        ...rooms.map(roomRoute),
        { path: 'sign-in', element: <Navigate to="/" replace /> },
        { path: '*', element: <MissingPage /> },
      ],
    },
  ],
}], { basename: '/app' })
