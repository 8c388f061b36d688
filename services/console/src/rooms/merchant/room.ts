import {
  IconArrowUpRight, IconCreditCard, IconFileInvoice, IconKey, IconLayoutDashboard, IconReceipt2, IconReceiptRefund, IconSettings,
  IconTestPipe, IconUsers, IconWallet, IconWebhook,
} from '@tabler/icons-react'
import { lazy } from 'react'
import type { Room } from '../room.ts'

export const merchantRoom: Room = {
  name: 'merchant',
  parties: ['merchant'],
  sections: [
    {
      pages: [
        { path: '', title: { en: 'Overview', zh: '概览' },
          icon: IconLayoutDashboard, primary: true, element: lazy(() => import('./overview.tsx')) },
        { path: 'payments', title: { en: 'Payments', zh: '收款' },
          icon: IconCreditCard, primary: true, element: lazy(() => import('./payments.tsx')) },
        { path: 'payments/:payment', title: { en: 'Payment', zh: '收款' }, element: lazy(() => import('./payment.tsx')) },
        { path: 'refunds', title: { en: 'Refunds', zh: '退款' }, icon: IconReceiptRefund, element: lazy(() => import('./refunds.tsx')) },
      ],
    },
    {
      title: { en: 'Money', zh: '资金' },
      pages: [
        { path: 'balance', title: { en: 'Balance', zh: '余额' },
          icon: IconWallet, primary: true, element: lazy(() => import('./balance.tsx')) },
        { path: 'statement', title: { en: 'Statement', zh: '对账单' },
          icon: IconReceipt2, primary: true, element: lazy(() => import('./statement.tsx')) },
        { path: 'payouts', title: { en: 'Payouts', zh: '提款' }, icon: IconArrowUpRight, element: lazy(() => import('./payouts.tsx')) },
        { path: 'invoices', title: { en: 'Fee invoices', zh: '手续费账单' }, icon: IconFileInvoice,
          element: lazy(() => import('./invoices.tsx')) },
        { path: 'invoices/:month', title: { en: 'Fee invoice', zh: '手续费账单' }, element: lazy(() => import('./invoice.tsx')) },
        { path: 'payouts/:payout', title: { en: 'Payout', zh: '提款' }, element: lazy(() => import('./payout.tsx')) },
      ],
    },
    {
      title: { en: 'Developers', zh: '开发者' },
      pages: [
        { path: 'webhooks', title: { en: 'Webhooks', zh: '回调通知' }, icon: IconWebhook, element: lazy(() => import('./webhooks.tsx')) },
        { path: 'webhooks/:endpoint', title: { en: 'Webhook', zh: '回调通知' }, element: lazy(() => import('./endpoint.tsx')) },
        { path: 'keys', title: { en: 'API keys', zh: 'API 密钥' }, icon: IconKey, element: lazy(() => import('./keys.tsx')) },
        { path: 'test-mode', title: { en: 'Test mode', zh: '测试模式' }, icon: IconTestPipe, isOfTestMode: true,
          element: lazy(() => import('./test-mode.tsx')) },
      ],
    },
    {
      title: { en: 'Account', zh: '账户' },
      pages: [
        { path: 'people', title: { en: 'People', zh: '人员' }, icon: IconUsers, needs: 'administer',
          element: lazy(() => import('./team.tsx')) },
        { path: 'settings', title: { en: 'Settings', zh: '设置' }, icon: IconSettings, element: lazy(() => import('./settings.tsx')) },
      ],
    },
  ],
}
