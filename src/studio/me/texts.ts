/** What the settings say. */

import { inBoth } from '../words/texts.ts';

export const ME = inBoth(
  {
    title: 'Me',
    appearance: 'Appearance',
    theme: 'Theme',
    auto: 'As the system',
    light: 'Paper',
    dark: 'Ink night',
    density: 'Density',
    regular: 'Regular',
    compact: 'Compact',
    language: 'Language',
    keys: 'Single keys',
    keysOn: 'Single keys decide, move and open',
    signedIn: 'Signed in',
    roles: (titles: readonly string[]) => `Roles: ${titles.join(', ')}`,
    signOut: 'Sign out',
  },
  {
    title: '我的',
    appearance: '外观',
    theme: '主题',
    auto: '跟随系统',
    light: '素纸',
    dark: '墨夜',
    density: '密度',
    regular: '常规',
    compact: '紧凑',
    language: '语言',
    keys: '单键',
    keysOn: '启用单键：审批、移动、打开',
    signedIn: '当前身份',
    roles: (titles) => `角色：${titles.join('、')}`,
    signOut: '退出',
  },
);
