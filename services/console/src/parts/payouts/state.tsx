import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../act-form.tsx'
import { payoutTexts } from './texts.ts'

export type Payout = Item<'listPayouts'>
type Status = Payout['status']

const colors: Readonly<Partial<Record<Status, string>>> = {
  confirmed: 'jade', landed: 'jade', approving: 'orange', revoked: 'red', refused: 'gray', voided: 'gray', returned: 'gray',
}

export const PayoutState = ({ status, size = 'md' }: { readonly status: Status; readonly size?: 'md' | 'lg' }): ReactNode =>
  <Badge size={size} color={colors[status] ?? 'blue'}>{useTexts(payoutTexts).states[status]}</Badge>

/** Addresses are told apart by their ends. */
export const shortAddress = (address: string): string => (address.length > 16 ? `${address.slice(0, 6)}…${address.slice(-6)}` : address)

/** It may be taken back until it is signed; the API decides anyway. */
const open: readonly Status[] = ['requested', 'screening', 'approving']

export const CancelPayout = ({ payout: { id, status } }: { readonly payout: Payout }): ReactNode => {
  const t = useTexts(payoutTexts)
  const may = useMay('money')
  if (!may || !open.includes(status)) return null
  return (
    <ActButton act="cancelPayout" label={t.cancel} text={t.cancelText} danger
      refreshes={['listPayouts', 'getPayout', 'getBalance', 'getStatement']} initial={{}} input={() => ({ params: { payout: id } })} />
  )
}
