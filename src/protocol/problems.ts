/** Problem bodies (RFC 9457) and the HTTP status of every code that a door may answer with. */

import type { RefusalCode } from '../kernel/index.ts';

/** What the doors themselves refuse, before anything reaches the engine. */
export const DOOR_PROBLEMS = {
  'request.invalid': { status: 400, title: 'The request does not have the shape the route takes.' },
  'request.malformed': { status: 400, title: 'The request could not be read.' },
  'request.head-too-large': { status: 431, title: 'The head of the request is beyond the limit.' },
  'request.too-slow': { status: 408, title: 'The request did not arrive in time.' },
  'request.too-large': { status: 413, title: 'The body is larger than the limit.' },
  'request.too-deep': { status: 400, title: 'The body is nested deeper than the limit.' },
  'request.media-type': { status: 415, title: 'The route does not take this content type.' },
  'cursor.invalid': { status: 400, title: 'The cursor is not one that this list gave out.' },
  'credential.missing': { status: 401, title: 'The request carries no credential.' },
  'credential.invalid': { status: 401, title: 'The credential is not valid, or not any more.' },
  'issuer.unavailable': { status: 503, title: 'The issuer of the token cannot be asked now.' },
  'route.unknown': { status: 404, title: 'There is no such route.' },
  'method.unknown': { status: 405, title: 'The route does not take this method.' },
  'priority.invalid': {
    status: 400,
    title: 'A Vermilion-Priority is a whole number from -100 to 100.',
  },
  'audit.no-key': { status: 501, title: 'This server has no key to sign checkpoints with.' },
  'rate.exceeded': { status: 429, title: 'Too many requests; try again later.' },
  'server.fault': { status: 500, title: 'Something failed here. The request may be tried again.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type DoorProblemCode = keyof typeof DOOR_PROBLEMS;

/** Exhaustive: a new refusal does not compile until it has a status. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  'instance.exists': 409,
  'instance.ended': 409,
  'instance.suspended': 409,
  'instance.not-suspended': 409,
  'instance.not-ended': 409,
  'instance.not-returned': 409,
  'start.not-allowed': 403,
  'start.nobody-to-ask': 422,
  'start.no-calendar': 422,
  'choose.missing': 422,
  'choose.not-allowed': 422,
  'people.pending': 503,
  'form.invalid': 422,
  'form.read-only': 403,
  'task.unknown': 404,
  'task.closed': 409,
  'task.waiting': 409,
  'task.not-yours': 403,
  'task.wrong-act': 422,
  'task.comment-required': 422,
  'task.signature-required': 422,
  'task.signature-too-long': 422,
  'task.changed': 409,
  'task.delegated': 409,
  'task.not-delegated': 409,
  'add.nobody': 422,
  'add.mode': 422,
  'add.limit': 409,
  'take-back.no-vote': 409,
  'take-back.acted-on': 409,
  'take-back.effect': 409,
  'task.claimed': 409,
  'claim.no-pool': 409,
  'claim.yours': 409,
  'claim.not-claimed': 409,
  'add.not-ahead': 409,
  'add.shows-more': 403,
  'remind.nobody': 409,
  'remind.too-soon': 429,
  'copy.known': 409,
  'copy.limit': 409,
  'remove.not-allowed': 403,
  'remove.last': 409,
  'substitute.ended': 409,
  'delegate.limit': 409,
  'advice.empty': 422,
  'people.unchanged': 409,
  'person.inactive': 422,
  'person.seated': 409,
  'person.not-allowed': 403,
  'return.not-allowed': 422,
  'return.not-visited': 422,
  'withdraw.not-allowed': 409,
  'withdraw.too-late': 409,
  'withdraw.not-undoable': 409,
  'withdraw.not-initiator': 403,
  'admin.right-missing': 403,
  'admin.reason-required': 422,
  'admin.own-instance': 403,
  'jump.unknown-step': 422,
  'visit.not-open': 409,
  'migrate.no-version': 404,
  'migrate.other-flow': 422,
  'migrate.same-version': 409,
  'migrate.no-step': 422,
  'migrate.other-kind': 422,
  'migrate.other-place': 422,
  'migrate.nothing-to-undo': 409,
  'comment.empty': 422,
  'comment.too-long': 422,
  'timer.not-armed': 409,
  'timer.not-due': 409,
  'call.not-waiting': 409,
  'message.not-awaited': 409,
  'child.not-awaited': 409,
  'incident.none': 409,
  'distinct.conflict': 403,
  'limit.seats': 409,
  'limit.visits': 409,
};

/** One mistake of a request: the place as a JSON pointer or dotted field, and what would be right. */
export interface ProblemError {
  readonly field: string;
  /** Of a form: the rule that does not hold, as its schema names it. */
  readonly keyword?: string;
  readonly message: string;
}

/** The body of every answer with a status of 400 or more. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; match on this, never on a text. */
  readonly code: string;
  readonly detail?: unknown;
  readonly errors?: readonly ProblemError[];
  readonly diagnostics?: readonly unknown[];
  /** Finds the request in the logs. */
  readonly request?: string;
}

/** The URI that names a kind of problem. */
export function problemType(code: string): string {
  return `https://vermilion.dev/problems/${code}`;
}
