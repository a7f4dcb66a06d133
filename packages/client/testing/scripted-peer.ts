import {
  decodeFromClient,
  encode,
  type ClientFrame,
  type ServerFrame,
  type Welcome,
} from '@rxgrad/wire';
import { WebSocketServer, type WebSocket } from 'ws';

type Op = ClientFrame['op'];
type FrameOf<O extends Op> = Extract<ClientFrame, { readonly op: O }>;

export const welcome: Welcome = {
  op: 'welcome',
  version: 1,
  session: 's',
  epoch: 1,
  role: 'operator',
  limits: { frameBytes: 1 << 20, samplesPerFrame: 4, samplesInFlight: 8, subscriptions: 64 },
  heartbeat: 60_000,
  runs: [{ name: 'cake', state: 'running', feedable: true, loss: 'squaredError' }],
};

/** A real WebSocket server that says what a test tells it to, and keeps what it hears. */
export class ScriptedPeer {
  readonly server: WebSocketServer;
  /** Answers HELLO with this, unless it is undefined. */
  welcome: Welcome | undefined = welcome;
  sockets = 0;
  private socket: WebSocket | undefined;
  private readonly heard: ClientFrame[] = [];
  private readonly waiting: (() => void)[] = [];

  private constructor(server: WebSocketServer) {
    this.server = server;
    server.on('connection', (socket) => this.accept(socket));
  }

  static async start(port = 0): Promise<ScriptedPeer> {
    const server = new WebSocketServer({ port, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new ScriptedPeer(server);
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** The next frame of a kind; frames of other kinds stay. */
  async next<O extends Op>(op: O): Promise<FrameOf<O>> {
    for (;;) {
      const at = this.heard.findIndex((frame) => frame.op === op);
      if (at >= 0) return this.heard.splice(at, 1)[0] as FrameOf<O>;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Frames of a kind that nobody has asked for yet. */
  pending(op: Op): number {
    return this.heard.filter((frame) => frame.op === op).length;
  }

  send(...frames: readonly (ServerFrame | Uint8Array)[]): void {
    for (const frame of frames) {
      this.socket?.send(frame instanceof Uint8Array ? frame : encode(frame));
    }
  }

  sendText(text: string): void {
    this.socket?.send(text);
  }

  /** Answers a SUBSCRIBE. */
  async confirm(stream: number, more: { epoch?: number; recovered?: boolean } = {}) {
    const asked = await this.next('subscribe');
    this.send({
      op: 'subscribed',
      id: asked.id,
      stream,
      epoch: 1,
      version: 0,
      recovered: false,
      encoding: 'f32',
      hz: 20,
      ...more,
    });
    return asked;
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.socket?.terminate();
  }

  closeWith(code: number, reason = ''): void {
    this.socket?.close(code, reason);
  }

  async stop(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: WebSocket): void {
    this.socket = socket;
    this.sockets += 1;
    socket.on('message', (data: Buffer) => {
      const frame = decodeFromClient(data);
      this.heard.push(frame);
      if (frame.op === 'hello' && this.welcome !== undefined) this.send(this.welcome);
      for (const resolve of this.waiting.splice(0)) resolve();
    });
  }
}
