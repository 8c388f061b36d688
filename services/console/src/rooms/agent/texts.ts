import { defineTexts } from '../../language/texts.ts'

export const agentTexts = defineTexts({
  en: {
    earnings: 'Earnings', earningsText: 'Your share of the fees of merchants you referred.', free: 'Free', freeText: 'May be paid out now',
    vesting: 'On hold', vestingText: 'Becomes free when the merchant’s hold ends; taken back if the payment is reversed before',
    total: 'In the account', year: 'Earned in twelve months', byMonth: 'By merchant and month', merchant: 'Merchant', month: 'Month (UTC)',
    payments: 'Payments', earned: 'Earned', returned: 'Taken back', net: 'Left', none: 'No share yet',
    noneText: 'It appears here when a merchant you referred is paid.', statement: 'Statement',
    statementText: 'Every movement of your account, newest first.', what: 'What', at: 'Time', payment: 'Payment', amount: 'Amount', balance: 'Balance',
    noLines: 'Nothing has moved yet', payouts: 'Payouts', payoutsText: 'What is free goes to an address of yours, after its delay.',
    categories: { agent_share: 'Share', adjustment: 'Correction', payout: 'Payout', fee: 'Fee of the payout' },
  },
  zh: {
    earnings: '收益', earningsText: '您推荐的商户所付手续费中属于您的分成。', free: '可用', freeText: '现在可以提款', vesting: '冻结中',
    vestingText: '商户资金解冻时转为可用；若此前付款被撤销则收回', total: '账户余额', year: '近十二个月收益', byMonth: '按商户和月份', merchant: '商户',
    month: '月份（UTC）', payments: '付款笔数', earned: '收益', returned: '已收回', net: '净额', none: '还没有分成', noneText: '您推荐的商户收到付款后会显示在这里。',
    statement: '对账单', statementText: '您账户的每一笔变动，最新在前。', what: '类型', at: '时间', payment: '付款单', amount: '金额', balance: '余额', noLines: '还没有变动',
    payouts: '提款', payoutsText: '可用余额可提到您自己的地址，新地址须等待一段时间。', categories: { agent_share: '分成', adjustment: '更正', payout: '提款', fee: '提款手续费' },
  },
})
