export type { ServerOptions } from './app.ts';
export { buildServer } from './app.ts';
export type { OidcOptions } from './credentials.ts';
export type { ServerMetrics } from './metrics.ts';
export { createMetrics } from './metrics.ts';
export { ENGINE_STATUS } from './problems.ts';
export { DEMO_SINK } from './routes/demo.ts';
export { hasTapPage } from './routes/tap.ts';
export type { BrowserSignIn } from './session/sign-in.ts';
