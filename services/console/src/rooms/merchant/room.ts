import { IconCreditCard, IconLayoutDashboard } from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room } from '../room.ts'

export const merchantRoom: Room = {
  name: 'merchant',
  parties: ['merchant'],
  sections: [{
    pages: [
      {
        path: '', title: { en: 'Overview', zh: '概览' }, icon: IconLayoutDashboard, primary: true,
        element: lazy(() => import('./overview.tsx')),
      },
      {
        path: 'payments', title: { en: 'Payments', zh: '收款' }, icon: IconCreditCard, primary: true,
        element: lazy(() => import('./payments.tsx')),
      },
    ],
  }],
}
