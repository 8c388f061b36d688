import {
  IconArrowBarToDown, IconArrowUpRight, IconBinaryTree, IconCreditCard, IconFlame, IconHistory, IconNotebook,
  IconRubberStamp, IconScale, IconShieldCheck,
} from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room, RoomPage } from '../room.ts'

// What is read in the same way by operators stands in their room; these only open other doors to it.
const books: readonly RoomPage[] = [
  { path: '', title: { en: 'Books', zh: '账簿' }, icon: IconScale, primary: true, element: lazy(() => import('../operator/books.tsx')) },
  { path: 'books/:account', title: { en: 'Account', zh: '账户' }, element: lazy(() => import('../operator/account.tsx')) },
  { path: 'journal', title: { en: 'Journal', zh: '日记账' }, icon: IconNotebook, element: lazy(() => import('../operator/journal.tsx')) },
  { path: 'past', title: { en: 'Past balances', zh: '历史余额' }, icon: IconHistory, primary: true,
    element: lazy(() => import('./past.tsx')) },
  { path: 'payments', title: { en: 'Payments', zh: '付款单' }, icon: IconCreditCard, primary: true,
    element: lazy(() => import('../operator/payments.tsx')) },
  { path: 'payments/:payment', title: { en: 'Payment', zh: '付款单' }, element: lazy(() => import('../operator/payment.tsx')) },
]

const sweeps: RoomPage = { path: 'sweeps', title: { en: 'Sweeps', zh: '归集' }, icon: IconArrowBarToDown,
  element: lazy(() => import('../operator/sweeps.tsx')) }

export const auditorRoom: Room = {
  name: 'auditor',
  parties: ['auditor'],
  sections: [{
    pages: [
      ...books,
      { path: 'reserves', title: { en: 'Reserves', zh: '储备' }, icon: IconShieldCheck,
        element: lazy(() => import('../operator/reserves.tsx')) },
      { path: 'checkpoints', title: { en: 'Checkpoints', zh: '检查点' }, icon: IconRubberStamp,
        element: lazy(() => import('./checkpoints.tsx')) },
      { path: 'payouts', title: { en: 'Payouts', zh: '提款' }, icon: IconArrowUpRight,
        element: lazy(() => import('../operator/payouts.tsx')) },
      { path: 'payouts/:payout', title: { en: 'Payout', zh: '提款' }, element: lazy(() => import('../operator/payout.tsx')) },
      sweeps,
      { path: 'incidents', title: { en: 'Incidents', zh: '事故' }, icon: IconFlame,
        element: lazy(() => import('../operator/incidents.tsx')) },
      { path: 'logs', title: { en: 'Logs', zh: '事件日志' }, icon: IconBinaryTree, primary: true, element: lazy(() => import('./logs.tsx')) },
      { path: 'streams/:stream', title: { en: 'Stream', zh: '流' }, element: lazy(() => import('./stream.tsx')) },
    ],
  }],
}

export const accountantRoom: Room = { name: 'accountant', parties: ['accountant'], sections: [{ pages: [...books, sweeps] }] }
