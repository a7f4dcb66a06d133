/** One server-sent event, or the fields that came without data. */
export interface ServerSent {
  readonly id?: string;
  readonly data?: unknown;
}

/** Reads server-sent events one by one. */
export class EventReader {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error('the answer has no body');
    this.response = response;
    this.#reader = response.body.getReader();
  }

  static async open(url: string, lastId?: string): Promise<EventReader> {
    const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    return new EventReader(await fetch(url, { headers }));
  }

  /** The next event with data; undefined when there are no more. */
  async next(): Promise<ServerSent | undefined> {
    for (;;) {
      const block = await this.block();
      if (block === undefined) return undefined;
      const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
      const field = (name: string): string | undefined =>
        fields.find(([, key]) => key === name)?.[2];
      const [id, data] = [field('id'), field('data')];
      if (data !== undefined)
        return { ...(id === undefined ? {} : { id }), data: JSON.parse(data) };
    }
  }

  /** What comes up to the next blank line. */
  async block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}
