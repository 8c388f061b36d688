import type { acceptorCommands, AcceptorRejection, CommandOf } from '@stablegate/contracts'
import type { Decision } from '@stablegate/kernel'
import type { AcceptorEvent, AcceptorState, Registration } from './state.ts'

export type AcceptorCommand = CommandOf<typeof acceptorCommands>
export type CommandCalled<Verb extends string> = Extract<
  AcceptorCommand,
  { type: `acceptor.acceptor.${Verb}` }
>
export type Outcome = Decision<AcceptorEvent, AcceptorRejection>

/** An acceptor that was registered: most commands decide on nothing else. */
export type Registered = AcceptorState & { readonly registration: Registration }
