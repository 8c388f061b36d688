import { defineTexts } from '../../language/texts.ts'

export const operatorTexts = defineTexts({
  en: {
    desk: {
      title: 'Desk', text: 'What waits for a person now, most urgent first.', kind: 'Case', payment: 'Payment', opened: 'Since', due: 'Clock',
      escalated: 'escalated', suggestion: 'Suggestion',
      sides: { customer: 'Customer', acceptor: 'Acceptor' }, files: { statement: 'bank statement', screenshot: 'screenshot', video: 'video', note: 'note' },
      proposed: 'Waits for a second person', evidence: 'Evidence', reason: 'Reason', empty: 'Nothing waits for you',
      emptyText: 'Disputes, late money, appeals, recalls and refused movements appear here by themselves.', all: 'All',
      kinds: { dispute: 'Dispute', late_case: 'Late money', appeal: 'Appeal', recall: 'Recall', flag: 'Flagged', fiat_debt: 'Fiat debt', transfer: 'Movement refused',
        unapplied: 'Money not applied', wrong_asset: 'Wrong asset' },
    },
    payments: {
      title: 'Payments', text: 'Every payment of every merchant.', reference: 'Reference', merchant: 'Merchant', status: 'Status', created: 'Created', amount: 'Amount',
      search: 'Reference or merchant', empty: 'No payment fits', timeline: 'Timeline', details: 'Details', order: 'Order', acceptor: 'Acceptor', context: 'Context',
      back: 'Payments', cases: 'What waits here', state: 'State of the order', received: 'Received', price: 'Price', method: 'Method', deadline: 'This state ends',
      words: { pending: 'Pending', matching: 'Matching', awaiting_customer: 'Waits for customer', confirming: 'Confirming', settled: 'Settled', expired: 'Expired',
        unresolved: 'Unresolved', resolved: 'Resolved', cancelled: 'Cancelled', refunded: 'Refunded' },
    },
    judge: {
      verdict: 'Give a verdict', verdictText: 'The only side with proof of a bank wins; with none on either side, the acceptor. Large amounts need a second person.',
      outcome: 'Verdict', full: 'Full: all of the escrow to the merchant', none: 'None: the escrow goes back', split: 'Split: a part',
      goesBack: 'The fiat came and must go back to its source', received: 'Amount received', reason: 'Reason', ruleBroken: 'The system or an operator broke a rule',
      approve: 'Approve the proposal', approveText: 'You are the second person; who proposed it cannot approve.', appeal: 'Decide the appeal', upheld: 'Upheld: it stays as it was',
      granted: 'Granted', denied: 'Denied', recall: 'Decide the recall', late: 'Decide the late money', accept: 'Accept: it settles late', refund: 'The fiat goes back', deny: 'Nothing came',
      coConfirm: 'Co-confirm', coConfirmText: 'The acceptor is suspended; its confirmation needs yours.', unflag: 'Take the flag away', flag: 'Flag', dispute: 'Open a dispute',
      cancel: 'Cancel the payment', extend: 'Extend once', suspend: 'Suspend the order', retry: 'Ask the ledger again', transfer: 'Movement', evidence: 'Open the file', noEvidence: 'Neither side has handed in anything yet.', stake: 'At stake', bankProof: 'proof of a bank',
      acceptUnapplied: 'Accept what came', topUp: 'Ask for the rest', setAside: 'Set aside', assign: 'Assign to the payment', dismiss: 'Dismiss', amount: 'Amount',
    },
    acceptors: {
      title: 'Acceptors', text: 'Who takes fiat and gives USDT.', name: 'Name', owner: 'Beneficial owner', status: 'Status', tier: 'Tier', online: 'Online', bond: 'Bond', house: 'House',
      register: 'Register an acceptor', isHouse: 'House acceptor, run by the operator', all: 'All', free: 'Free', escrow: 'in escrow',
      houseText: 'Its own people accept and confirm in the room of acceptors.', verify: 'Verify', setTier: 'Change tier', suspend: 'Suspend', reinstate: 'Reinstate',
      offline: 'Take offline', empty: 'No acceptor yet', back: 'Acceptors', yes: 'yes', no: 'no', registered: 'registered', verified: 'verified', suspended: 'suspended',
      registeredAt: 'Registered', reason: 'Reason', related: 'Related merchants', relatedText: 'Merchants of the same owner, with commas: never matched with each other.',
      approve: 'Approve', proposals: { slash: 'Slash proposed', reinstate: 'Reinstatement proposed' }, slash: 'Slash the bond', slashText: 'Only for a proven loss, by the verdict on an order.', order: 'Order', merchant: 'Merchant', loss: 'Loss of the merchant', penalty: 'Penalty',
      fund: 'Add test funds', fundText: 'Money of the test environment, from the account that says so.', amount: 'Amount',
    },
    merchants: {
      title: 'Merchants', text: 'Who takes USDT for what they sell.', name: 'Name', status: 'Status', tier: 'Tier', fee: 'Fee', created: 'Since', create: 'Register a merchant',
      fees: 'Change fees', bps: 'Basis points', policy: 'Change tier', suspend: 'Suspend', reinstate: 'Reinstate', reason: 'Reason', empty: 'No merchant yet', new: 'new', established: 'established',
      active: 'active', suspended: 'suspended', newText: 'New: T+7 and a rolling reserve', back: 'Merchants', agent: 'Agent', version: 'Fee schedule', fixed: 'Fixed fee', commission: 'Commission of acceptors',
      payments: 'Payments of this merchant', ledger: 'Accounts',
    },
    books: {
      title: 'Books', text: 'Debits equal credits, after every event.', debits: 'Debits', credits: 'Credits', pendingDebits: 'Pending debits', pendingCredits: 'Pending credits',
      balanced: 'Balanced', unbalanced: 'NOT BALANCED', account: 'Account', posted: 'Posted', pending: 'Pending out', free: 'Free', incoming: 'Pending in', owner: 'Owner, such as mer_… or acc_…',
      back: 'Books', statement: 'Statement', at: 'Time', category: 'What', net: 'Net', balance: 'Balance', payment: 'Payment', empty: 'No account yet',
    },
    treasury: {
      title: 'Treasury', text: 'Money on chain: reserves, deposits that wait for two people, money that is not applied.', state: 'State', amount: 'Amount', opened: 'Since', propose: 'Propose to close', approve: 'Approve closing', reason: 'Reason', deposits: 'Deposits', holder: 'Holder', txid: 'Transaction', block: 'Block',
      noDeposits: 'No deposit', proposeDeposit: 'Propose', verdict: 'Decision', approveDeposit: 'Approve', unapplied: 'Not applied', noUnapplied: 'Everything that came is applied', payment: 'Payment', merchant: 'Merchant',
      asked: 'Asked', applied: 'Applied', at: 'Seen', yours: 'proposed by you',
      outcomes: { release: 'Release it', block: 'Block it', equity: 'Ours: to equity', acceptor: 'Give it to an acceptor' },
    },
    system: {
      title: 'System', text: 'Services, stopped events, prices and outages.', services: 'Services', reachable: 'answers', unreachable: 'DOES NOT ANSWER', parked: 'Parked events', none: 'none',
      consumer: 'Consumer', key: 'Key', position: 'Position', reason: 'Reason', since: 'Since', retry: 'Retry', skip: 'Skip', skipText: 'Skipping drops a fact for this consumer for ever; a second person must approve.',
      repairs: 'Repairs', state: 'State', action: 'Action', approve: 'Approve', by: 'By', noRepairs: 'No repair was asked for', prices: 'Reference prices', currency: 'Currency', price: 'Price',
      sources: 'Sources used', noPrices: 'No fresh reference: nothing is matched', outages: 'Outages', from: 'From', to: 'To', propose: 'Record an outage',
      proposeText: 'Open deadlines shift by its length; prices do not. A second person must approve.', noOutages: 'No outage was recorded', nothingParked: 'Nothing is parked',
    },
  },
  zh: {
    desk: {
      title: '工作台', text: '当前需要人工处理的事项，最紧急在前。', kind: '类型', payment: '付款单', opened: '开始', due: '时限', escalated: '已升级', suggestion: '建议', sides: { customer: '客户', acceptor: '承兑商' },
      files: { statement: '银行流水', screenshot: '截图', video: '视频', note: '说明' },
      proposed: '等待第二人批准', evidence: '证据', reason: '原因', empty: '没有待处理事项', emptyText: '争议、迟到款项、申诉、撤回和被拒绝的账务会自动出现在这里。', all: '全部',
      kinds: { dispute: '争议', late_case: '迟到款项', appeal: '申诉', recall: '撤回', flag: '已标记', fiat_debt: '法币欠款', transfer: '账务被拒', unapplied: '未入账款项', wrong_asset: '币种错误' },
    },
    payments: {
      title: '付款单', text: '所有商户的全部付款单。', reference: '商户单号', merchant: '商户', status: '状态', created: '创建时间', amount: '金额', search: '单号或商户', empty: '没有符合的付款单',
      timeline: '事件时间线', details: '详情', order: '订单', acceptor: '承兑商', context: '情况', back: '付款单', cases: '此处待处理', state: '订单状态', received: '实收', price: '价格', method: '支付方式',
      deadline: '本状态截止',
      words: { pending: '待处理', matching: '匹配中', awaiting_customer: '等待客户', confirming: '确认中', settled: '已结算', expired: '已过期', unresolved: '未解决', resolved: '已解决',
        cancelled: '已取消', refunded: '已退款' },
    },
    judge: {
      verdict: '裁决', verdictText: '唯一持有银行证明的一方胜；双方均无则承兑商胜。大额须第二人批准。', outcome: '裁决结果', full: '全额：托管全部归商户', none: '不付：托管退回', split: '部分',
      goesBack: '法币已到账，须原路退回', received: '实收金额', reason: '理由', ruleBroken: '系统或运营方违反规则', approve: '批准提议', approveText: '您是第二人；提议者不能批准。', appeal: '裁决申诉',
      upheld: '维持原判', granted: '同意', denied: '驳回', recall: '裁决撤回', late: '处理迟到款项', accept: '接受：按迟到结算', refund: '退回法币', deny: '没有到账', coConfirm: '共同确认',
      coConfirmText: '承兑商已暂停，其确认须您共同确认。', unflag: '取消标记', flag: '标记', dispute: '发起争议', cancel: '取消付款单', extend: '延长一次', suspend: '暂停订单', retry: '重新请求账务',
      transfer: '账务', evidence: '打开文件', noEvidence: '双方尚未提交证据。', stake: '涉及金额', bankProof: '银行证明', acceptUnapplied: '接受已到款项', topUp: '要求补足', setAside: '搁置', assign: '划入付款单', dismiss: '忽略', amount: '金额',
    },
    acceptors: {
      title: '承兑商', text: '收法币、放 USDT 的流动性提供者。', name: '名称', owner: '受益所有人', status: '状态', tier: '等级', online: '在线', bond: '保证金', house: '自营', register: '登记承兑商',
      isHouse: '自营承兑商，由运营方管理', all: '全部', free: '可用', escrow: '托管中', houseText: '其人员在承兑商界面接单与确认。', verify: '审核通过', setTier: '调整等级', suspend: '暂停', reinstate: '恢复', offline: '强制下线', empty: '还没有承兑商', back: '承兑商', yes: '是', no: '否',
      registered: '已登记', verified: '已审核', suspended: '已暂停', registeredAt: '登记时间', reason: '理由', related: '关联商户', relatedText: '同一所有人的商户，逗号分隔：不会互相匹配。',
      approve: '批准', proposals: { slash: '提议罚没', reinstate: '提议恢复' }, slash: '罚没保证金', slashText: '仅限已证实的损失，须有订单裁决。', order: '订单', merchant: '商户', loss: '商户损失', penalty: '罚金', fund: '添加测试资金', fundText: '测试环境资金，出自专用账户。', amount: '金额',
    },
    merchants: {
      title: '商户', text: '以 USDT 收款的商户。', name: '名称', status: '状态', tier: '等级', fee: '费率', created: '开始', create: '登记商户', fees: '调整费率', bps: '基点', policy: '调整等级', suspend: '暂停',
      reinstate: '恢复', reason: '理由', empty: '还没有商户', new: '新商户', established: '成熟商户', active: '正常', suspended: '已暂停', newText: '新商户：T+7 并滚动留存', back: '商户', agent: '代理', version: '费率版本', fixed: '固定费用', commission: '承兑商佣金', payments: '该商户的付款单', ledger: '账户',
    },
    books: {
      title: '账簿', text: '每个事件之后借贷相等。', debits: '借方', credits: '贷方', pendingDebits: '待定借方', pendingCredits: '待定贷方', balanced: '平衡', unbalanced: '不平衡', account: '账户', posted: '已记账',
      pending: '待出', free: '可用', incoming: '待入', owner: '所有者，如 mer_… 或 acc_…', back: '账簿', statement: '流水', at: '时间', category: '类别', net: '净额', balance: '余额', payment: '付款单', empty: '还没有账户',
    },
    treasury: {
      title: '资金', text: '链上资金：储备、待两人处理的充值、未入账款项。', state: '状态', amount: '金额', opened: '开始', propose: '提议关闭',
      approve: '批准关闭', reason: '理由', deposits: '充值', holder: '归属', txid: '交易', block: '区块', noDeposits: '没有充值', proposeDeposit: '提议', verdict: '决定', approveDeposit: '批准', unapplied: '未入账',
      noUnapplied: '所有款项均已入账', payment: '付款单', merchant: '商户', asked: '应付', applied: '已入账', at: '发现时间', yours: '由您提议',
      outcomes: { release: '放行', block: '冻结', equity: '归入自有权益', acceptor: '划给承兑商' },
    },
    system: {
      title: '系统', text: '服务、停住的事件、价格与中断记录。', services: '服务', reachable: '正常应答', unreachable: '无应答', parked: '停住的事件', none: '无', consumer: '消费者', key: '键', position: '位置', reason: '原因',
      since: '开始', retry: '重试', skip: '跳过', skipText: '跳过意味着该消费者永远丢弃此事实；须第二人批准。', repairs: '修复', state: '状态', action: '动作', approve: '批准', by: '操作人', noRepairs: '没有修复请求',
      prices: '参考价', currency: '币种', price: '价格', sources: '采用来源', noPrices: '没有新鲜的参考价：不会匹配', outages: '中断', from: '从', to: '至', propose: '登记中断',
      proposeText: '未到期的时限按其时长顺延，价格不变。须第二人批准。', noOutages: '没有中断记录', nothingParked: '没有停住的事件',
    },
  },
})
