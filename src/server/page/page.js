/** The first page: act as a demo person, see what waits, decide. */

const $ = (id) => document.getElementById(id);
const language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
let authorization;
let stream;

const TEXTS = {
  en: {
    actAs: 'Act as',
    waiting: 'Waiting for you',
    choose: 'Choose a person to see what waits for them.',
    quiet: 'Nothing waits for you.',
    sent: 'Sent by you',
    nothingSent: 'You have not started anything yet.',
    server: 'This server',
    api: 'API description',
    health: 'Health',
    metrics: 'Metrics',
    version: 'Version',
    database: 'Database',
    state: 'State',
    comment: 'Comment',
    sign: 'Sign with your name',
    approve: 'Approve',
    reject: 'Reject',
    return: 'Return',
    complete: 'Done',
    resubmit: 'Resubmit',
  },
  'zh-CN': {
    actAs: '身份',
    waiting: '待你审批',
    choose: '选择一个人，查看待办。',
    quiet: '没有待办。',
    sent: '我发起的',
    nothingSent: '还没有发起过流程。',
    server: '本服务',
    api: '接口说明',
    health: '健康',
    metrics: '指标',
    version: '版本',
    database: '数据库',
    state: '状态',
    comment: '意见',
    sign: '署名',
    approve: '同意',
    reject: '拒绝',
    return: '退回',
    complete: '办理',
    resubmit: '重新提交',
  },
}[language];

const textOf = (text) =>
  typeof text === 'object' && text !== null
    ? (text[language] ?? Object.values(text)[0] ?? '')
    : String(text ?? '');

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}

function taskItem(task) {
  const item = element('li');
  item.append(element('div', 'subject', task.subject));
  const when = new Date(task.openedAtMs).toLocaleString();
  const who = textOf(task.initiator.name);
  item.append(element('div', 'meta', `${task.flow} · ${task.step} · ${who} · ${when}`));
  const acts = element('div', 'acts');
  const comment = field(TEXTS.comment);
  const signature = field(TEXTS.sign);
  signature.hidden = true;
  const problem = element('p', 'problem');
  problem.setAttribute('role', 'alert');
  const act = (verdict, className) => {
    const button = element('button', className, TEXTS[verdict]);
    button.type = 'button';
    button.addEventListener('click', () => decide(task, verdict, { comment, signature, problem }));
    return button;
  };
  acts.append(comment, signature, ...buttonsFor(task, act));
  item.append(acts, problem);
  return item;
}

function field(label) {
  const made = element('input');
  made.placeholder = label;
  made.setAttribute('aria-label', label);
  return made;
}

function buttonsFor(task, act) {
  if (task.kind === 'start') return [act('resubmit', 'decide')];
  if (task.kind === 'handle') return [act('return'), act('complete', 'decide')];
  return [act('reject'), act('return'), act('approve', 'decide')];
}

async function decide(task, verdict, { comment, signature, problem }) {
  const said = comment.value.trim() === '' ? {} : { comment: comment.value };
  const signed = signature.value.trim() === '' ? {} : { signature: signature.value };
  try {
    if (verdict === 'resubmit') {
      await call('POST', `/v1/instances/${task.instance}/resubmit`, said);
    } else {
      const body = verdict === 'return' ? { to: 'initiator', ...said } : { ...said, ...signed };
      await call('POST', `/v1/tasks/${task.id}/${verdict}`, body);
    }
    await show();
  } catch (error) {
    problem.textContent = `${error.title ?? error} (${error.code ?? 'network'})`;
    if (error.code !== 'task.signature-required') return;
    signature.hidden = false;
    signature.focus();
  }
}

function instanceItem(instance) {
  const item = element('li');
  item.append(element('div', 'subject', instance.subject));
  const state = instance.outcome ?? instance.status;
  const when = new Date(instance.startedAtMs).toLocaleString();
  item.append(element('div', 'meta', `${instance.flow} ${instance.version} · ${state} · ${when}`));
  return item;
}

async function show() {
  const [tasks, mine] = await Promise.all([
    call('GET', '/v1/tasks?limit=50'),
    call('GET', '/v1/instances?limit=10'),
  ]);
  $('tasks').replaceChildren(...tasks.items.map(taskItem));
  $('instances').replaceChildren(...mine.items.map(instanceItem));
  const waiting = tasks.items.length;
  $('count').hidden = waiting === 0;
  $('count').textContent = tasks.next ? `${waiting}+` : String(waiting);
  $('quiet').hidden = waiting > 0;
  $('quiet').textContent = TEXTS.quiet;
  $('none').hidden = mine.items.length > 0;
}

/** Reads the server-sent events with the credential that EventSource cannot carry. */
async function follow(signal) {
  const response = await fetch('/v1/inbox/stream', { headers: { authorization }, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const isTyping = document.activeElement?.tagName === 'INPUT';
    if (value.includes('event: counts') && !isTyping) await show();
  }
}

function choose() {
  const value = $('person').value;
  stream?.abort();
  if (value === '') return;
  authorization = `Demo ${value}`;
  sessionStorage.setItem('person', value);
  stream = new AbortController();
  show();
  follow(stream.signal).catch(() => {});
}

async function start() {
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll('[data-text]')) {
    place.textContent = TEXTS[place.dataset.text];
  }
  const { version, database, status } = await call('GET', '/health/ready');
  for (const [name, value] of Object.entries({ version, database, state: status })) {
    $('facts').append(element('dt', '', TEXTS[name]), element('dd', '', value));
  }
  const tenants = await call('GET', '/v1/demo/people').catch(() => []);
  if (tenants.length === 0) return;
  $('who').hidden = false;
  $('person').append(new Option('—', ''));
  for (const { tenant, people } of tenants) {
    const group = element('optgroup');
    group.label = tenant;
    for (const { id, name, title } of people) {
      group.append(new Option(`${textOf(name)} · ${textOf(title) || id}`, `${tenant}/${id}`));
    }
    $('person').append(group);
  }
  $('person').value = sessionStorage.getItem('person') ?? '';
  $('person').addEventListener('change', choose);
  choose();
}

start();
