// node run.mjs                  runs everything; fails when a row fails or the table in README.md is not that of this run
// node run.mjs --write-table    writes the table instead of comparing it
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRows, rowsOfTwo } from './our-client.mjs';
import { build, startEmulator, startOurClient } from './processes.mjs';
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

async function runOurs(rows, port, isV4) {
  const version = isV4 ? 'v4' : 'v1';
  const results = new Map();
  const sdk = connect({ port, endpoint: 'region', isV4, bucket, key: keys.main });
  const start = (objectKey, key) => startOurClient({ port, bucket, isV4, objectKey, key });

  for (const [number, { names, check }] of rows.entries()) {
    const context = { start, sdk, isV4, keys, prefix: `ours-${version}-${number}` };
    const passed = await passes(`${names.join(', ')} (our client, ${version})`, () => check(context));
    names.forEach(name => results.set(name, passed));
  }

  return results;
}

async function runVersion(port, isV4) {
  const sdk = await runSdk(port, isV4);
  const ours = await runOurs([...ownRows, ...rowsOfTwo], port, isV4);
  rowsOfTwo.forEach(({ names: [name] }) => sdk.set(name, ours.get(name)));
  return { ours, sdk };
}

async function run() {
  build();
  const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
  const credentialFile = join(directory, 'credentials.json');
  writeFileSync(credentialFile, JSON.stringify(credentials()));
  const emulator = await startEmulator(['--bucket', bucket, '--credentials', credentialFile]);
  const { port } = emulator;

  try {
    return table(await runVersion(port, false), await runVersion(port, true));
  } finally {
    await emulator.stop();
    rmSync(directory, { recursive: true });
  }
}

function table(v1, v4) {
  const cell = result => (result === undefined ? '–' : result ? 'yes' : '**no**');
  const lines = [...v4.sdk.keys()].map(name => {
    const results = [v1.ours, v4.ours, v1.sdk, v4.sdk].map(column => cell(column.get(name)));
    return `| ${[name, ...results].join(' | ')} |`;
  });
  return ['| Operation | our client, V1 | our client, V4 | SDK, V1 | SDK, V4 |', '|---|---|---|---|---|', ...lines].join('\n');
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
console.log(`\n${sdkRows.length + rowsOfTwo.length} rows, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
