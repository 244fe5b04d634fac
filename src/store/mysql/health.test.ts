import { describe, expect, test } from 'vitest';
import { judgeSettings } from './health.ts';

const sound = {
  version: '10.11.19-MariaDB',
  innodb_flush_log_at_trx_commit: '1',
  innodb_doublewrite: 'ON',
  innodb_flush_method: 'O_DIRECT',
  innodb_force_recovery: '0',
  read_only: 'OFF',
  log_bin: 'OFF',
  sync_binlog: '0',
};

describe('health of a server', () => {
  test.each([
    ['a MariaDB as it comes', {}],
    ['a MySQL as it comes', { version: '8.0.36', log_bin: 'ON', sync_binlog: '1' }],
    ['a newer major', { version: '11.4.2-MariaDB' }],
    ['a MySQL of today', { version: '9.1.0' }],
  ])('D14 %s is sound', (_, more) => {
    expect(judgeSettings({ ...sound, ...more })).toMatchObject({ ok: true, degraded: [] });
  });

  test.each([
    ['innodb_flush_log_at_trx_commit=2', { innodb_flush_log_at_trx_commit: '2' }],
    ['innodb_doublewrite=OFF', { innodb_doublewrite: 'OFF' }],
    ['innodb_flush_method=nosync', { innodb_flush_method: 'nosync' }],
    ['debug_no_sync=ON', { debug_no_sync: 'ON' }],
    ['read_only=ON', { read_only: 'ON' }],
    ['sync_binlog=0', { log_bin: 'ON' }],
    ['version 10.6.20-MariaDB is older than 10.11.0', { version: '10.6.20-MariaDB' }],
    ['version 8.0.16 is older than 8.0.17', { version: '8.0.16' }],
    ['version 5.7.44-log is older than 8.0.17', { version: '5.7.44-log' }],
  ])('D14 %s breaks a promise', (note, more) => {
    expect(judgeSettings({ ...sound, ...more })).toMatchObject({ ok: false, degraded: [note] });
  });
});
