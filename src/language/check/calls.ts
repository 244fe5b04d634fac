/** Checks what a flow calls: addresses and retry policies. */

import type { CallBinding, CallStep } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import type { Path } from '../shape/reader.ts';
import type { Findings, Place } from './walk.ts';

const SECRET = /^secret:[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const HTTPS = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?([/?#]\S*)?$/;
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?([/?#]\S*)?$/;

/** Checks every call step. */
export function checkCalls(places: readonly Place[], findings: Findings): void {
  for (const { step, path } of places) {
    if (step.kind !== 'call') continue;
    checkBinding(step, path, findings);
    for (const name of ['compensate', 'confirm', 'cancel'] as const) {
      const binding = step[name];
      if (binding) checkBinding(binding, [...path, name], findings);
    }
    checkPledge(step, path, findings);
    const at = [...path, 'confirmAt'];
    const { confirmAt } = step;
    if (confirmAt === undefined || findings.isBroken(at)) continue;
    if (places.some((place) => place.step.id === confirmAt)) continue;
    const message = `No step has the id "${confirmAt}".`;
    findings.report(at, { code: 'step.unknown', message });
  }
}

/** What can be undone is waited for, and is undone in one way. */
function checkPledge(step: CallStep, path: Path, findings: Findings): void {
  const { compensate, confirm, cancel, confirmAt, callback, wait = true } = step;
  const report = (message: string, advice: string): void =>
    findings.report(path, { code: 'call.bad-pledge', message, advice });
  if ((confirm === undefined) !== (cancel === undefined)) {
    report('confirm and cancel stand together.', 'Write both, or compensate alone.');
  }
  if (compensate && cancel) report('compensate and cancel both undo the call.', 'Write one.');
  if (confirmAt !== undefined && !confirm) report('There is nothing to confirm.', 'Write confirm.');
  if (!wait && (compensate ?? cancel ?? callback)) {
    report('Nobody hears how a call ends that is not waited for.', 'Take out wait: false.');
  }
}

function checkBinding({ http, retry }: CallBinding, path: Path, findings: Findings): void {
  checkUrl(http.url, [...path, 'http', 'url'], findings);
  if (retry) checkRetry(retry, [...path, 'retry'], findings);
}

/** Checks an address that a flow calls. */
export function checkUrl(url: string, path: Path, findings: Findings): void {
  if (findings.isBroken(path) || SECRET.test(url) || HTTPS.test(url) || LOCAL.test(url)) return;
  findings.report(path, {
    code: 'call.bad-url',
    message: 'A flow may not call this address.',
    advice: 'Write an https address without credentials, or secret:<name>.',
  });
}

function checkRetry(
  { attempts, backoffMs }: NonNullable<CallStep['retry']>,
  path: Path,
  findings: Findings,
): void {
  if (attempts < 1 || attempts > languageLimits.attemptsMax) {
    findings.report([...path, 'attempts'], {
      code: 'call.bad-retry',
      message: `${attempts} deliveries cannot be made.`,
      advice: `Write 1 to ${languageLimits.attemptsMax}; the first is counted.`,
    });
  }
  const [first, longest] = backoffMs;
  if (first > 0 && longest >= first && longest <= languageLimits.durationMsMax) return;
  findings.report([...path, 'backoffMs'], {
    code: 'call.bad-retry',
    message: 'The first pause must be above zero and no longer than the longest.',
    advice: 'Write the short one first, as in 2s..5m.',
  });
}
