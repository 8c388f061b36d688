import type { UserRole } from '@stablegate/contracts'
import type { Role } from '../http/caller.ts'
import type { Scope } from '../http/scopes.ts'

type Right = { readonly role: Extract<Role, 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'>;
  readonly scopes: readonly Scope[] }

/** What each role of a person may do; what is not here nobody may. */
export const rights: Readonly<Record<UserRole, Right>> = {
  merchant_owner: { role: 'merchant', scopes: ['read', 'operate', 'develop', 'keys', 'money', 'administer'] },
  merchant_developer: { role: 'merchant', scopes: ['read', 'operate', 'develop', 'keys'] },
  merchant_finance: { role: 'merchant', scopes: ['read', 'operate', 'money'] },
  merchant_viewer: { role: 'merchant', scopes: ['read'] },
  acceptor_owner: { role: 'acceptor', scopes: ['read', 'operate', 'develop', 'keys', 'money', 'administer'] },
  acceptor_agent: { role: 'acceptor', scopes: ['read', 'operate'] },
  agent_owner: { role: 'agent', scopes: ['read', 'money'] },
  operator_admin: { role: 'operator', scopes: ['read', 'operate', 'develop', 'keys', 'money', 'judge', 'administer'] },
  operator_finance: { role: 'operator', scopes: ['read', 'operate', 'money', 'judge'] },
  operator_support: { role: 'operator', scopes: ['read', 'operate'] },
  accountant: { role: 'accountant', scopes: ['read'] },
  auditor: { role: 'auditor', scopes: ['read'] },
}
