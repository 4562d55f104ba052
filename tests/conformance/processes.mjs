// The emulator and our own client, as programs of their own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const emulatorProject = 'src/LogAppendSink.Emulator/LogAppendSink.Emulator.csproj';
const clientProject = 'tests/conformance/OurClient/LogAppendSink.Conformance.csproj';
const emulatorProgram = `${root}src/LogAppendSink.Emulator/bin/Debug/net10.0/LogAppendSink.Emulator.dll`;
const clientProgram = `${root}tests/conformance/OurClient/bin/Debug/net10.0/LogAppendSink.Conformance.dll`;

export function build() {
  for (const project of [emulatorProject, clientProject]) {
    const built = spawnSync('dotnet', ['build', '-v', 'quiet', '--nologo', project], { cwd: root, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${project} does not build:\n${built.stdout}${built.stderr}`);
  }
}

// Ends with this program at the latest.
function launch(program, args, env) {
  const child = spawn('dotnet', [program, ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', text => { errors += text; });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', killed);
    return code;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    child,
    ended,
    errors: () => errors,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended.\n${errors}`);
      return value;
    },
  };
}

export async function startEmulator(args) {
  const program = launch(emulatorProgram, ['--port', '0', ...args]);
  const first = await program.line();
  return {
    port: Number(new URL(first.replace('Listening on ', '')).port),
    async stop() {
      program.child.kill('SIGTERM');
      await program.ended;
    },
  };
}

export function startOurClient({ port, bucket, isV4, objectKey, key }) {
  const program = launch(clientProgram, [objectKey, isV4 ? 'V4' : 'V1'], {
    OSS_ENDPOINT: `http://127.0.0.1:${port}`,
    OSS_REGION: 'cn-hangzhou',
    OSS_BUCKET: bucket,
    OSS_ACCESS_KEY_ID: key.accessKeyId,
    OSS_ACCESS_KEY_SECRET: key.accessKeySecret,
    OSS_SESSION_TOKEN: key.securityToken ?? '',
  });

  return {
    async ask(command) {
      program.child.stdin.write(`${command}\n`);
      return await program.line();
    },
    async end() {
      program.child.stdin.end();
      const code = await program.ended;
      if (code !== 0) throw new Error(`Our client ended with ${code}.\n${program.errors()}`);
    },
  };
}
