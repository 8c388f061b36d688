import { StablegateError } from '@stablegate/sdk/http'
import { credentials, transport } from '../api/client.ts'

/** Roles of people; what each may do is in `scopes`, and the API decides anyway. */
export type Role =
  | 'merchant_owner' | 'merchant_developer' | 'merchant_finance' | 'merchant_viewer'
  | 'acceptor_owner' | 'acceptor_agent'
  | 'agent_owner'
  | 'operator_admin' | 'operator_finance' | 'operator_support'
  | 'accountant' | 'auditor'
export type Party = 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'
export type Scope = 'read' | 'operate' | 'develop' | 'keys' | 'money' | 'judge' | 'administer'

export type User = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly party: Party
  /** The merchant, acceptor or agent the person belongs to. */
  readonly holder: string | null
  /** Under which id an operator acts. */
  readonly operator: string | null
  readonly scopes: readonly Scope[]
}

export type Session = {
  readonly object: 'session'
  readonly state: 'signed_out' | 'second_factor' | 'signed_in'
  readonly livemode: boolean
  /** Origin of the pages of the other mode, where there is such a system. */
  readonly other_mode_url: string | null
  readonly csrf: string | null
  readonly user: User | null
  readonly second_factors: { readonly totp: boolean; readonly passkeys: number } | null
  readonly fresh_until: string | null
  readonly expires_at: string | null
}

const took = (session: Session): Session => {
  credentials.csrf = session.csrf ?? undefined
  return session
}

const read = (signal?: AbortSignal): Promise<Session> =>
  transport.get<Session>({ path: '/v1/session', log: 'gateway' }, signal ? { signal } : {})

/** How many acts of the session began, and those under way. */
let begun = 0
const underWay = new Set<Promise<Session>>()

/** Who is signed in. What was asked before an act, or during it, may tell of a session that the act replaced. */
export const readSession = async (signal?: AbortSignal): Promise<Session> => {
  for (;;) {
    await Promise.allSettled(underWay)
    const before = begun
    const session = await read(signal)
    if (before === begun) return took(session)
  }
}

const perform = async (act: string, body: object): Promise<Session> => {
  const post = () => transport.post<Session>({ path: `/v1/session${act}`, body }, { maxRetries: 0 })
  try {
    return took(await post())
  } catch (error) {
    // The token changed in another tab: it is read anew, once.
    if (!(error instanceof StablegateError) || error.code !== 'csrf_invalid') throw error
    took(await read())
    return took(await post())
  }
}

/** An act of signing in or out; each answers the session as it is then. */
export const sessionAct = (act: string, body: object = {}): Promise<Session> => {
  begun += 1
  const done = perform(act, body)
  underWay.add(done)
  const end = (): void => { underWay.delete(done) }
  done.then(end, end)
  return done
}

/** Answers of the session's pages that are no session. */
export const sessionAsk = <Answer>(act: string, body: object = {}): Promise<Answer> =>
  transport.post<Answer>({ path: `/v1/session${act}`, body }, { maxRetries: 0 })
