import { defineTexts } from '../language/texts.ts'

/** Rule 17: what stands in the way of a match, in words for operators and for the acceptor whose limit it is. */
export const matchLimitTexts = defineTexts({
  en: {
    not_active: 'Not verified, or suspended', offline: 'Offline', price_out_of_range: 'Price too far from the reference',
    quote_resting: 'Quote changed a moment ago', quote_size: 'Amount outside the quote', tried_before: 'Asked before', excluded: 'May not be matched with it',
    open_orders: 'As many orders open as allowed', open_value: 'Limit of open value', value_per_day: 'Limit of the day', value_per_month: 'Limit of the month',
    free_liquidity: 'Not enough free USDT', no_account: 'No payment account for it', account_per_order: 'Account: limit of one order',
    account_per_day: 'Account: limit of the day', account_per_month: 'Account: limit of the month', same_amount_open: 'Account waits for the same amount of this payer',
    price_bounds: 'Price beyond what the merchant allows',
  },
  zh: {
    not_active: '未审核或已暂停', offline: '离线', price_out_of_range: '价格偏离参考价过多', quote_resting: '报价刚刚更改', quote_size: '金额不在报价范围内',
    tried_before: '已询问过', excluded: '不可与其匹配', open_orders: '进行中订单数已达上限', open_value: '进行中金额上限', value_per_day: '每日限额',
    value_per_month: '每月限额', free_liquidity: '可用 USDT 不足', no_account: '没有对应的收款账户', account_per_order: '账户：单笔限额',
    account_per_day: '账户：每日限额', account_per_month: '账户：每月限额', same_amount_open: '账户正等待该付款人的同额付款', price_bounds: '价格超出商户允许范围',
  },
})
