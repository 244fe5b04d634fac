/** Checks what a flow calls: addresses and retry policies. */

import type { CallStep } from '../../kernel/index.ts';
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
    checkUrl(step.http.url, [...path, 'http', 'url'], findings);
    if (step.retry) checkRetry(step.retry, [...path, 'retry'], findings);
  }
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
