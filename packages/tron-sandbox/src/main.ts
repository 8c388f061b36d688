import { parseArgs } from 'node:util'
import { base58Of } from './codec/address.ts'
import { startSandbox } from './sandbox.ts'

const usage = `tron-sandbox [--port 9090] [--host 127.0.0.1] [--block-ms 3000] [--solid-lag 18]
             [--data file] [--admin]

  --block-ms 0 makes blocks only when told (POST /admin/mine); --data keeps the chain between runs.`

const read = () =>
  parseArgs({
    options: {
      port: { type: 'string', default: '9090' },
      host: { type: 'string', default: '127.0.0.1' },
      'block-ms': { type: 'string', default: '3000' },
      'solid-lag': { type: 'string', default: '18' },
      data: { type: 'string' },
      admin: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values

const whole = (name: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new TypeError(`--${name} is a whole number, not ${text}`)
  return Number(text)
}

const main = async (): Promise<void> => {
  const values = read()
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const sandbox = await startSandbox({
    port: whole('port', values.port),
    host: values.host,
    blockMs: whole('block-ms', values['block-ms']),
    solidLagBlocks: whole('solid-lag', values['solid-lag']),
    admin: values.admin,
    ...(values.data === undefined ? {} : { dataFile: values.data }),
  })
  const { url, bank, token } = sandbox
  const facts = { url, token: base58Of(token.address), bank: base58Of(bank.address), bankPrivateKey: bank.privateKey }
  process.stdout.write(`${JSON.stringify(facts)}\n`)
  const stop = (): void => {
    sandbox.stop().then(() => process.exit(0), (error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

await main()
