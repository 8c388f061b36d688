import { defineTexts } from '../../language/texts.ts'

export const moneyOutTexts = defineTexts({
  en: {
    payouts: 'Payouts', text: 'Money that leaves: who asked, who said yes, and whether it landed.', payout: 'Payout', back: 'Payouts',
    state: 'State', all: 'All states', owner: 'Payee', to: 'To', amount: 'Amount', fee: 'Fee', asked: 'Asked', approvals: 'Approvals',
    empty: 'No payout yet', emptyText: 'Merchants and acceptors ask for them; refunds on chain are payouts too.', reference: 'Reference',
    batch: 'Batch', reason: 'Reason', txid: 'Transaction', kind: 'Kind', network: 'Network', approve: 'Approve', reject: 'Reject',
    approveText: (amount: string, to: string) => `${amount} go to ${to}. With the last yes it is signed and cannot be taken back.`,
    rejectText: 'All of it goes back to the payee, who is told the reason.', youDid: 'You said yes. Another person has to as well.',
    whatNow: 'What to do', compare: 'Compare the address with what the payee says by another way, then approve or reject.',
    missing: (count: string) => `${count} more needed`, steps: 'On its way', policy: 'Policy of the payee',
    kinds: { merchant: 'Merchant', acceptor: 'Acceptor', refund: 'Refund' },
    states: {
      requested: 'Requested', refused: 'Refused', screening: 'Screening', approving: 'Waits for a yes', cleared: 'Cleared', landed: 'Landed',
      voiding: 'Going back', confirmed: 'Paid', voided: 'Given back',
    },
    dispatches: 'Transactions', noDispatches: 'Nothing was sent yet', from: 'From', attempts: 'Tries', retry: 'Try once more',
    retryText: 'Only what provably did not land is signed anew.', halted: 'Halted', dispatch: 'What',
    dispatchStates: { waiting: 'Waiting', built: 'Built', signed: 'Signed', halted: 'HALTED', landed: 'Landed', withdrawn: 'Withdrawn' },
    max: 'At most each', maxPerDay: 'At most a day', delay: 'Delay of a new address', young: 'An address is new for', above: 'Above',
    people: (count: string) => `${count} people`, nobody: 'nobody', trustedOnly: 'Only trusted addresses', trusted: 'Trusted addresses',
    version: (version: string) => `version ${version}`, standard: 'as for everybody', change: 'Propose a change', proposed: 'Proposed',
    now: 'Now', changeText: 'Another operator has to approve it. Payouts under way keep the policy they were made under.',
    approvePolicy: 'Approve the policy', by: 'by', needPeople: 'People above it', hours: 'hours', none: 'none',
  },
  zh: {
    payouts: '提款', text: '流出的资金：谁申请、谁批准、是否到账。', payout: '提款', back: '提款', state: '状态', all: '全部状态', owner: '收款方', to: '目标地址',
    amount: '金额', fee: '费用', asked: '申请时间', approvals: '批准', empty: '还没有提款', emptyText: '由商户和承兑商申请；链上退款也是提款。', reference: '编号',
    batch: '批次', reason: '原因', txid: '交易', kind: '类型', network: '网络', approve: '批准', reject: '驳回',
    approveText: (amount: string, to: string) => `${amount} 将转至 ${to}。最后一人批准后即签名，不可撤回。`, rejectText: '全部退回收款方，并告知原因。',
    youDid: '您已批准，还需另一人批准。', whatNow: '现在要做什么', compare: '请通过其他途径与收款方核对地址，再批准或驳回。',
    missing: (count: string) => `还需 ${count} 人`, steps: '进度', policy: '收款方政策', kinds: { merchant: '商户', acceptor: '承兑商', refund: '退款' },
    states: {
      requested: '已申请', refused: '已拒绝', screening: '筛查中', approving: '等待批准', cleared: '已放行', landed: '已上链', voiding: '退回中',
      confirmed: '已支付', voided: '已退回',
    },
    dispatches: '链上交易', noDispatches: '尚未发送', from: '来源', attempts: '尝试次数', retry: '再试一次', retryText: '只有可证明未上链的才会重新签名。', halted: '已中止',
    dispatch: '事项', dispatchStates: { waiting: '等待', built: '已构建', signed: '已签名', halted: '已中止', landed: '已上链', withdrawn: '已撤回' },
    max: '单笔上限', maxPerDay: '每日上限', delay: '新地址等待', young: '地址视为新', above: '超过', people: (count: string) => `${count} 人`, nobody: '无需',
    trustedOnly: '仅限可信地址', trusted: '可信地址', version: (version: string) => `版本 ${version}`, standard: '通用政策', change: '提议修改', proposed: '提议',
    now: '当前', changeText: '须另一位运营人员批准。进行中的提款沿用原政策。', approvePolicy: '批准政策', by: '由', needPeople: '超过时所需人数', hours: '小时', none: '无',
  },
})
