import { describe, expect, test } from 'vitest';
import { departmentsOf } from './departments.ts';

const departments = departmentsOf({
  id: 'acme',
  name: 'Acme',
  people: [],
  departments: [
    { id: 'company', name: { en: 'Chiyu Technology', 'zh-CN': '赤羽科技' } },
    { id: 'finance', name: { en: 'Finance', 'zh-CN': '财务中心' }, parent: 'company' },
    { id: 'legal', name: 'Legal', parent: 'company' },
    { id: 'treasury', name: { en: 'Treasury', 'zh-CN': '财务管理部' }, parent: 'finance' },
  ],
});
const ids = (text: string, limit = 9) =>
  departments.findDepartments(text, limit).map(({ id }) => id);

describe('departments', () => {
  test('come in the order of the tree, with the way from the top', () => {
    expect(ids('')).toEqual(['company', 'finance', 'treasury', 'legal']);
    expect(departments.department('treasury')?.path).toEqual([
      { en: 'Chiyu Technology', 'zh-CN': '赤羽科技' },
      { en: 'Finance', 'zh-CN': '财务中心' },
    ]);
    expect(departments.department('nowhere')).toBeUndefined();
  });
  test('are found by name in any language and by id, those that begin so first', () => {
    expect(ids('财务')).toEqual(['finance', 'treasury']);
    expect(ids('管理')).toEqual(['treasury']);
    expect(ids('L')).toEqual(['legal', 'company']);
    expect(ids('', 1)).toEqual(['company']);
  });
  test('are found whatever marks stand in their names, and not by marks alone', () => {
    const marked = departmentsOf({
      id: 'acme',
      name: 'Acme',
      people: [],
      departments: [{ id: 'lab', name: { en: 'R&D – “Lab” (1)', 'zh-CN': '研发（一）部' } }],
    });
    const found = (text: string) => marked.findDepartments(text, 9).length;
    expect(['研发一', '研发(一)', 'rd lab', 'R & D–Lab', '（'].map(found)).toEqual([1, 1, 1, 1, 0]);
  });
});
