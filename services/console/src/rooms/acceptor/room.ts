import { IconBolt, IconBuildingBank, IconCoins, IconFileCertificate, IconListDetails, IconPigMoney, IconStar, IconTags } from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room } from '../room.ts'

export const acceptorRoom: Room = {
  name: 'acceptor',
  parties: ['acceptor'],
  sections: [
    {
      pages: [
        { path: '', title: { en: 'Shift', zh: '接单' }, icon: IconBolt, primary: true, element: lazy(() => import('./shift.tsx')) },
        { path: 'orders', title: { en: 'Orders', zh: '订单' }, icon: IconListDetails, primary: true,
          element: lazy(() => import('./orders.tsx')) },
        { path: 'orders/:order', title: { en: 'Order', zh: '订单' }, element: lazy(() => import('./order.tsx')) },
        { path: 'liquidity', title: { en: 'Liquidity', zh: '流动性' }, icon: IconPigMoney, primary: true,
          element: lazy(() => import('./liquidity.tsx')) },
        { path: 'earnings', title: { en: 'Earnings', zh: '收益' }, icon: IconCoins, primary: true,
          element: lazy(() => import('./earnings.tsx')) },
        { path: 'origin', title: { en: 'Origin of funds', zh: '资金来源' }, icon: IconFileCertificate,
          element: lazy(() => import('./origin.tsx')) },
      ],
    },
    {
      title: { en: 'Set up', zh: '设置' },
      pages: [
        { path: 'quotes', title: { en: 'Quotes', zh: '报价' }, icon: IconTags, element: lazy(() => import('./quotes.tsx')) },
        { path: 'accounts', title: { en: 'Payment accounts', zh: '收款账户' }, icon: IconBuildingBank,
          element: lazy(() => import('./accounts.tsx')) },
        { path: 'reputation', title: { en: 'Reputation', zh: '信誉' }, icon: IconStar, element: lazy(() => import('./reputation.tsx')) },
      ],
    },
  ],
}
