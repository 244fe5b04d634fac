/**
 * The same approval as a durable workflow of DBOS Transact, with an inbox table of its own: every
 * act is a message to the workflow and is done when the workflow says what came of it.
 */

import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { drive } from '../load.ts';

const database = JSON.parse(process.env.BENCH_DATABASE);
const { host, port, user, password } = database;
const at = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@localhost:${port}`;
const pool = new pg.Pool({ ...database, max: 8 });

const SCHEMA = `
CREATE TABLE inbox_task (
  id text PRIMARY KEY, instance text NOT NULL, person text NOT NULL, status text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX inbox_open ON inbox_task (person, opened_at) WHERE status = 'open'`;

const open = (instance, person) =>
  pool.query({
    name: 'open',
    text: `INSERT INTO inbox_task (id, instance, person, status) VALUES ($1, $2, $3, 'open')
           ON CONFLICT DO NOTHING`,
    values: [`${instance}.${person}`, instance, person],
  });
const close = (instance, person) =>
  pool.query({
    name: 'close',
    text: `UPDATE inbox_task SET status = 'done' WHERE id = $1`,
    values: [`${instance}.${person}`],
  });

async function ask(person) {
  const instance = DBOS.workflowID;
  await DBOS.runStep(() => open(instance, person), { name: `open ${person}` });
  await DBOS.setEvent(`asked ${person}`, true);
  await DBOS.recv(person, { timeoutSeconds: 3_600 });
  await DBOS.runStep(() => close(instance, person), { name: `close ${person}` });
}

async function approval(amount) {
  await ask('manager');
  if (amount >= 10_000) await ask('director');
  return 'approved';
}

const workflow = DBOS.registerWorkflow(approval, { name: 'approval' });

const load = {
  instance: async (command) => {
    const handle = await command(async () => {
      const started = await DBOS.startWorkflow(workflow)(12_000);
      await DBOS.getEvent(started.workflowID, 'asked manager');
      return started;
    });
    const { workflowID } = handle;
    await command(async () => {
      await DBOS.send(workflowID, 'approve', 'manager');
      await DBOS.getEvent(workflowID, 'asked director');
    });
    await command(async () => {
      await DBOS.send(workflowID, 'approve', 'director');
      // Of the process that runs it: one looked up by its id is polled for once a second.
      await handle.getResult();
    });
    await pool.query({
      name: 'inbox',
      text: `SELECT id FROM inbox_task WHERE person = $1 AND status = 'open'
             ORDER BY opened_at LIMIT 20`,
      values: ['manager'],
    });
  },
};

DBOS.setConfig({
  name: 'bench',
  applicationVersion: '1',
  systemDatabaseUrl: `postgresql://${at}/${database.database}?host=${encodeURIComponent(host)}`,
  systemDatabasePoolSize: 16,
  logLevel: 'error',
  runAdminServer: false,
});
await pool.query(SCHEMA);
await DBOS.launch();
process.send({ ready: true });
process.on('disconnect', () => process.exit(0));
process.on('message', async (message) => {
  if (message.close) {
    await DBOS.shutdown();
    await pool.end();
    process.exit(0);
  }
  process.send({ figures: await drive(load, message.inFlight, message.milliseconds) });
});
