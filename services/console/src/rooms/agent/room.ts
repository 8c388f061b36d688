import { IconArrowUpRight, IconCoins, IconReceipt2 } from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room } from '../room.ts'

/** Who referred merchants: what came of it, and how it is paid out. */
export const agentRoom: Room = {
  name: 'agent',
  parties: ['agent'],
  sections: [{
    pages: [
      { path: '', title: { en: 'Earnings', zh: '收益' }, icon: IconCoins, primary: true, element: lazy(() => import('./earnings.tsx')) },
      { path: 'statement', title: { en: 'Statement', zh: '对账单' }, icon: IconReceipt2, primary: true,
        element: lazy(() => import('./statement.tsx')) },
      { path: 'payouts', title: { en: 'Payouts', zh: '提款' }, icon: IconArrowUpRight, primary: true,
        element: lazy(() => import('./payouts.tsx')) },
    ],
  }],
}
