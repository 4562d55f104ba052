// node run.mjs                  runs everything; fails when a row fails or the table in README.md is not that of this run
// node run.mjs --write-table    writes the table instead of comparing it
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendWhileTheSinkRuns, readWhatTheSinkWrote, runOurClient, shipWithALimitedToken } from './our-client.mjs';
import { build, startEmulator } from './processes.mjs';
import { connect, endpoints } from './sdk.mjs';
import sdkRows from './sdk-operations.mjs';

const bucket = 'conformance';
const anHour = 3_600_000;
const readme = new URL('README.md', import.meta.url);

const keys = {
  main: { accessKeyId: 'emulator-key-id', accessKeySecret: 'emulator-key-secret' },
  temporary: { accessKeyId: 'STS.all', accessKeySecret: 'sts-secret', securityToken: 'a+token/with=signs' },
  expired: { accessKeyId: 'STS.expired', accessKeySecret: 'sts-secret', securityToken: 'old' },
  shipper: { accessKeyId: 'STS.shipper', accessKeySecret: 'sts-secret', securityToken: 'limited' },
};

const policy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['oss:PutObject', 'oss:GetObject'], Resource: [`acs:oss:*:*:${bucket}/ship/*`] }],
};

function credentials() {
  const expiration = new Date(Date.now() + anHour).toISOString();
  return [
    { ...keys.temporary, expiration },
    { ...keys.expired, expiration: new Date(Date.now() - anHour).toISOString() },
    { ...keys.shipper, expiration, policy },
  ];
}

const signUrl = isV4 => (client, method, name, query, headers) => (isV4
  ? client.signatureUrlV4(method, 60, { headers, queries: query }, name)
  : client.signatureUrl(name, { method, expires: 60, subResource: query, ...headers }));

const failures = [];

async function passes(what, check) {
  try {
    await check();
    return true;
  } catch (e) {
    failures.push(`${what}: ${e.stack}`);
    return false;
  }
}

async function runSdk(port, isV4) {
  const results = new Map();

  for (const [number, { name, check }] of sdkRows.entries()) {
    results.set(name, true);

    for (const endpoint of endpoints) {
      const version = isV4 ? 'v4' : 'v1';
      const connectAs = (key, more) => connect({ port, endpoint, isV4, bucket, key, ...more });
      const context = {
        client: connectAs(keys.main), connect: connectAs, signUrl: signUrl(isV4),
        bucket, endpoint, keys, prefix: `${version}-${endpoint}-${number}`,
      };
      if (!(await passes(`${name} (${version}, endpoint by ${endpoint})`, () => check(context)))) results.set(name, false);
    }
  }

  return results;
}

async function runTogether(port, ours, v1, v4) {
  const clients = new Map([['v1', v1], ['v4', v4]]);
  const rows = [
    ['Reading what our sink wrote', readWhatTheSinkWrote],
    ['Appending to an object while our sink does: nothing lost, nothing twice', appendWhileTheSinkRuns],
  ];

  for (const [row, check] of rows) {
    for (const [name, results] of clients) {
      const sdk = connect({ port, endpoint: 'region', isV4: name === 'v4', bucket, key: keys.main });
      results.set(row, await passes(`${row} (${name})`, () => check({ port, bucket, keys, sdk, name })));
    }
    ours.set(row, v1.get(row) && v4.get(row));
  }

  // In the last of them the sink finds its position taken.
  ours.set('AppendObject at a wrong position', ours.get(rows.at(-1)[0]));
}

async function run() {
  build();
  const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
  const credentialFile = join(directory, 'credentials.json');
  writeFileSync(credentialFile, JSON.stringify(credentials()));
  const emulator = await startEmulator(['--bucket', bucket, '--credentials', credentialFile]);
  const { port } = emulator;

  try {
    const sdk = connect({ port, endpoint: 'region', isV4: true, bucket, key: keys.main });
    let ours = new Map();
    await passes('Our client', async () => { ours = await runOurClient({ port, bucket, keys, sdk }); });
    const limited = 'STS token limited to a prefix';
    ours.set(limited, await passes(`${limited} (our client)`, () => shipWithALimitedToken({ port, bucket, keys, sdk })));
    ours.set('STS token', ours.get(limited));

    const v1 = await runSdk(port, false);
    const v4 = await runSdk(port, true);
    await runTogether(port, ours, v1, v4);
    return table(ours, v1, v4);
  } finally {
    await emulator.stop();
    rmSync(directory, { recursive: true });
  }
}

function table(ours, v1, v4) {
  const cell = result => (result === undefined ? '–' : result ? 'yes' : '**no**');
  const names = [...v4.keys()];
  const lines = names.map(name => `| ${name} | ${cell(ours.get(name))} | ${cell(v1.get(name))} | ${cell(v4.get(name))} |`);
  return ['| Operation | our client | SDK, V1 | SDK, V4 |', '|---|---|---|---|', ...lines].join('\n');
}

const made = await run();
console.log(made);
const told = readFileSync(readme, 'utf8');
const [begin, end] = ['<!-- table -->\n', '\n<!-- /table -->'];
const from = told.indexOf(begin) + begin.length;
const to = told.indexOf(end);

if (process.argv.includes('--write-table')) writeFileSync(readme, told.slice(0, from) + made + told.slice(to));
else if (told.slice(from, to) !== made) failures.push('The table in README.md is not of this run; node run.mjs --write-table writes it.');

failures.forEach(failure => console.error(`\nFAILED ${failure}`));
console.log(`\n${sdkRows.length + 2} rows, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
