import type { Page } from 'playwright-core';

/** Writes down what a page says in error, and whom it asks for anything. */
export class PageWatch {
  readonly errors: string[] = [];
  readonly #urls: string[] = [];

  constructor(page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(`${error.name}: ${error.message}`));
    page.on('request', (request) => this.#urls.push(request.url()));
    page.on('websocket', (socket) => this.#urls.push(socket.url()));
  }

  /** What was asked for elsewhere than at `url`. */
  strangers(url: string): string[] {
    const { host } = new URL(url);
    return this.#urls.filter((asked) => new URL(asked).host !== host);
  }
}
