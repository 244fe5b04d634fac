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
export { Engine, EngineFault, stateOf } from './engine/index.ts';
export type { Organisation } from './identity/index.ts';
export type {
  Decided,
  Deciding,
  Dropped,
  Event,
  FlowDefinition,
  Heard,
  InstanceState,
  JsonObject,
  Precedence,
  Reconciled,
  RepairPolicy,
  SiteBase,
  SiteCommand,
  SiteDecision,
  SiteOptions,
  Step,
  VersionVector,
} from './kernel/index.ts';
export {
  compareVersions,
  compileFlow,
  joinVersions,
  parseTaskId,
  reconcile,
  Site,
  tickVersion,
} from './kernel/index.ts';
export type { Checked, Diagnostic } from './language/index.ts';
export { check, hashOf, parseYaml, printYaml, renderDiagnostics } from './language/index.ts';
export { Client, ProblemError } from './protocol/index.ts';
export type { ServerOptions } from './server/index.ts';
export { buildServer, createMetrics } from './server/index.ts';
export type { OpenedStore, OpenStoreOptions, Signal, Store } from './store/index.ts';
export { openStore } from './store/index.ts';
