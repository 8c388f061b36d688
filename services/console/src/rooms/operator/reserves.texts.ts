import { defineTexts } from '../../language/texts.ts'

export const reservesTexts = defineTexts({
  en: {
    title: 'Reserves', text: 'What our addresses hold on chain beside what the books say they hold, at one solid block.', onChain: 'On chain', custody: 'In the books',
    underWay: 'Under way', underWayText: 'on chain, not posted yet', difference: 'Difference', block: 'Block', at: 'Proven', outcome: 'Outcome',
    prove: 'Prove now', none: 'No proof yet', noneText: 'Proofs come by themselves once the chain is followed.', cause: 'Cause', books: 'Books balance', yes: 'yes', no: 'NO',
    read: 'Balances read', outcomes: { equal: 'Equal', shortfall: 'SHORTFALL', excess: 'Excess' }, history: 'Proofs',
    meaning: { equal: 'Every coin in the books is on chain.', shortfall: 'Coins are missing: payouts are stopped.', excess: 'There is more than the books say: nothing is stopped.' },
  },
  zh: {
    title: '储备', text: '同一确认区块上，链上地址实际持有与账簿记载的对比。', onChain: '链上', custody: '账簿', underWay: '在途', underWayText: '已上链、未记账', difference: '差额', block: '区块',
    at: '证明时间', outcome: '结果', prove: '立即证明', none: '还没有证明', noneText: '开始跟随链之后会自动产生。', cause: '原因', books: '账簿平衡', yes: '是', no: '否', read: '已读余额',
    outcomes: { equal: '相等', shortfall: '短缺', excess: '多出' }, history: '证明',
    meaning: { equal: '账簿中的每一枚都在链上。', shortfall: '有缺失：提款已停止。', excess: '多于账簿记载：不停止任何功能。' },
  },
})
