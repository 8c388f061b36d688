import { connect } from '@nats-io/transport-node'

// One of several who answer the same subject, in a process that can be paused.
const [, , url = '', subject = ''] = process.argv
const connection = await connect({ servers: url })
connection.subscribe(subject, { queue: 'all', callback: (_error, message) => { message.respond('child') } })
await connection.flush()
process.stdout.write('ready\n')
