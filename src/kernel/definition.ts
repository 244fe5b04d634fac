/** The tree of one flow version: what every face (YAML, `.flow`, TypeScript, canvas) stands for. */

import type { JsonObject, PersonId, StepId, Text } from './words.ts';

/** A CEL expression's source text. */
export type Expression = string;

/** One immutable version of a flow. */
export interface FlowDefinition {
  /** Kebab-case name, unique within a tenant. */
  readonly name: string;
  /** Semantic version, `1.4.0`. */
  readonly version: string;
  readonly title?: Text;
  readonly domain?: string;
  /** CEL string: the subject line of an instance; the flow's title when absent. */
  readonly subject?: Expression;
  readonly start?: StartRule;
  /** JSON Schema (2020-12) of the business data; `type: object`. */
  readonly form: JsonObject;
  /** Variables that steps compute: a JSON Schema each, as of a form's field. */
  readonly vars?: { readonly [name: string]: JsonObject };
  /** Separation of duty (R3.6): on each list, no human acts on two of the steps. */
  readonly distinct?: readonly (readonly StepId[])[];
  /** What the initiator may do after submitting (R8.1); default `while-running`. */
  readonly withdraw?: WithdrawPolicy;
  /** Default of every step's `initiator` (R3.5). */
  readonly initiator?: InitiatorPolicy;
  /** Default of every step's `empty` (R3.4). */
  readonly empty?: EmptyPolicy;
  /** Substitutes of substitutes that are followed (R3.7); default 1, 0: tasks go to nobody else. */
  readonly substitutes?: number;
  /** Defaults of every step's `onLeave` and `onMove` (R3.2); default `keep`. */
  readonly onLeave?: Departure;
  readonly onMove?: Departure;
  /** Default of every approval's `dedupe` (R4.1); default `none`. */
  readonly dedupe?: Dedupe;
  /** Default of every step's `calendar`: the tenant's calendar `default` when absent. */
  readonly calendar?: string;
  /** How long what follows outside from a vote is held, so that it can be taken back (R6.13). */
  readonly undoMs?: number;
  /** How often people may be reminded by hand (R6.11); default an hour. */
  readonly remindEveryMs?: number;
  /** false: no link in a letter decides; it takes the studio. Default true. */
  readonly oneTap?: boolean;
  /** The ladder of the whole instance, from its start on (R9.4). */
  readonly deadline?: readonly DeadlineRung[];
  /** Whether the deadline's clock stands while the initiator has the instance (R7.7); default `run`. */
  readonly clocks?: 'run' | 'stop-while-returned';
  /** What becomes of decisions that sites took apart from each other (R13.4); default `escalate`. */
  readonly sites?: RepairPolicy;
  readonly steps: readonly Step[];
}

/**
 * `last-writer`: the site that decided last is right. `merge`: everything holds that still can, in
 * the order of time; votes of different voters commute. `escalate`: a person decides.
 */
export type RepairPolicy = 'last-writer' | 'merge' | 'escalate';

export interface StartRule {
  /** CEL bool over `initiator`: who may start; everybody when absent. */
  readonly who?: Expression;
}

export type WithdrawPolicy =
  | 'never'
  | 'until-first-vote'
  | 'while-running'
  /** While it runs, and for so long after its end, if all it did outside can be undone. */
  | { readonly afterEndMs: number };

export type Step =
  | ApprovalStep
  | HandleStep
  | NotifyStep
  | ChoiceStep
  | InclusiveStep
  | ParallelStep
  | CallStep
  | RuleStep
  | SubflowStep
  | WaitStep
  | DelayStep
  | GotoStep
  | EndStep;

export type StepKind = Step['kind'];

interface StepBase {
  readonly id: StepId;
  readonly title?: Text;
  /** CEL bool (R2.2): true → the visit is recorded as skipped and nobody is asked. */
  readonly skip?: Expression;
}

interface AskingStep extends StepBase {
  /** Who votes in the ballot itself; nobody where there are only groups. */
  readonly ask: People;
  /** Ballots within the ballot, each of which counts as one voice (R5.8). */
  readonly groups?: readonly VoterGroup[];
  readonly initiator?: InitiatorPolicy;
  readonly empty?: EmptyPolicy;
  /** Field rights (R6.18); a field not named is `read`. */
  readonly rights?: { readonly [field: string]: FieldRight };
  readonly require?: readonly Requirement[];
  /** Where a voter may return to (R7.1); default initiator and previous. */
  readonly returns?: readonly ReturnTarget[];
  /** What a voter may do besides voting and returning; default all of it. */
  readonly acts?: readonly OptionalAct[];
  /** Rungs of the time ladder (R9.1), in rising order. */
  readonly ladder?: readonly Rung[];
  /** The tenant's calendar by which the ladder's working time counts. */
  readonly calendar?: string;
  /** Backup signers (R9.5); the first entry that holds for a voter is theirs. */
  readonly standIns?: readonly StandIns[];
  /** What becomes of a vote when something that its voter saw changes (R10.1); default `keep`. */
  readonly onChange?: 'keep' | 'warn' | 'ask-again';
  /** What becomes of an open task when its person leaves (R3.2); the flow's when absent. */
  readonly onLeave?: Departure;
  /** … and when the step would not name its person any more (R3.2); the flow's when absent. */
  readonly onMove?: Departure;
}

/** `reassign`: the task goes to whom the step names now, or off the ballot; default `keep`. */
export type Departure = 'keep' | 'reassign';

/** People with a ballot of their own within the step's. */
export interface VoterGroup {
  readonly name: string;
  readonly ask: People;
  readonly ballot: Ballot;
}

/** 审批: asks people for a vote. */
export interface ApprovalStep extends AskingStep {
  readonly kind: 'approval';
  readonly ballot: Ballot;
  /** Whether somebody who has approved is asked once more (R4). */
  readonly dedupe?: Dedupe;
  /** What a rejected ballot does; default `end`: the instance ends rejected. */
  readonly onReject?: OnReject;
  /**
   * What a rejection by people added before a vote does (R6.6); default `advise`: the vote is the
   * adder's again, who knows what they said.
   */
  readonly onAddedReject?: 'advise' | 'reject';
}

/** 办理: asks people to do something; the only decision is done. */
export interface HandleStep extends AskingStep {
  readonly kind: 'handle';
  /** `any`: one is enough; `all`: everybody; `sequence`: one after the other. */
  readonly ballot:
    | { readonly kind: 'any' }
    | { readonly kind: 'all' }
    | { readonly kind: 'sequence' };
}

/** 抄送: tells people, waits for nobody. */
export interface NotifyStep extends StepBase {
  readonly kind: 'notify';
  readonly tell: People;
}

/** 条件分支: the first branch whose `when` holds, else the branch without one. */
export interface ChoiceStep extends StepBase {
  readonly kind: 'choice';
  readonly branches: readonly ChoiceBranch[];
}

export interface ChoiceBranch {
  readonly title?: Text;
  /** CEL bool; absent on the `otherwise` branch, which is last. */
  readonly when?: Expression;
  readonly steps: readonly Step[];
}

/** 包容分支: every branch whose `when` holds, else the branch without one; joins when all end. */
export interface InclusiveStep extends StepBase {
  readonly kind: 'inclusive';
  readonly branches: readonly ChoiceBranch[];
}

/** 并行分支: every branch; `join` says how many must end, the rest are cancelled. */
export interface ParallelStep extends StepBase {
  readonly kind: 'parallel';
  readonly branches: readonly ParallelBranch[];
  /** Default `all`. */
  readonly join?: Join;
}

/** How many branches or children are waited for. */
export type Join = 'all' | 'any' | { readonly count: number };

export interface ParallelBranch {
  readonly title?: Text;
  readonly steps: readonly Step[];
}

/** 服务任务: calls out over HTTP through the outbox (R11.1). */
export interface CallStep extends StepBase {
  readonly kind: 'call';
  readonly http: HttpCall;
  readonly retry?: Retry;
  /** true (default): the instance goes on when the call succeeded; false: fire and forget. */
  readonly wait?: boolean;
  /** The delivery is no answer yet: the receiver answers later (R11.1). */
  readonly callback?: Callback;
  /** Undoes the call when the instance comes to nothing or goes back behind it (R11.2). */
  readonly compensate?: CallBinding;
  /** Try, confirm, cancel: `http` tries, one of these two follows; both or none (R11.3). */
  readonly confirm?: CallBinding;
  readonly cancel?: CallBinding;
  /** Confirms once this step has passed; absent: at the end of the instance. */
  readonly confirmAt?: StepId;
}

/** What a call waits for after it was delivered. */
export interface Callback extends Limited {
  /** Variables to take from what comes; the expressions read `message`, too. */
  readonly set?: { readonly [variable: string]: Expression };
}

/** A second request of a call. */
export interface CallBinding {
  readonly http: HttpCall;
  readonly retry?: Retry;
}

export interface HttpCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An https URL, or `secret:<name>` for one kept with the tenant's secrets. */
  readonly url: string;
  /** Each value is a CEL expression; the object becomes the JSON body. */
  readonly body?: { readonly [key: string]: Expression };
}

export interface Retry {
  /** Deliveries at most, the first included. */
  readonly attempts: number;
  /** First and longest pause between two deliveries, in milliseconds. */
  readonly backoffMs: readonly [number, number];
}

/** 规则: computes variables; exactly one of the two is given. */
export interface RuleStep extends StepBase {
  readonly kind: 'rule';
  /** Each expression reads the data as it was before the step. */
  readonly set?: { readonly [variable: string]: Expression };
  readonly table?: DecisionTable;
}

/** A decision table: the rows whose conditions hold say what the variables become. */
export interface DecisionTable {
  /**
   * `unique` (default): one row at most may hold; `first`: the first that holds; `collect`: all
   * of them, each variable being the list of what they say.
   */
  readonly hit?: 'unique' | 'first' | 'collect';
  readonly inputs: { readonly [name: string]: Expression };
  readonly rows: readonly TableRow[];
  /** unique, first: when no row holds; without it the instance stops with an incident. */
  readonly otherwise?: { readonly [variable: string]: Expression };
}

export interface TableRow {
  /** A cell for each input that matters: `< 5`, `[1..5)`, `in ["a"]`, a value, or `-` for any. */
  readonly when?: { readonly [input: string]: string };
  /** CEL bool that must hold besides the cells. */
  readonly if?: Expression;
  readonly set: { readonly [variable: string]: Expression };
}

/** 子流程: starts another flow, once or for each element of a list. */
export interface SubflowStep extends StepBase {
  readonly kind: 'subflow';
  /** The flow's name, and its version: the latest at that time when absent. */
  readonly flow: string;
  readonly version?: string;
  /** CEL list: a child for each element, which the expressions below read as `item`. */
  readonly each?: Expression;
  /** The child's form, field by field. */
  readonly form?: { readonly [field: string]: Expression };
  /** In whose name the child starts; default the parent's initiator. `actor`: who led here. */
  readonly initiator?: 'initiator' | 'actor' | { readonly cel: Expression };
  /** true (default): the instance goes on when the join is met; false: at once, for good. */
  readonly wait?: boolean;
  /** How many children must pass; default `all`. */
  readonly join?: Join;
  /** `passed` (default): a child that was rejected, withdrawn or terminated does not count. */
  readonly accept?: 'passed' | 'ended';
  /** Variables from a child, read as `child`; with `each` the list of what the children give. */
  readonly set?: { readonly [variable: string]: Expression };
  /** When the join cannot be met; default `end`. */
  readonly onReject?: OnReject;
  /** Where a return out of a child leads (R8.3); default the previous step, forward. */
  readonly returned?: { readonly to: ReturnTarget; readonly resume: Resume };
}

/** 延时: goes on after a duration or at an instant; exactly one of the two is given. */
export interface DelayStep extends StepBase {
  readonly kind: 'delay';
  /** Milliseconds since the step was entered. */
  readonly forMs?: number;
  /** true: they pass in working time only; absent: by the clock. */
  readonly working?: boolean;
  /** The tenant's calendar by which working time counts. */
  readonly calendar?: string;
  /** CEL timestamp; one that has passed delays nothing. */
  readonly until?: Expression;
}

/** What waits for the world, and for how long. */
export interface Limited {
  /** Without one it waits for ever. */
  readonly limit?: Limit;
  /** The tenant's calendar by which the limit's working time counts. */
  readonly calendar?: string;
}

export interface Limit extends Due {
  /** `pass`: goes on as if it had come; `stop`: an incident; `end`: the instance ends. */
  readonly late:
    | { readonly kind: 'pass' }
    | { readonly kind: 'stop' }
    | { readonly kind: 'end'; readonly outcome: string };
}

/** 等待消息: waits for a message that names it and bears its key. */
export interface WaitStep extends StepBase, Limited {
  readonly kind: 'wait';
  /** The message's name, kebab-case. */
  readonly message: string;
  /** CEL string that the message's key must equal. */
  readonly key: Expression;
  /** Variables to take from the message; the expressions read `message`, too. */
  readonly set?: { readonly [variable: string]: Expression };
}

/** 路由: goes on at a step of this list or of one around it; a step is visited 100 times at most. */
export interface GotoStep extends StepBase {
  readonly kind: 'goto';
  readonly to: StepId;
}

/** 结束: ends the instance with an outcome. */
export interface EndStep extends StepBase {
  readonly kind: 'end';
  /** `approved`, `rejected` or a named business outcome. */
  readonly outcome: string;
}

/** Who is asked (R3.1): the union of `of`, less `except`, with `also`; each human once. */
export interface People {
  readonly of: readonly Resolver[];
  readonly except?: readonly Resolver[];
  /** Whom `except` does not take out. */
  readonly also?: readonly Resolver[];
  /** Of those asked to vote (R3.8): `pool`: one of them does; default `voters`: everybody. */
  readonly as?: 'voters' | 'pool';
  /** One is picked: who has the fewest open tasks, or whose turn it is (R3.8). */
  readonly assign?: Assignment;
}

export type Assignment = 'least-loaded' | 'round-robin';

/** A top-level form field that holds an id, or a list of them. */
export interface FieldRef {
  readonly field: string;
}

export type Resolver =
  | { readonly kind: 'user'; readonly id: PersonId }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'post'; readonly post: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'members'; readonly department: string | FieldRef }
  | { readonly kind: 'head'; readonly of: 'initiator' | { readonly department: string } | FieldRef }
  /** The manager `level` steps above (1 = direct). */
  | { readonly kind: 'manager'; readonly of: 'initiator' | FieldRef; readonly level: number }
  /** The managers from the direct one up to a level or a post, both included. */
  | {
      readonly kind: 'managers';
      readonly of: 'initiator' | FieldRef;
      readonly upTo: { readonly level: number } | { readonly post: string };
      readonly order: 'bottom-up' | 'top-down';
    }
  | { readonly kind: 'initiator' }
  /** A top-level form field that holds a person's id, or a list of them. */
  | { readonly kind: 'field'; readonly field: string }
  /** A CEL expression that gives a person's id, or a list of them. */
  | { readonly kind: 'cel'; readonly cel: Expression }
  | Choose
  | Matrix
  /** A function that the engine was given under this name. */
  | { readonly kind: 'function'; readonly name: string; readonly with?: Inputs }
  /** An HTTP service, by https or by `secret:<name>`. */
  | { readonly kind: 'http'; readonly url: string; readonly with?: Inputs };

/** Somebody names the people by hand: the initiator at the start, or the voter before. */
export interface Choose {
  readonly kind: 'choose';
  readonly by: 'initiator' | 'previous';
  /** Among whom; anybody when absent. */
  readonly from?: readonly Resolver[];
  /** Default 1. */
  readonly min?: number;
  readonly max?: number;
}

/** An authority matrix: the one row whose cells hold says who is asked. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly inputs: { readonly [name: string]: Expression };
  readonly rows: readonly MatrixRow[];
  /** When no row holds. */
  readonly otherwise?: readonly Resolver[];
}

export interface MatrixRow {
  /** A cell for each input that matters, as in a decision table. */
  readonly when?: { readonly [input: string]: string };
  /** CEL bool that must hold besides the cells. */
  readonly if?: Expression;
  readonly ask: readonly Resolver[];
}

/** What an outside service is told; each value is a CEL expression. */
export interface Inputs {
  readonly [name: string]: Expression;
}

/** R3.4; default `admin`. */
export type EmptyPolicy =
  | 'block'
  | 'admin'
  | 'skip'
  | 'approve'
  | 'reject'
  | { readonly people: readonly Resolver[] };

/** 自动去重 (R4.1): which earlier approval settles a seat. */
export interface Dedupe {
  /**
   * `adjacent`: on a step right before; `first`: the first one; `last`: on the step asked last, of
   * those that ask the person at the same time.
   */
  readonly kind: 'none' | 'adjacent' | 'first' | 'last';
  /** true: a vote made for somebody else counts as its actor's, too. */
  readonly forOthers?: boolean;
}

/** R3.5; default `manager`. */
export type InitiatorPolicy = 'allow' | 'skip' | 'manager' | 'department-head' | 'forbid';

export type FieldRight = 'edit' | 'read' | 'hidden';
export type Requirement = 'comment' | 'signature';

/** 转办, 委派, 加签, 减签 (R6.4 to R6.10, R6.15): acts that a step may take from its voters. */
export type OptionalAct = 'transfer' | 'delegate' | 'add' | 'remove' | 'add-ahead' | 'take-back';

/** R7.1: `initiator`, `previous`, a step's id, or out of a subflow to its `parent` (R8.3). */
export type ReturnTarget = 'initiator' | 'previous' | 'parent' | { readonly step: StepId };
/** R7.2. */
export type Resume = 'forward' | 'back';

export type OnReject =
  | { readonly kind: 'end' }
  | { readonly kind: 'return'; readonly to: ReturnTarget; readonly resume: Resume };

/** How the votes of a visit add up to one outcome (R5). */
export type Ballot =
  | { readonly kind: 'all'; readonly close?: Close }
  | { readonly kind: 'any'; readonly first?: 'vote' | 'approval' }
  | { readonly kind: 'sequence' }
  | VoteBallot;

/** 票签 (R5.4). */
export interface VoteBallot {
  readonly kind: 'vote';
  readonly pass: Threshold;
  /** Default: as soon as `pass` can no longer be reached. */
  readonly reject?: Threshold;
  /** Votes, abstentions included, without which nothing is passed. */
  readonly quorum?: number;
  /** Weight of a person (`user:<id>`), of everybody with a role (`role:<name>`) or of a group
   * (`group:<name>`); others 1. */
  readonly weights?: { readonly [who: string]: number };
  /** One rejection by any of these people decides. */
  readonly veto?: readonly Resolver[];
  /**
   * When everybody has voted and neither threshold was met; default `rejected`. Without `reject`
   * there is no tie: what cannot pass is rejected. Never passes what lacks the quorum.
   */
  readonly tie?: 'passed' | 'rejected';
  readonly close?: Close;
}

/** `early` (default): as soon as the outcome cannot change. */
export type Close = 'early' | 'when-all-voted';

/** Share as an exact fraction of the eligible weight: `2/3` or `60%`. */
export type Threshold =
  | { readonly count: number }
  | { readonly weight: number }
  | { readonly share: string };

/** When a rung falls due. */
export interface Due {
  /** Milliseconds after the visit's entry, or the instance's start. */
  readonly afterMs: number;
  /** true: they pass in working time only; absent: by the clock. */
  readonly working?: boolean;
}

export interface Rung extends Due {
  readonly do: RungAct;
}

export interface DeadlineRung extends Due {
  readonly do: DeadlineAct;
}

/** `remind`: everybody who is asked; `end`: with `rejected` or a word of the business. */
export type DeadlineAct =
  | { readonly kind: 'remind' }
  | { readonly kind: 'notify'; readonly tell: People }
  | { readonly kind: 'reject' }
  | { readonly kind: 'end'; readonly outcome: string };

/** Who is asked, one after the other, in place of a voter who is away or does not answer. */
export interface StandIns {
  /** Whose; everybody's when absent. */
  readonly for?: readonly Resolver[];
  readonly ask: readonly Resolver[];
}

/** `escalate`: every open task goes to its voter's manager. */
export type RungAct =
  | { readonly kind: 'remind' }
  | { readonly kind: 'notify'; readonly tell: People }
  | { readonly kind: 'escalate' }
  /** More people join the ballot. */
  | { readonly kind: 'add'; readonly people: People }
  /** Every open task goes to the next of these people. */
  | { readonly kind: 'transfer'; readonly to: People }
  /** Every open task goes to the next stand-in of its voter (R9.5). */
  | { readonly kind: 'stand-in' }
  | { readonly kind: 'return'; readonly to: ReturnTarget; readonly resume: Resume }
  | { readonly kind: 'end'; readonly outcome: string }
  | { readonly kind: 'jump'; readonly to: StepId }
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' };
