import {
  IconAlertTriangle, IconArrowBarToDown, IconArrowUpRight, IconBuildingStore, IconChecks, IconCreditCard, IconFlame, IconHeartbeat, IconId,
  IconNotebook, IconScale, IconUsersGroup, IconVault,
} from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room } from '../room.ts'

export const operatorRoom: Room = {
  name: 'operator',
  parties: ['operator'],
  sections: [
    {
      pages: [
        { path: '', title: { en: 'Desk', zh: '工作台' }, icon: IconAlertTriangle, primary: true, element: lazy(() => import('./desk.tsx')) },
        { path: 'payments', title: { en: 'Payments', zh: '付款单' }, icon: IconCreditCard, primary: true,
          element: lazy(() => import('./payments.tsx')) },
        { path: 'payments/:payment', title: { en: 'Payment', zh: '付款单' }, element: lazy(() => import('./payment.tsx')) },
        { path: 'payouts', title: { en: 'Payouts', zh: '提款' }, icon: IconArrowUpRight, primary: true,
          element: lazy(() => import('./payouts.tsx')) },
        { path: 'payouts/:payout', title: { en: 'Payout', zh: '提款' }, element: lazy(() => import('./payout.tsx')) },
        { path: 'proposals', title: { en: 'Proposals', zh: '提议' }, icon: IconChecks,
          element: lazy(() => import('./proposals.tsx')) },
        { path: 'incidents', title: { en: 'Incidents', zh: '事故' }, icon: IconFlame, element: lazy(() => import('./incidents.tsx')) },
      ],
    },
    {
      title: { en: 'Network', zh: '网络' },
      pages: [
        { path: 'acceptors', title: { en: 'Acceptors', zh: '承兑商' }, icon: IconUsersGroup,
          element: lazy(() => import('./acceptors.tsx')) },
        { path: 'acceptors/:acceptor', title: { en: 'Acceptor', zh: '承兑商' }, element: lazy(() => import('./acceptor.tsx')) },
        { path: 'merchants', title: { en: 'Merchants', zh: '商户' }, icon: IconBuildingStore,
          element: lazy(() => import('./merchants.tsx')) },
        { path: 'merchants/:merchant', title: { en: 'Merchant', zh: '商户' }, element: lazy(() => import('./merchant.tsx')) },
        { path: 'people', title: { en: 'People', zh: '人员' }, icon: IconId, element: lazy(() => import('./people.tsx')) },
      ],
    },
    {
      title: { en: 'House', zh: '运营' },
      pages: [
        { path: 'books', title: { en: 'Books', zh: '账簿' }, icon: IconScale, element: lazy(() => import('./books.tsx')) },
        { path: 'journal', title: { en: 'Journal', zh: '日记账' }, icon: IconNotebook, element: lazy(() => import('./journal.tsx')) },
        { path: 'books/:account', title: { en: 'Account', zh: '账户' }, element: lazy(() => import('./account.tsx')) },
        { path: 'treasury', title: { en: 'Treasury', zh: '资金' }, icon: IconVault, element: lazy(() => import('./treasury.tsx')) },
        { path: 'reserves', title: { en: 'Reserves', zh: '储备' }, element: lazy(() => import('./reserves.tsx')) },
        { path: 'sweeps', title: { en: 'Sweeps', zh: '归集' }, icon: IconArrowBarToDown,
          element: lazy(() => import('./sweeps.tsx')) },
        { path: 'system', title: { en: 'System', zh: '系统' }, icon: IconHeartbeat, primary: true,
          element: lazy(() => import('./system.tsx')) },
      ],
    },
  ],
}
