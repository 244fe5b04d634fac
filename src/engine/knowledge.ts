/** What every command needs to know besides its instance: compiled flows and directories, cached. */

import type { Roster } from '../identity/index.ts';
import { directoryOf, readOrganisation } from '../identity/index.ts';
import type { CompiledFlow, FlowHash, Substitution, TenantId } from '../kernel/index.ts';
import { compileFlow, invariant } from '../kernel/index.ts';
import { parseCanonical } from '../language/index.ts';
import type { ApiKeyRecord, FlowRecord, Store } from '../store/port.ts';
import { Aging } from './aging.ts';
import { BoundedMap } from './bounded-map.ts';

import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';

export class Knowledge {
  readonly #store: Store;
  readonly #clock: Clock;
  /** Keyed by tenant and hash (X4). */
  readonly #flows = new BoundedMap<string, CompiledFlow>(
    ENGINE_LIMITS.compiledFlowsMax,
    ENGINE_LIMITS.compiledCharsMax,
  );
  readonly #latest: Aging<string, FlowRecord | undefined>;
  readonly #directories: Aging<TenantId, Roster>;
  readonly #substitutions: Aging<TenantId, readonly Substitution[]>;
  readonly #apiKeys: Aging<string, ApiKeyRecord | undefined>;

  constructor(store: Store, clock: Clock) {
    const { flowAgeMaxMs, directoryAgeMaxMs, compiledFlowsMax, directoriesMax, apiKeysMax } =
      ENGINE_LIMITS;
    this.#store = store;
    this.#clock = clock;
    this.#latest = new Aging(clock, flowAgeMaxMs, compiledFlowsMax);
    this.#directories = new Aging(clock, directoryAgeMaxMs, directoriesMax);
    this.#substitutions = new Aging(clock, directoryAgeMaxMs, directoriesMax);
    this.#apiKeys = new Aging(clock, directoryAgeMaxMs, apiKeysMax);
  }

  /** The compiled version with this hash, or undefined when the tenant has none. */
  async flow(tenant: TenantId, hash: FlowHash): Promise<CompiledFlow | undefined> {
    const known = this.#flows.get(`${tenant}/${hash}`);
    if (known) return known;
    const record = await this.#store.flows.byHash(tenant, hash);
    return record && this.compiled(record);
  }

  /** The version that a start gets: the one named, or the latest, at most `flowAgeMaxMs` old. */
  version(
    tenant: TenantId,
    name: string,
    version: string | undefined,
  ): Promise<FlowRecord | undefined> {
    if (version !== undefined) return this.#store.flows.byVersion(tenant, name, version);
    return this.#latest.get(`${tenant}/${name}`, () => this.#store.flows.latest(tenant, name));
  }

  /** The compiled form of a record at hand. */
  compiled(record: FlowRecord): CompiledFlow {
    const key = `${record.tenant}/${record.hash}`;
    const known = this.#flows.get(key);
    if (known) return known;
    const { name, version, hash } = record;
    const flow = compileFlow(parseCanonical(record.definition), { name, version, hash });
    this.#flows.set(key, flow, record.definition.length);
    return flow;
  }

  /** The tenant's directory, at most `directoryAgeMaxMs` old; a tenant without one has nobody. */
  directory(tenant: TenantId): Promise<Roster> {
    return this.#directories.get(tenant, async (known) => {
      const stored = await this.#store.access.directory(tenant);
      return known && known.version === stored?.version ? known : parseDirectory(tenant, stored);
    });
  }

  /** Arrangements of substitutes that are not over, as old as the directory may be. */
  substitutions(tenant: TenantId): Promise<readonly Substitution[]> {
    const { substitutionsMax } = ENGINE_LIMITS;
    return this.#substitutions.get(tenant, () =>
      this.#store.substitutes.standing(tenant, this.#clock.nowMs(), substitutionsMax),
    );
  }

  /** The key with this hash, as old as the directory may be. */
  apiKey(hash: string): Promise<ApiKeyRecord | undefined> {
    return this.#apiKeys.get(hash, async () => {
      const key = await this.#store.access.apiKey(hash);
      if (key && key.revokedAtMs === undefined) this.#touch(key);
      return key;
    });
  }

  /** Now and then, so that whoever uses a key a thousand times a second writes it down once. */
  #touch({ tenant, hash, usedAtMs = 0 }: ApiKeyRecord): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - usedAtMs < ENGINE_LIMITS.keyUseMs) return;
    // Nobody is kept waiting, nor out, because this could not be written.
    this.#store.access.touchApiKey(tenant, hash, nowMs).catch(() => {});
  }

  /** Makes the next look-up read the store. */
  forgetApiKey(hash: string): void {
    this.#apiKeys.forget(hash);
  }

  forgetSubstitutions(tenant: TenantId): void {
    this.#substitutions.forget(tenant);
  }

  /** Makes the next look-up read the store. */
  forgetDirectory(tenant: TenantId): void {
    this.#directories.forget(tenant);
  }

  /** A version was published: the next start sees it. */
  forgetLatest(tenant: TenantId, name: string): void {
    this.#latest.forget(`${tenant}/${name}`);
  }
}

function parseDirectory(
  tenant: TenantId,
  stored: { readonly version: string; readonly content: string } | undefined,
): Roster {
  const content: unknown = stored ? JSON.parse(stored.content) : { id: tenant, name: tenant };
  const reading = readOrganisation(content);
  invariant(reading.ok, 'directory', `the stored directory of ${tenant} reads`);
  return directoryOf(reading.organisation, stored?.version ?? 'none');
}
