/** Vermilion for your own service: open a store, run an engine, publish flows, act, listen. */

export type {
  Answer,
  AnyRefusal,
  Caller,
  Clock,
  CommandResult,
  Deliver,
  Delivery,
  DeliveryResult,
  EngineOptions,
  InstanceView,
  JournalView,
  Log,
  Metrics,
  PeopleFunction,
  PersonCommand,
  Published,
} from './engine/index.ts';
export { Engine, EngineFault } from './engine/index.ts';
export type { Organisation } from './identity/index.ts';
export type {
  Dropped,
  Event,
  FlowDefinition,
  InstanceState,
  JsonObject,
  Precedence,
  Reconciled,
  RepairPolicy,
  SiteCommand,
  Step,
  VersionVector,
} from './kernel/index.ts';
export {
  compareVersions,
  compileFlow,
  joinVersions,
  parseTaskId,
  reconcile,
  tickVersion,
} from './kernel/index.ts';
export type { Checked, Diagnostic } from './language/index.ts';
export { check, hashOf, parseYaml, printYaml, renderDiagnostics } from './language/index.ts';
export { Client, ProblemError } from './protocol/index.ts';
export type { ServerOptions } from './server/index.ts';
export { buildServer, createMetrics } from './server/index.ts';
export type { OpenedStore, OpenStoreOptions, Signal, Store } from './store/index.ts';
export { openStore } from './store/index.ts';
