// The whole system on this machine with a demo shop and acceptors, until it is told to stop. Data
// stays between runs; everything that is set up here has fixed Idempotency-Keys, so that a second
// start finds what the first has made.
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildTown } from './browser/town.ts'
import { peopleGuide, type DemoPerson } from './demo-people.ts'
import { ExampleShop } from './shop.ts'
import { startLocalSystem } from './system.ts'
import { WebhookReceiver } from './webhook-receiver.ts'
import { operatorKeys, World, type Acceptor, type Merchant } from './world.ts'

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const wishedPort = Number(process.env['PORT'] ?? 8080)
const receiverPort = 8081
const shopPort = 8082

const field = (name: string): string => `node -pe 'JSON.parse(require("fs").readFileSync(0)).${name}'`

const guide = (
  url: string, shopUrl: string, merchant: Merchant, house: Acceptor, otc: Acceptor, people: readonly DemoPerson[],
): string => `
Stablegate is up at ${url}

  pages             ${url}/app/ (people to sign in as are below)
  a shop            ${shopUrl} (buy something, and pay it at the checkout)

  merchant          ${merchant.id}
                    key ${merchant.key}
  house acceptor    ${house.id} (accepts by itself)
                    key ${house.key}
  another acceptor  ${otc.id}
                    key ${otc.key}
  bots              take Alipay (CNY), SEPA (EUR), Faster Payments (GBP), UPI (INR) and Pix (BRL) and do what
                    the amount says: 128.00 settles, 128.21 is paid short; docs/test-mode.md has the table
  operators         ann ${operatorKeys.ann}
                    bob ${operatorKeys.bob}
${peopleGuide(people)}

Try a payment; paste these as they are:

  # the merchant asks for a payment of 720 CNY; awaited asks again until an answer has what it waits for
  awaited() { for _ in $(seq 120); do answer=$(curl -s "\${@:2}"); case $answer in *"$1"*) break;; esac; sleep 0.5; done; echo "$answer"; }
  PAYMENT=$(curl -s ${url}/v1/payments -H 'Authorization: Bearer ${merchant.key}' \\
    -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" \\
    -d '{"reference":"try-'$(date +%s%N)'","amount":{"amount":"720.00","currency":"CNY"}}' | ${field('id')}); echo $PAYMENT

  # the customer sees the ways to pay and chooses one; the answer's secret binds this session
  curl -s ${url}/v1/checkout/$PAYMENT/options
  SESSION=$(curl -s ${url}/v1/checkout/$PAYMENT/choose -H 'Content-Type: application/json' \\
    -H "Idempotency-Key: choose-$(date +%s%N)" \\
    -d '{"currency":"CNY","method":"wechat","payer":{"name":"Li Wei","account_tail":"4821"}}' | ${field('session_secret')}); echo $SESSION

  # where to pay: only this session is told
  awaited '"instructions":{' ${url}/v1/checkout/$PAYMENT -H "Authorization: Bearer $SESSION"

  # the customer paid and says so; the house acceptor saw the money and confirms
  curl -s ${url}/v1/checkout/$PAYMENT/claim -H "Authorization: Bearer $SESSION" \\
    -H 'Content-Type: application/json' -H "Idempotency-Key: claim-$(date +%s%N)" -d '{"bank_reference":"REF-'$(date +%s%N)'"}'
  ORDER=$(curl -s '${url}/v1/orders?limit=1' -H 'Authorization: Bearer ${house.key}' | ${field('data[0].id')}); echo $ORDER
  curl -s ${url}/v1/orders/$ORDER/confirm -H 'Authorization: Bearer ${house.key}' \\
    -H 'Content-Type: application/json' -H "Idempotency-Key: confirm-$(date +%s%N)" \\
    -d '{"received":{"amount":"720.00","currency":"CNY"},"payer_matches":true}'

  # the same by Alipay needs nobody: a bot accepts and confirms. Days pass in a moment:
  #   curl -s ${url}/v1/test_clock/advance -H 'Authorization: Bearer ${merchant.key}' \\
  #     -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" -d '{"days":1}'

  # settled: what happened, what the merchant has, and that the books balance
  awaited '"status":"settled"' ${url}/v1/payments/$PAYMENT -H 'Authorization: Bearer ${merchant.key}'
  curl -s ${url}/v1/payments/$PAYMENT/timeline -H 'Authorization: Bearer ${merchant.key}'
  curl -s ${url}/v1/balance -H 'Authorization: Bearer ${merchant.key}'
  curl -s ${url}/v1/trial_balance -H 'Authorization: Bearer ${operatorKeys.ann}'

API description: ${url}/v1/openapi.json   health: ${url}/readyz   metrics: ${url}/metrics
Webhooks of the demo shop are verified and printed below. Stop with Ctrl-C; data stays for the next start.
`

const { values: flags } = parseArgs({
  options: {
    /** Names the data folder: two systems beside each other need two names. */
    name: { type: 'string', default: 'start' },
    /** Keeps nothing for the next start. */
    forget: { type: 'boolean', default: false },
  },
})

const main = async (): Promise<void> => {
  const port = (await isFree(wishedPort)) ? wishedPort : 0
  const system = await startLocalSystem({
    name: flags.name, keep: !flags.forget, gatewayPort: port, chain: {}, bots: true,
    config: flags.forget ? {} : { SEALER_DIR: join('.run', `${flags.name}-checkpoints`) },
  })
  const receiver = await WebhookReceiver.start(port !== 0 && (await isFree(receiverPort)) ? receiverPort : 0)
  receiver.onReceived = ({ type, sequence, body }) => {
    const subject = (body['data'] as Record<string, unknown> | undefined)?.['id']
    console.log(`webhook ${sequence} verified: ${type} ${String(subject ?? '')}`)
  }
  const world = new World(system.url, 'start')
  const { merchant, house, otc, people } = await buildTown(world, receiver)
  // Alipay is the bots'; what comes by WeChat is confirmed by hand.
  await world.alsoTakes(house, { currency: 'CNY', method: 'wechat', price: '7.26', min: '10.00', max: '100000.00' })
  const shop = await ExampleShop.start({
    baseUrl: system.url, apiKey: merchant.key, port: port !== 0 && (await isFree(shopPort)) ? shopPort : 0,
  })
  console.log(guide(system.url, shop.url, merchant, house, otc, people))
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  console.log('stopping ...')
  await shop.stop()
  await receiver.stop()
  await system.stop()
}

await main()
