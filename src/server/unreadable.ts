/** What is no HTTP, or comes too slowly, never becomes a request: it is answered on the connection. */

import type { Socket } from 'node:net';
import type { DoorProblemCode } from '../protocol/index.ts';
import { DOOR_PROBLEMS, problemType } from '../protocol/index.ts';

const BY_NODE_CODE: Readonly<Record<string, DoorProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'request.head-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.too-slow',
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Answers with a problem, and ends the connection: nobody knows where the next request begins. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswered(socket)) {
    socket.destroy();
    return;
  }
  const code = BY_NODE_CODE[error.code ?? ''] ?? 'request.malformed';
  const { status, title } = DOOR_PROBLEMS[code];
  const body = JSON.stringify({ type: problemType(code), title, status, code });
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Whether an answer is on its way: a second one behind half of it would be read as its body.
 * Source: Node’s own handler of `clientError` asks the same.
 */
function hasAnswered(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: { headersSent?: boolean } };
  return answer?.headersSent === true;
}
