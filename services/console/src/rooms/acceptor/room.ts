import { IconBolt, IconBuildingBank, IconCoins, IconFileCertificate, IconKey, IconListDetails, IconPigMoney, IconStar, IconTags, IconUsers,
  IconWebhook } from '@tabler/icons-react'
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
        { path: 'people', title: { en: 'People', zh: '人员' }, icon: IconUsers, needs: 'administer',
          element: lazy(() => import('../operator/people.tsx')) },
        { path: 'reputation', title: { en: 'Reputation', zh: '信誉' }, icon: IconStar, element: lazy(() => import('./reputation.tsx')) },
      ],
    },
    {
      // What a program of one's own needs is the same for merchants and acceptors.
      title: { en: 'Programs', zh: '程序接入' },
      pages: [
        { path: 'webhooks', title: { en: 'Webhooks', zh: '回调通知' }, icon: IconWebhook, needs: 'develop',
          element: lazy(() => import('../merchant/webhooks.tsx')) },
        { path: 'webhooks/:endpoint', title: { en: 'Webhook', zh: '回调端点' }, needs: 'develop',
          element: lazy(() => import('../merchant/endpoint.tsx')) },
        { path: 'keys', title: { en: 'API keys', zh: 'API 密钥' }, icon: IconKey, needs: 'keys',
          element: lazy(() => import('../merchant/keys.tsx')) },
      ],
    },
  ],
}
