import { defineTexts } from '../../language/texts.ts'

export const suspenseTexts = defineTexts({
  en: {
    title: 'Suspense', text: 'Money of nobody known. Each sum is of one transfer on chain and is provable as an account of its own.',
    empty: 'Nothing is in suspense', emptyText: 'What strangers send and what is set aside from payments waits here for two people.',
    source: 'Came by', since: 'There since', came: 'Came in', left: 'Left', stranger: 'stranger to', aside: 'set aside from',
    before: 'From before each sum named its transfer', assign: 'Assign', payment: 'Payment', amount: 'Amount', reason: 'Reason',
    assignText: 'It counts as if it had come to the payment’s own address. Another person approves; whoever is first gets it.',
    revoked: 'gone on chain',
  },
  zh: {
    title: '暂挂资金', text: '归属未明的资金。每一笔对应一次链上转账，并可作为独立账户验证。', empty: '没有暂挂资金',
    emptyText: '陌生人转入的款项和从付款单搁置的款项在此等待两人处理。', source: '来源', since: '开始', came: '转入', left: '余额', stranger: '陌生人转入',
    aside: '搁置自', before: '早于逐笔记录来源', assign: '划入付款单', payment: '付款单', amount: '金额', reason: '理由',
    assignText: '视同转入该付款单的地址。须他人批准；先到者得。', revoked: '链上已撤销',
  },
})
