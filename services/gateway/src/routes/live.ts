import { z } from 'zod'
import { ownOf } from '../http/caller.ts'
import { get, type Route } from '../http/route.ts'

export const liveRoutes: readonly Route[] = [
  get({
    operation: 'listen', path: '/v1/live', tag: 'Session',
      summary: 'Tells what changed, as Server-Sent Events named `change`; read it again then',
    roles: ['merchant', 'acceptor', 'agent', 'operator', 'accountant', 'auditor'], stream: true,
    answer: z.object({ holder: z.string().nullable() }),
    handle: ({ caller }) => Promise.resolve({ body: { holder: ownOf(caller) ?? null } }),
  }),
]
