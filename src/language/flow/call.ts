/** How authors write calls: the request, what undoes it, what confirms it. */

import type { CallBinding, Callback, CallStep, HttpCall, Retry } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { dictionary } from '../shape/collections.ts';
import { record } from '../shape/record.ts';
import { durationRange, expression, flag, number, text, word } from '../shape/scalars.ts';
import { sets } from './rule.ts';
import { base, stepId } from './step-base.ts';
import { limitFields } from './waiting.ts';

const http = record<HttpCall>({
  expects: '{ method: POST, url: … }',
  about: 'The request.',
  fields: {
    method: {
      shape: word('POST', 'PUT', 'PATCH', 'DELETE'),
      about: 'The HTTP method.',
      required: true,
      absent: 'POST',
    },
    url: {
      shape: text({ expects: 'an https address or secret:<name>', charsMax: 2_000 }),
      about: 'An https address, or secret:<name> for one kept with the secrets.',
      required: true,
      absent: '',
    },
    body: {
      shape: dictionary(expression, 'a mapping of names to CEL expressions'),
      about: 'Each value is a CEL expression; the whole becomes the JSON body.',
    },
  },
  unsupported: { headers: 'Headers of a call', result: 'The result of a call' },
});

const retry = record<Retry>({
  expects: '{ attempts: 5, backoff: 2s..5m }',
  about: 'How often and when a failed call is delivered again.',
  fields: {
    attempts: {
      shape: number('a number of deliveries'),
      about: 'Deliveries at most, the first included.',
      required: true,
      absent: 1,
    },
    backoffMs: {
      key: 'backoff',
      shape: durationRange,
      about: 'The first and the longest pause, as 2s..5m.',
      required: true,
      absent: [1_000, 60_000],
    },
  },
});

const binding = record<CallBinding>({
  expects: '{ http: … }',
  about: 'A second request of the call.',
  fields: {
    http: {
      shape: http,
      about: 'The request.',
      required: true,
      absent: { method: 'POST', url: '' },
    },
    retry: { shape: retry, about: 'When it fails.' },
  },
});

const callback = record<Callback>({
  expects: '{ set: …, limit: … }',
  about: 'What the call waits for after it was delivered.',
  fields: {
    set: { shape: sets, about: 'Variables to take from what comes, by CEL over message.' },
    ...limitFields,
  },
});

/** A call step. */
export const call = record<CallStep>({
  expects: 'a call step',
  about: 'Call (服务任务): calls out over HTTP.',
  kind: 'call',
  fields: {
    id: stepId('call'),
    ...base,
    http: {
      shape: http,
      about: 'The request.',
      required: true,
      absent: { method: 'POST', url: '' },
    },
    retry: { shape: retry, about: 'When it fails.' },
    wait: { shape: flag, about: 'false: fire and forget; true when absent.' },
    callback: { shape: callback, about: 'The receiver answers later, by POST /v1/callbacks.' },
    compensate: {
      shape: binding,
      about: 'Undoes the call when the instance comes to nothing or goes back behind it.',
    },
    confirm: { shape: binding, about: 'Try, confirm, cancel: makes what http tried final.' },
    cancel: { shape: binding, about: 'Try, confirm, cancel: takes back what http tried.' },
    confirmAt: {
      shape: text({ expects: 'the id of a step', charsMax: languageLimits.nameCharsMax }),
      about: 'Confirms once this step has passed; at the end when absent.',
    },
  },
  unsupported: { message: 'A message call', function: 'A registered function' },
  misplaced: { try: 'Write http: for what is tried, with confirm: and cancel: beside it.' },
});
