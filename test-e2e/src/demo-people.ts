import type { Acceptor, Merchant, World } from './world.ts'

/** Everybody knows these: people of test mode, which live mode refuses to make. */
export const demoPassword = 'stablegate-demo'
export const demoTotpSecret = 'STABLEGATEDEMOONLYSTABLEGATEDEMO'

export type DemoPerson = { readonly email: string; readonly name: string; readonly role: string; readonly hasTotp: boolean }

type Wish = DemoPerson & { readonly holder?: string; readonly operator?: string }

/** Somebody to sign in as for every room; setting them up again finds them. */
export const demoPeople = async (world: World, merchant: Merchant, house: Acceptor, otc: Acceptor): Promise<readonly DemoPerson[]> => {
  const people: readonly Wish[] = [
    { email: 'owner@shop.example', name: 'Sophie Shop', role: 'merchant_owner', hasTotp: true, holder: merchant.id },
    { email: 'viewer@shop.example', name: 'Vera Viewer', role: 'merchant_viewer', hasTotp: false, holder: merchant.id },
    { email: 'owner@bright.example', name: 'Otto Bright', role: 'acceptor_owner', hasTotp: true, holder: otc.id },
    { email: 'agent@bright.example', name: 'Agnes Bright', role: 'acceptor_agent', hasTotp: false, holder: otc.id },
    { email: 'house@stablegate.example', name: 'Hugo House', role: 'acceptor_owner', hasTotp: true, holder: house.id },
    { email: 'agent@referrals.example', name: 'Rita Referrer', role: 'agent_owner', hasTotp: true, holder: 'agt_demo' },
    { email: 'ann@stablegate.example', name: 'Ann Operator', role: 'operator_admin', hasTotp: true, operator: 'opr_ann' },
    { email: 'bob@stablegate.example', name: 'Bob Operator', role: 'operator_admin', hasTotp: true, operator: 'opr_bob' },
    { email: 'support@stablegate.example', name: 'Sam Support', role: 'operator_support', hasTotp: false },
    { email: 'books@stablegate.example', name: 'Beth Books', role: 'accountant', hasTotp: false },
    { email: 'auditor@stablegate.example', name: 'Ada Auditor', role: 'auditor', hasTotp: false },
  ]
  for (const { hasTotp, ...person } of people) {
    await world.operate('/v1/test_users', {
      ...person, password: demoPassword, ...(hasTotp ? { totp_secret: demoTotpSecret } : {}),
    }, { idempotencyKey: `start:person:${person.email}` })
  }
  return people
}

/** The people as `npm start` prints them. */
export const peopleGuide = (people: readonly DemoPerson[]): string => [
  `  people, password  ${demoPassword}`,
  `  authenticator     ${demoTotpSecret} (where marked *; any TOTP app, or: oathtool --totp -b ${demoTotpSecret})`,
  ...people.map(({ email, role, hasTotp }) => `    ${email.padEnd(28)} ${role}${hasTotp ? ' *' : ''}`),
].join('\n')
