import { acceptorRoom } from './acceptor/room.ts'
import { agentRoom } from './agent/room.ts'
import { accountantRoom, auditorRoom } from './auditor/room.ts'
import { merchantRoom } from './merchant/room.ts'
import { operatorRoom } from './operator/room.ts'
import type { Room } from './room.ts'

/** Every room of the house. A person enters the first one that is open to its party. */
export const rooms: readonly Room[] = [merchantRoom, acceptorRoom, agentRoom, operatorRoom, auditorRoom, accountantRoom]
