// Starts the binary on a fresh folder and a free port, and stops it again.
//   MOTCUA_BIN  the binary; default target/debug/motcua
//   MOTCUA_URL  a demo that is already running; then nothing is started
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const READY_SECONDS_MAX = 180; // a debug build fills its registers first
const STOP_SECONDS_MAX = 10;

// Gives { origin, output, stop }: the address, what the binary has printed so far, and the end.
export async function startServer(more = []) {
  if (process.env.MOTCUA_URL) {
    return { origin: new URL(process.env.MOTCUA_URL).origin, output: () => '', stop: async () => {} };
  }
  const binary = resolve(root, process.env.MOTCUA_BIN ?? 'target/debug/motcua');
  const data = await mkdtemp(join(tmpdir(), 'motcua-browser-'));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const args = ['demo', '--listen', `127.0.0.1:${port}`, '--public-url', origin, '--data', data, '--people', '900'];
  const child = spawn(binary, [...args, ...more], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let ended = null;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { printed = (printed + text).slice(-200_000); });
  }
  const end = new Promise((done) => {
    child.on('error', (error) => { ended = `could not be started: ${error.message}`; done(); });
    child.on('exit', (code, signal) => { ended ??= `ended with ${signal ?? code}`; done(); });
  });
  process.on('exit', () => child.kill('SIGKILL'));

  const stop = async () => {
    const already = ended;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS_MAX * 1000);
    await end;
    clearTimeout(late);
    await rm(data, { recursive: true, force: true });
    if (already) throw new Error(`the server ${already} before it was stopped\n${printed}`);
    if (child.signalCode === 'SIGKILL') {
      throw new Error(`the server did not stop within ${STOP_SECONDS_MAX} s of SIGTERM\n${printed}`);
    }
  };

  const deadline = Date.now() + READY_SECONDS_MAX * 1000;
  while (!(await isHealthy(origin))) {
    if (ended || Date.now() > deadline) {
      await stop().catch(() => {});
      throw new Error(`${binary}: ${ended ?? `no answer from /healthz in ${READY_SECONDS_MAX} s`}\n${printed}`);
    }
    await new Promise((done) => { setTimeout(done, 100); });
  }
  return { origin, output: () => printed, stop };
}

async function isHealthy(origin) {
  try {
    return (await fetch(`${origin}/healthz`)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
