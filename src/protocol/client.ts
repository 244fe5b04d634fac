/** The typed client of the HTTP door: what the terminal, the studio and other services use. */

import type { Attached } from '../language/index.ts';
import type { AuditCheckpoint, AuditPiece, AuditPieceQuery } from './audit-schemas.ts';
import type { CalendarDays, CalendarQuery } from './calendar-schemas.ts';
import { readEvents } from './event-stream.ts';
import type { KeptFile } from './file-schemas.ts';
import type { Forecast } from './forecast-schemas.ts';
import type { ApiKey, IssuedKey, KeyBody, KeyQuery } from './key-schemas.ts';
import type { Counts, Me, Notice } from './me-schemas.ts';
import type {
  DeadLetterToPerson,
  Mentions,
  NewsItem,
  NoticeWishes,
  NoticeWishesBody,
} from './notice-schemas.ts';
import type { Opening } from './opening-schemas.ts';
import type {
  DepartmentQuery,
  Desk,
  ListedDepartment,
  ListedPerson,
  PeopleQuery,
} from './people-schemas.ts';
import type { Problem } from './problems.ts';
import type {
  AddAheadBody,
  AddBody,
  AdviseBody,
  AuditRecord,
  CheckResult,
  CommandResult,
  DeadLetter,
  Explanation,
  Flow,
  FlowDetail,
  HandOnBody,
  Header,
  Instance,
  JournalEntry,
  NamingBody,
  PageResult,
  PublishResult,
  RecallBody,
  RemoveBody,
  ReturnBody,
  StartBody,
  Task,
} from './schemas.ts';
import type { Facts, Filter, Marks, OwnDrafts, Phrase, Phrases } from './shelf-schemas.ts';
import type { SinkStanding } from './sink-schemas.ts';
import type {
  BegunStart,
  FlowPace,
  StartDraft,
  StartDraftBody,
  Twin,
  TwinBody,
} from './start-schemas.ts';
import type {
  MessageBody,
  MessageResult,
  MigrationBody,
  MigrationResult,
  ReplaceBody,
} from './steering.ts';
import type { SubstituteBody, Substitution } from './substitute-schemas.ts';
import type { BatchBody, BatchResult, Draft, DraftBody, WayBack } from './task-schemas.ts';

/** A request that the server answered with a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.title}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** `http://127.0.0.1:7070` */
  readonly url: string;
  /** The Authorization header: `Bearer <key or token>`, or in demo mode `Demo <tenant>/<person>`. */
  readonly authorization: string;
  readonly fetch?: typeof fetch;
}

export interface ListOptions {
  readonly after?: string;
  readonly limit?: number;
}

/** Acts on an instance as a whole. */
export type InstanceAct =
  | 'resubmit'
  | 'withdraw'
  | 'comments'
  | 'remind'
  | 'copy'
  | 'retry'
  | 'terminate'
  | 'suspend'
  | 'resume'
  | 'jump'
  | 'advance'
  | 'void'
  | 'revive'
  | 'undo-migration';

type Verdict = 'approve' | 'reject' | 'abstain' | 'complete';

export class Client {
  readonly #url: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;

  constructor(options: ClientOptions) {
    this.#url = options.url.replace(/\/$/, '');
    this.#authorization = options.authorization;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  me(): Promise<Me> {
    return this.#get('/v1/me');
  }
  counts(): Promise<Counts> {
    return this.#get('/v1/inbox/counts');
  }
  flows(list: ListOptions = {}): Promise<PageResult<Flow>> {
    return this.#get('/v1/flows', list);
  }
  flow(name: string, version?: string): Promise<FlowDetail> {
    const path = `/v1/flows/${encodeURIComponent(name)}`;
    return this.#get(
      version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`,
    );
  }
  check(source: string, files: Attached = {}): Promise<CheckResult> {
    return this.#post('/v1/flows/check', withFiles(source, files));
  }
  /** `files`: the tables that the source names. */
  publish(source: string, files: Attached = {}): Promise<PublishResult> {
    return this.#post('/v1/flows', withFiles(source, files));
  }
  /** Keeps a form that is being filled, for the person alone. */
  saveStart(flow: string, body: StartDraftBody, key?: string): Promise<void> {
    return this.#send('PUT', `/v1/flows/${encodeURIComponent(flow)}/draft`, body, key);
  }
  startDraft(flow: string): Promise<StartDraft> {
    return this.#get(`/v1/flows/${encodeURIComponent(flow)}/draft`);
  }
  removeStart(flow: string, key?: string): Promise<void> {
    return this.#send('DELETE', `/v1/flows/${encodeURIComponent(flow)}/draft`, undefined, key);
  }
  /** Forms that one has begun and not sent, the one saved last first. */
  starts(): Promise<PageResult<BegunStart>> {
    return this.#get('/v1/starts');
  }
  /** Instances just like this one, begun within a week. */
  twins(flow: string, body: TwinBody): Promise<PageResult<Twin>> {
    return this.#post(`/v1/flows/${encodeURIComponent(flow)}/twins`, body);
  }
  /** How long the flow and its steps took so far. */
  pace(flow: string): Promise<FlowPace> {
    return this.#get(`/v1/flows/${encodeURIComponent(flow)}/pace`);
  }
  /** `key` makes a repetition answer with the first result. */
  start(body: StartBody, key?: string): Promise<CommandResult> {
    return this.#post('/v1/instances', body, key);
  }
  /** `given`: one's own that another has for now. */
  tasks(
    view: 'open' | 'given' | 'done' = 'open',
    list: ListOptions & { readonly about?: string } = {},
  ): Promise<PageResult<Task>> {
    return this.#get('/v1/tasks', { view, ...list });
  }
  task(id: string): Promise<Task> {
    return this.#get(`/v1/tasks/${encodeURIComponent(id)}`);
  }
  /** What a task lets its person do; its `seen` binds an act to what was shown. */
  desk(id: string): Promise<Desk> {
    return this.#get(`/v1/tasks/${encodeURIComponent(id)}/desk`);
  }
  people(query: PeopleQuery = {}): Promise<PageResult<ListedPerson>> {
    return this.#get('/v1/people', query);
  }
  departments(query: DepartmentQuery = {}): Promise<PageResult<ListedDepartment>> {
    return this.#get('/v1/departments', query);
  }
  /** Which days between two dates are worked; `default` is the calendar that always is. */
  calendarDays(id: string, query: CalendarQuery): Promise<CalendarDays> {
    return this.#get(`/v1/calendars/${encodeURIComponent(id)}/days`, query);
  }
  decide(task: string, verdict: Verdict, body: NamingBody = {}, key?: string) {
    return this.#post<CommandResult>(`/v1/tasks/${encodeURIComponent(task)}/${verdict}`, body, key);
  }
  /** Saves an opinion for later; nobody else reads it. */
  saveDraft(task: string, body: DraftBody, key?: string): Promise<void> {
    return this.#send('PUT', `/v1/tasks/${encodeURIComponent(task)}/draft`, body, key);
  }
  draft(task: string): Promise<Draft> {
    return this.#get(`/v1/tasks/${encodeURIComponent(task)}/draft`);
  }
  /** Keeps a file; its `value` goes into the field of a form. `send`: one that tells how far it is. */
  async keepFile(
    name: string,
    bytes: Uint8Array<ArrayBuffer> | Blob,
    send: typeof fetch = this.#fetch,
  ): Promise<KeptFile> {
    const response = await send(`${this.#url}/v1/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/octet-stream',
      },
      body: bytes,
    });
    const answer = (await response.json()) as unknown;
    if (!response.ok) throw new ProblemError(answer as Problem);
    return answer as KeptFile;
  }
  /** The bytes of a file that a field of the instance names. */
  file(instance: string, value: string): Promise<ArrayBuffer> {
    const [digest = ''] = value.split('/');
    const place = `${encodeURIComponent(instance)}/files/${encodeURIComponent(digest)}`;
    return this.#bytes(`/v1/instances/${place}`);
  }
  /** How many bytes a file has that a field of the instance names. */
  async fileSize(instance: string, value: string): Promise<number> {
    const [digest = ''] = value.split('/');
    const place = `${encodeURIComponent(instance)}/files/${encodeURIComponent(digest)}`;
    const response = await this.#fetch(`${this.#url}/v1/instances/${place}`, {
      method: 'HEAD',
      headers: { authorization: this.#authorization },
    });
    const size = response.headers.get('content-length');
    if (!response.ok || size === null) throw new Error(`The size of ${digest} did not come.`);
    return Number(size);
  }
  /** The bytes of a file that the caller kept, before any form names it. */
  ownFile(value: string): Promise<ArrayBuffer> {
    const [digest = ''] = value.split('/');
    return this.#bytes(`/v1/files/${encodeURIComponent(digest)}`);
  }
  async #bytes(path: string): Promise<ArrayBuffer> {
    const response = await this.#fetch(this.#url + path, {
      headers: { authorization: this.#authorization },
    });
    if (!response.ok) throw new ProblemError((await response.json()) as Problem);
    return response.arrayBuffer();
  }
  /** Many decisions, each with its own result. */
  decideAll(body: BatchBody, key?: string): Promise<BatchResult> {
    return this.#post('/v1/tasks/batch', body, key);
  }
  returnTask(task: string, body: ReturnBody, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/return`, body, key);
  }
  /** The task becomes another's, for good or until the opinion came. */
  handOn(task: string, act: 'transfer' | 'delegate', body: HandOnBody, key?: string) {
    return this.#post<CommandResult>(`/v1/tasks/${encodeURIComponent(task)}/${act}`, body, key);
  }
  /** The opinion of a delegate. */
  advise(task: string, body: AdviseBody, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/advise`, body, key);
  }
  /** Takes a delegated task back. */
  recall(task: string, body: RecallBody = {}, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/recall`, body, key);
  }
  /** Takes instances to another version, or says what would become of each. */
  migrate(body: MigrationBody, key?: string): Promise<MigrationResult> {
    return this.#post('/v1/migrations', body, key);
  }
  /** Tells the instances that wait for it. */
  sendMessage(body: MessageBody, key?: string): Promise<MessageResult> {
    return this.#post('/v1/messages', body, key);
  }
  /** Gives an open task to another person, as an administrator. */
  replace(task: string, body: ReplaceBody, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/replace`, body, key);
  }
  /** Brings people in before or after the own vote, or beside it. */
  addPeople(task: string, body: AddBody, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/add`, body, key);
  }
  /** Adds people to a step that is still to come. */
  addAhead(task: string, body: AddAheadBody, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/add-ahead`, body, key);
  }
  /** Takes a pool's task, or gives it back. */
  claim(task: string, act: 'claim' | 'unclaim', key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/${act}`, {}, key);
  }
  /** Whether the own vote could be taken back now. */
  wayBack(task: string): Promise<WayBack> {
    return this.#get(`/v1/tasks/${encodeURIComponent(task)}/way-back`);
  }
  /** Takes the own vote back. */
  takeBack(task: string, body: RemoveBody = {}, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/take-back`, body, key);
  }
  /** Takes off a voter who has not voted. */
  removeTask(task: string, body: RemoveBody = {}, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/tasks/${encodeURIComponent(task)}/remove`, body, key);
  }
  instances(
    list: ListOptions & {
      readonly scope?: 'mine' | 'all';
      readonly flow?: string;
      readonly status?: Header['status'];
      readonly outcome?: string;
      readonly about?: string;
    } = {},
  ): Promise<PageResult<Header>> {
    return this.#get('/v1/instances', { ...list });
  }
  instance(id: string): Promise<Instance> {
    return this.#get(`/v1/instances/${encodeURIComponent(id)}`);
  }
  events(id: string, list: ListOptions = {}): Promise<PageResult<JournalEntry>> {
    return this.#get(`/v1/instances/${encodeURIComponent(id)}/events`, list);
  }
  /** The path and its people before a start. */
  forecastStart(body: StartBody): Promise<Forecast> {
    return this.#post('/v1/forecasts', body);
  }
  /** The path from now on, after a verdict on a task, or as it was to be expected after event `at`. */
  forecast(
    id: string,
    whatIf: {
      readonly task?: string;
      readonly verdict?: 'approve' | 'reject';
      readonly at?: number;
    } = {},
  ): Promise<Forecast> {
    return this.#get(`/v1/instances/${encodeURIComponent(id)}/forecast`, whatIf);
  }
  /** Why it came out so; with a person, why she was asked or not. */
  explain(id: string, person?: string): Promise<{ readonly items: readonly Explanation[] }> {
    const about = person === undefined ? {} : { person };
    return this.#get(`/v1/instances/${encodeURIComponent(id)}/explanation`, about);
  }
  actOn(id: string, act: InstanceAct, body: object, key?: string): Promise<CommandResult> {
    return this.#post(`/v1/instances/${encodeURIComponent(id)}/${act}`, body, key);
  }
  /** A key that acts as the caller; shown this once. */
  keys(query: KeyQuery = {}): Promise<PageResult<ApiKey>> {
    return this.#get('/v1/keys', query);
  }
  revokeKey(id: string, key?: string): Promise<void> {
    return this.#send('DELETE', `/v1/keys/${encodeURIComponent(id)}`, undefined, key);
  }
  issueKey(body: KeyBody, key?: string): Promise<IssuedKey> {
    return this.#post('/v1/keys', body, key);
  }
  setSubstitute(body: SubstituteBody, key?: string): Promise<Substitution> {
    return this.#post('/v1/substitutes', body, key);
  }
  substitutes(
    list: ListOptions & { readonly scope?: 'mine' | 'all' } = {},
  ): Promise<PageResult<Substitution>> {
    return this.#get('/v1/substitutes', { ...list });
  }
  endSubstitute(id: string, key?: string): Promise<void> {
    return this.#post(`/v1/substitutes/${encodeURIComponent(id)}/end`, {}, key);
  }
  notices(list: ListOptions = {}): Promise<PageResult<Notice>> {
    return this.#get('/v1/notices', list);
  }
  /** What the caller was told in the studio, newest first. */
  news(list: ListOptions = {}): Promise<PageResult<NewsItem>> {
    return this.#get('/v1/news', list);
  }
  readNews(id: string): Promise<void> {
    return this.#send('POST', `/v1/news/${encodeURIComponent(id)}/read`);
  }
  /** Whom a comment on an instance would name, and who of them takes part in it. */
  mentions(instance: string, text: string): Promise<Mentions> {
    return this.#post(`/v1/instances/${encodeURIComponent(instance)}/mentions`, { text });
  }
  /** All until an instant: what came since stays unread. */
  readAllNews(untilMs: number): Promise<void> {
    return this.#send('POST', '/v1/news/read', { untilMs });
  }
  /** What the caller is told by mail and chat, and when. */
  noticeWishes(): Promise<NoticeWishes> {
    return this.#get('/v1/me/notices');
  }
  setNoticeWishes(wishes: NoticeWishesBody, key?: string): Promise<NoticeWishes> {
    return this.#send('PUT', '/v1/me/notices', wishes, key);
  }
  /** Tries a letter that was given up once more. */
  redriveLetter(id: string, key?: string): Promise<void> {
    return this.#send('POST', `/v1/letters/${encodeURIComponent(id)}/redrive`, undefined, key);
  }
  /** Letters to people that were given up. */
  lostLetters(list: ListOptions = {}): Promise<PageResult<DeadLetterToPerson>> {
    return this.#get('/v1/letters/dead', list);
  }
  deadLetters(list: ListOptions = {}): Promise<PageResult<DeadLetter>> {
    return this.#get('/v1/dead-letters', list);
  }
  sinks(): Promise<PageResult<SinkStanding>> {
    return this.#get('/v1/sinks', {});
  }
  redrive(id: string): Promise<void> {
    return this.#post(`/v1/dead-letters/${encodeURIComponent(id)}/redrive`, {});
  }
  auditRecords(list: ListOptions = {}): Promise<PageResult<AuditRecord>> {
    return this.#get('/v1/audit', list);
  }
  /** A piece of the audit log as it is stored and hashed. */
  auditLog(query: AuditPieceQuery = {}): Promise<AuditPiece> {
    return this.#get('/v1/audit/log', query);
  }
  /** Where the audit log stands, signed by the server. */
  auditCheckpoint(): Promise<AuditCheckpoint> {
    return this.#get('/v1/audit/checkpoint');
  }

  /** What lists show of requests that nobody has opened; so many as a page at once. */
  facts(instances: readonly string[]): Promise<Facts> {
    return this.#get('/v1/inbox/facts', { of: instances.join(',') });
  }
  /** What an inbox opens with; the first page of open tasks has up to 100. */
  openInbox(): Promise<Opening> {
    return this.#get('/v1/inbox', {});
  }
  /** What the caller has snoozed and marked as unread. */
  marks(): Promise<Marks> {
    return this.#get('/v1/inbox/marks');
  }
  /** Puts a task out of sight until then. */
  snooze(task: string, untilMs: number): Promise<void> {
    return this.#send('PUT', `/v1/tasks/${encodeURIComponent(task)}/snooze`, { untilMs });
  }
  wake(task: string): Promise<void> {
    return this.#send('DELETE', `/v1/tasks/${encodeURIComponent(task)}/snooze`);
  }
  /** Marks a task as unread, or takes the mark off. */
  markUnread(task: string, isUnread: boolean): Promise<void> {
    const method = isUnread ? 'PUT' : 'DELETE';
    return this.#send(method, `/v1/tasks/${encodeURIComponent(task)}/unread`);
  }
  filters(): Promise<{ readonly items: readonly Filter[] }> {
    return this.#get('/v1/inbox/filters');
  }
  saveFilter(name: string, query: string): Promise<void> {
    return this.#send('PUT', `/v1/inbox/filters/${encodeURIComponent(name)}`, { query });
  }
  removeFilter(name: string): Promise<void> {
    return this.#send('DELETE', `/v1/inbox/filters/${encodeURIComponent(name)}`);
  }
  phrases(): Promise<Phrases> {
    return this.#get('/v1/inbox/phrases');
  }
  savePhrase(phrase: Phrase): Promise<void> {
    return this.#send('PUT', '/v1/inbox/phrases', phrase);
  }
  removePhrase(phrase: Phrase): Promise<void> {
    return this.#send('DELETE', `/v1/inbox/phrases?${new URLSearchParams(phrase)}`);
  }
  /** The caller’s opinions that are not sent. */
  drafts(): Promise<OwnDrafts> {
    return this.#get('/v1/drafts');
  }

  readNotice(instance: string, key?: string): Promise<void> {
    return this.#post(`/v1/notices/${encodeURIComponent(instance)}/read`, {}, key);
  }
  removeDraft(task: string, key?: string): Promise<void> {
    return this.#send('DELETE', `/v1/tasks/${encodeURIComponent(task)}/draft`, undefined, key);
  }
  /** The counts now, and whenever they have changed, until the server or the signal ends it. */
  followInbox(signal: AbortSignal): AsyncGenerator<Counts> {
    return this.#follow('/v1/inbox/stream', signal);
  }
  /** The journal behind a sequence number, as it grows. */
  followInstance(id: string, after: number, signal: AbortSignal): AsyncGenerator<JournalEntry> {
    return this.#follow(`/v1/instances/${encodeURIComponent(id)}/stream`, signal, after);
  }

  async *#follow<T>(path: string, signal: AbortSignal, after?: number): AsyncGenerator<T> {
    const response = await this.#fetch(this.#url + path, {
      headers: {
        authorization: this.#authorization,
        accept: 'text/event-stream',
        ...(after === undefined ? {} : { 'last-event-id': String(after) }),
      },
      signal,
    });
    if (!response.ok) throw new ProblemError((await response.json()) as Problem);
    if (!response.body) return;
    for await (const { data } of readEvents(response.body)) yield JSON.parse(data) as T;
  }

  #get<T>(path: string, query: object = {}): Promise<T> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, String(value));
    }
    const suffix = search.size > 0 ? `?${search}` : '';
    return this.#send('GET', path + suffix);
  }

  #post<T>(path: string, body: object, key?: string): Promise<T> {
    return this.#send('POST', path, body, key);
  }

  async #send<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const response = await this.#fetch(this.#url + path, {
      method,
      headers: {
        authorization: this.#authorization,
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new ProblemError(parsed as Problem);
    return parsed as T;
  }
}

/** Most flows name no file. */
function withFiles(source: string, files: Attached): object {
  return Object.keys(files).length === 0 ? { source } : { source, files };
}
