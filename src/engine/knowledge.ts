/** What every command needs to know besides its instance: compiled flows and directories, cached. */

import { directoryOf, readOrganisation } from '../identity/index.ts';
import type { CompiledFlow, Directory, FlowHash, Substitution, TenantId } from '../kernel/index.ts';
import { compileFlow, invariant } from '../kernel/index.ts';
import { parseCanonical } from '../language/index.ts';
import type { FlowRecord, Store } from '../store/port.ts';
import { BoundedMap } from './bounded-map.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';

interface KnownDirectory {
  readonly directory: Directory;
  readonly readAtMs: number;
}

export class Knowledge {
  readonly #store: Store;
  readonly #clock: Clock;
  /** Keyed by tenant and hash (X4). */
  readonly #flows = new BoundedMap<string, CompiledFlow>(
    ENGINE_LIMITS.compiledFlowsMax,
    ENGINE_LIMITS.compiledCharsMax,
  );
  readonly #directories = new BoundedMap<TenantId, KnownDirectory>(ENGINE_LIMITS.directoriesMax);

  readonly #substitutions = new BoundedMap<
    TenantId,
    { readonly substitutions: readonly Substitution[]; readonly readAtMs: number }
  >(ENGINE_LIMITS.directoriesMax);

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The compiled version with this hash, or undefined when the tenant has none. */
  async flow(tenant: TenantId, hash: FlowHash): Promise<CompiledFlow | undefined> {
    const known = this.#flows.get(`${tenant}/${hash}`);
    if (known) return known;
    const record = await this.#store.flows.byHash(tenant, hash);
    return record && this.compiled(record);
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
  async directory(tenant: TenantId): Promise<Directory> {
    const known = this.#directories.get(tenant);
    const nowMs = this.#clock.nowMs();
    // A clock that was set back makes it old too.
    const ageMs = known ? Math.abs(nowMs - known.readAtMs) : Number.POSITIVE_INFINITY;
    if (known && ageMs < ENGINE_LIMITS.directoryAgeMaxMs) return known.directory;
    const stored = await this.#store.access.directory(tenant);
    const directory =
      known && known.directory.version === stored?.version
        ? known.directory
        : parseDirectory(tenant, stored);
    this.#directories.set(tenant, { directory, readAtMs: nowMs });
    return directory;
  }

  /** Arrangements of substitutes that are not over, as old as the directory may be. */
  async substitutions(tenant: TenantId): Promise<readonly Substitution[]> {
    const known = this.#substitutions.get(tenant);
    const nowMs = this.#clock.nowMs();
    const ageMs = known ? Math.abs(nowMs - known.readAtMs) : Number.POSITIVE_INFINITY;
    if (known && ageMs < ENGINE_LIMITS.directoryAgeMaxMs) return known.substitutions;
    const { substitutionsMax } = ENGINE_LIMITS;
    const substitutions = await this.#store.substitutes.standing(tenant, nowMs, substitutionsMax);
    this.#substitutions.set(tenant, { substitutions, readAtMs: nowMs });
    return substitutions;
  }

  forgetSubstitutions(tenant: TenantId): void {
    this.#substitutions.delete(tenant);
  }

  /** Makes the next look-up read the store. */
  forgetDirectory(tenant: TenantId): void {
    this.#directories.delete(tenant);
  }
}

function parseDirectory(
  tenant: TenantId,
  stored: { readonly version: string; readonly content: string } | undefined,
): Directory {
  const content: unknown = stored ? JSON.parse(stored.content) : { id: tenant, name: tenant };
  const reading = readOrganisation(content);
  invariant(reading.ok, 'directory', `the stored directory of ${tenant} reads`);
  return directoryOf(reading.organisation, stored?.version ?? 'none');
}
