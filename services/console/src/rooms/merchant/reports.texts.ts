import { defineTexts } from '../../language/texts.ts'

export const reportTexts = defineTexts({
  en: {
    madeOf: 'What it is made of', madeOfText: 'Everything that moved the available balance since the payout before.', opening: 'Balance before',
    closing: 'Balance after', since: 'Payout before', sums: 'By kind', what: 'Kind', count: 'Lines', gross: 'Gross', fee: 'Fee', net: 'Net',
    nothingCame: 'Nothing moved in between',
    invoices: 'Fee invoices', invoicesText: 'What we charged you, month by month.', invoice: 'Fee invoice', back: 'Fee invoices', month: 'Month',
    number: 'Number', state: 'State', open: 'Running', closed: 'Closed', none: 'No invoice yet', noneText: 'The first month with a fee makes the first.',
    to: 'For', from: 'From', until: 'Until', asOf: 'As of', print: 'Print', service: 'Service', payments: (method: string) => `Payments, ${method}`,
    payouts: 'Payouts', pieces: 'Number', returned: 'Given back', charged: 'Charged', total: 'Total', onChain: 'on chain',
    running: 'This month still runs: the sums change.',
  },
  zh: {
    madeOf: '提款构成', madeOfText: '自上次提款以来可用余额的全部变动。', opening: '期初余额', closing: '期末余额', since: '上次提款', sums: '按类别', what: '类别',
    count: '笔数', gross: '总额', fee: '手续费', net: '净额', nothingCame: '期间没有变动',
    invoices: '手续费账单', invoicesText: '我们按月向您收取的费用。', invoice: '手续费账单', back: '手续费账单', month: '月份', number: '编号', state: '状态',
    open: '进行中', closed: '已结', none: '还没有账单', noneText: '产生手续费的首个月份将生成第一张账单。', to: '致', from: '自', until: '至', asOf: '截至', print: '打印',
    service: '服务', payments: (method: string) => `收款（${method}）`, payouts: '提款', pieces: '笔数', returned: '退回', charged: '收取', total: '合计',
    onChain: '链上', running: '本月尚未结束，金额仍会变化。',
  },
})
