import { defineTexts } from '../language/texts.ts'

export const appTexts = defineTexts({
  en: {
    skip: 'Skip to the content', menu: 'Menu', navigation: 'Pages', test: 'Test mode', testWhy: 'No real money moves here.',
    toOther: { live: 'Switch to live mode', test: 'Switch to test mode' },
    language: 'Language', colors: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'As the system' },
    account: 'Account', security: 'Security', signOut: 'Sign out',
    lost: 'Connection lost. What you see may be old; trying again …',
    roles: {
      merchant_owner: 'Owner', merchant_developer: 'Developer', merchant_finance: 'Finance', merchant_viewer: 'Viewer',
      acceptor_owner: 'Acceptor, owner', acceptor_agent: 'Acceptor, agent', agent_owner: 'Agent', operator_admin: 'Operator, admin',
      operator_finance: 'Operator, finance', operator_support: 'Operator, support', accountant: 'Accountant', auditor: 'Auditor',
    },
    signIn: {
      title: 'Sign in', welcome: 'Payments in USDT, settled to the cent.', email: 'E-mail', password: 'Password', submit: 'Sign in',
      passkey: 'Use a passkey', codeTitle: 'One more step', codeWhy: 'Enter the six digits of your authenticator app.',
      code: 'Code', recovery: 'Use a recovery code instead', recoveryCode: 'Recovery code', digits: 'Use the authenticator instead',
      continue: 'Continue', back: 'Sign in as somebody else',
    },
    join: {
      title: 'Join', why: 'You were invited. Say who you are and choose a password.', name: 'Your name', password: 'Password',
      hint: 'At least 12 characters', submit: 'Create my account', missing: 'This link is not whole: ask for it again.',
    },
    secondFactor: {
      title: 'Is it you?', why: 'This act moves money or rights. Enter the six digits of your authenticator app.', code: 'Digit',
      confirm: 'Confirm', cancelled: 'Cancelled: nothing was done.', passkey: 'Use a passkey',
      whyPasskey: 'This act moves money or rights. Show your passkey once more.',
    },
    missing: { title: 'There is nothing here', text: 'The page does not exist, or it is not yours.', home: 'To the start' },
    broken: { title: 'This page broke', text: 'Something unexpected happened.', reload: 'Load it again' },
    securityPage: {
      title: 'Security', person: 'You', name: 'Name', email: 'E-mail', role: 'Role', totp: 'Authenticator app',
      totpOn: 'On', totpOff: 'Not set up', totpWhy: 'Six digits from an app on your phone. Needed for money, keys and rights.',
      setUp: 'Set up', remove: 'Remove', password: 'Password', scan: 'Scan this with your authenticator app, or type the secret.',
      secret: 'Secret', recovery: 'Recovery codes', recoveryWhy: 'Each works once when the phone is lost. Keep them safe.',
      code: 'Six digits of the app', confirm: 'Turn it on', done: 'The authenticator is on.',
      removed: 'The authenticator is off.', changePassword: 'Change the password', newPassword: 'New password',
      change: 'Change', changed: 'The password was changed; all other sessions ended.',
      passkeys: 'Passkeys', passkeysWhy: 'Sign in by fingerprint, face or a security key; counts as both factors.',
      addPasskey: 'Add a passkey', passkeyName: 'Name of the device', cancel: 'Cancel',
    },
  },
  zh: {
    skip: '跳到内容', menu: '菜单', navigation: '页面', test: '测试模式', testWhy: '这里没有真实资金流动。',
    toOther: { live: '切换到正式模式', test: '切换到测试模式' },
    language: '语言', colors: { label: '配色', light: '浅色', dark: '深色', auto: '跟随系统' },
    account: '账户', security: '安全', signOut: '退出登录',
    lost: '连接已断开，所见内容可能不是最新；正在重试……',
    roles: {
      merchant_owner: '所有者', merchant_developer: '开发者', merchant_finance: '财务', merchant_viewer: '只读',
      acceptor_owner: '承兑商 · 所有者', acceptor_agent: '承兑商 · 操作员', agent_owner: '代理', operator_admin: '运营 · 管理员',
      operator_finance: '运营 · 财务', operator_support: '运营 · 客服', accountant: '会计', auditor: '审计',
    },
    signIn: {
      title: '登录', welcome: 'USDT 收款，分毫不差。', email: '邮箱', password: '密码', submit: '登录',
      passkey: '使用通行密钥', codeTitle: '还差一步', codeWhy: '请输入身份验证器中的六位数字。',
      code: '验证码', recovery: '改用恢复码', recoveryCode: '恢复码', digits: '改用身份验证器',
      continue: '继续', back: '换一个账户登录',
    },
    join: {
      title: '加入', why: '您已受邀。请填写姓名并设置密码。', name: '姓名', password: '密码',
      hint: '至少 12 个字符', submit: '创建账户', missing: '链接不完整，请重新索取。',
    },
    secondFactor: {
      title: '确认是您本人', why: '此操作涉及资金或权限，请输入身份验证器中的六位数字。', code: '第几位',
      confirm: '确认', passkey: '使用通行密钥', whyPasskey: '此操作涉及资金或权限，请再次使用通行密钥。',
      cancelled: '已取消，未执行任何操作。',
    },
    missing: { title: '这里什么也没有', text: '页面不存在，或不属于您。', home: '返回首页' },
    broken: { title: '页面出错了', text: '发生了意外情况。', reload: '重新加载' },
    securityPage: {
      title: '安全', person: '您', name: '姓名', email: '邮箱', role: '角色', totp: '身份验证器',
      totpOn: '已开启', totpOff: '未设置', totpWhy: '手机应用中的六位数字。涉及资金、密钥和权限时需要。',
      setUp: '设置', remove: '移除', password: '密码', scan: '用身份验证器扫描，或手动输入密钥。',
      secret: '密钥', recovery: '恢复码', recoveryWhy: '手机丢失时每个可用一次，请妥善保存。',
      code: '应用中的六位数字', confirm: '开启', done: '身份验证器已开启。',
      removed: '身份验证器已关闭。', changePassword: '修改密码', newPassword: '新密码',
      change: '修改', changed: '密码已修改，其他会话均已结束。',
      passkeys: '通行密钥', passkeysWhy: '用指纹、面容或安全密钥登录，等同两重验证。',
      addPasskey: '添加通行密钥', passkeyName: '设备名称', cancel: '取消',
    },
  },
})
