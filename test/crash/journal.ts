/** What the clients did, on disk before it is sent and after it is answered. */

import { type FileHandle, open } from 'node:fs/promises';

/** Lines in one file; a line is kept once `write` has resolved. Lines that come together share a sync. */
export class OperationFile {
  readonly #file: FileHandle;
  #waiting: { readonly line: string; readonly done: () => void }[] = [];
  #writing: Promise<void> | undefined;
  syncs = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<OperationFile> {
    return new OperationFile(await open(path, 'a'));
  }

  write(entry: object): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, done });
      this.#writing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#file.appendFile(batch.map(({ line }) => line).join(''));
      await this.#file.datasync();
      this.syncs += 1;
      for (const { done } of batch) done();
    }
    this.#writing = undefined;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}
