// Our client against the emulator, and together with the official SDK on one object.
import assert from 'node:assert/strict';
import { fetchUrl } from './sdk.mjs';

const oddName = "2025 08/日志 +100%&=a*b!(c)'~😀.clef";
const numbersIn = content => content.split('\n').filter(line => line.includes('of the sink')).map(line => JSON.parse(line).Number);
const upTo = count => Array.from({ length: count }, (_, i) => i);

// What our client does, under the names of the SDK's rows. Each check has `start`, which runs our client on an object with a key, and
// `sdk`, which is the SDK that looks at what came of it.
export const ownRows = [];
const row = (names, check) => ownRows.push({ names: [names].flat(), check });

row(['AppendObject', 'HeadObject'], async ({ start, sdk, keys, prefix }) => {
  const key = `${prefix}/${oddName}`;
  const first = start(key, keys.main);
  assert.equal(await first.ask('log 3'), 'stored 3');
  await first.end();

  // A second start finds the end.
  const second = start(key, keys.main);
  assert.equal(await second.ask('log 2'), 'stored 2');
  const { content, res } = await sdk.get(key);
  assert.deepEqual(numbersIn(content.toString()), [0, 1, 2, 0, 1]);
  assert.equal(res.headers['x-oss-object-type'], 'Appendable');
  await second.end();
});

row('AppendObject to another type', async ({ start, sdk, keys, prefix }) => {
  await sdk.put(`${prefix}/a.clef`, Buffer.from('not ours\n'));
  const ours = start(`${prefix}/a.clef`, keys.main);
  assert.equal(await ours.ask('log 2'), 'stored 2');
  await ours.end();
  assert.equal((await sdk.get(`${prefix}/a.clef`)).content.toString(), 'not ours\n');
  assert.deepEqual(numbersIn((await sdk.get(`${prefix}/a-001.clef`)).content.toString()), [0, 1]);
});

row('GetObject, ranges of both behaviours', async ({ start, sdk, keys, prefix }) => {
  const ours = start(`${prefix}/a.clef`, keys.main);
  assert.equal(await ours.ask('log 1'), 'stored 1');
  const { content } = await sdk.get(`${prefix}/a.clef`);
  assert.equal(await ours.ask(`length ${prefix}/a.clef`), String(content.length));
  assert.equal(await ours.ask(`read ${prefix}/a.clef 1 10`), content.subarray(1, 11).toString('base64'));
  assert.equal(await ours.ask(`read ${prefix}/a.clef ${content.length} 1`), 'absent');
  await ours.end();
});

row('ListObjectsV2', async ({ start, sdk, keys, prefix }) => {
  for (const name of ['a b', 'b/1', '日志']) await sdk.append(`${prefix}/${name}`, Buffer.from('x'));
  const ours = start('unused.clef', keys.main);
  assert.deepEqual(JSON.parse(await ours.ask(`list ${prefix}/`)), ['a b', 'b/1', '日志'].map(name => [`${prefix}/${name}`, 1]));
  await ours.end();
});

row('Presigned URLs', async ({ start, sdk, isV4, keys, prefix }) => {
  const ours = start('unused.clef', keys.main);
  const key = `${prefix}/${oddName}`.replaceAll(' ', '_');
  const append = await fetchUrl('POST', await ours.ask(`presign-append ${key} 0`), { body: 'hello' });
  assert.deepEqual([append.status, append.headers['x-oss-next-append-position']], [200, '5'], append.text);
  const url = await ours.ask(`presign-read ${key}`);
  assert.match(url, isV4 ? /[?&]x-oss-signature-version=OSS4-HMAC-SHA256/ : /[?&]OSSAccessKeyId=/);
  const read = await fetchUrl('GET', url);
  assert.deepEqual([read.status, read.text], [200, 'hello']);
  assert.equal((await sdk.get(key)).content.toString(), 'hello');
  const changed = await fetchUrl('GET', url.replace('.clef', '.txt'));
  assert.equal(changed.status, 403);
  assert.match(changed.text, /SignatureDoesNotMatch/);
  await ours.end();
});

row('STS token', async ({ start, sdk, keys, prefix }) => {
  const ours = start(`${prefix}/a.clef`, keys.temporary);
  assert.equal(await ours.ask('log 2'), 'stored 2');
  const read = await fetchUrl('GET', await ours.ask(`presign-read ${prefix}/a.clef`));
  assert.deepEqual(numbersIn(read.text), [0, 1]);
  await ours.end();
  for (const [key, code] of [
    [{ ...keys.temporary, securityToken: 'another' }, 'InvalidSecurityToken'],
    [{ ...keys.temporary, securityToken: undefined }, 'InvalidAccessKeyId'],
    [keys.expired, 'SecurityTokenExpired'],
  ]) await isRefused(start(`${prefix}/b.clef`, key), code);
  assert.deepEqual((await sdk.list({ prefix: `${prefix}/b` })).objects, []);
});

row('STS token limited to a prefix', async ({ start, sdk, keys, prefix }) => {
  const key = `ship/${prefix}.clef`;
  for (const count of [10, 5]) {
    const ours = start(key, keys.shipper);
    assert.equal(await ours.ask(`log ${count}`), `stored ${count}`);
    await ours.end();
  }
  assert.deepEqual(numbersIn((await sdk.get(key)).content.toString()), [...upTo(10), ...upTo(5)]);
  await isRefused(start(`${prefix}/a.clef`, keys.shipper), 'AccessDenied');
});

row('Wrong key, wrong secret', async ({ start, keys, prefix }) => {
  await isRefused(start(`${prefix}/a.clef`, { ...keys.main, accessKeyId: 'nobody' }), 'InvalidAccessKeyId');
  await isRefused(start(`${prefix}/a.clef`, { ...keys.main, accessKeySecret: 'wrong' }), 'SignatureDoesNotMatch');
});

// What stands between our client and the store is told at the start, though nothing is logged.
async function isRefused(ours, code) {
  assert.equal(await ours.ask('trouble'), code);
  await ours.end();
}

// Rows of two: what the sink wrote is what the SDK reads, and the sink finds its place again behind what the SDK appended.
export const rowsOfTwo = [
  { names: ['Reading what our sink wrote'], check: readWhatTheSinkWrote },
  {
    names: ['Appending to an object while our sink does: nothing lost, nothing twice', 'AppendObject at a wrong position'],
    check: appendWhileTheSinkRuns,
  },
];

async function readWhatTheSinkWrote({ start, sdk, keys, prefix }) {
  const key = `${prefix}/read.clef`;
  const ours = start(key, keys.main);
  assert.equal(await ours.ask('log 100'), 'stored 100');
  await ours.end();
  const head = await sdk.head(key);
  const { content } = await sdk.get(key);
  assert.deepEqual(numbersIn(content.toString()), upTo(100));
  assert.equal(head.res.headers['x-oss-next-append-position'], String(content.length));
}

async function appendWhileTheSinkRuns({ start, sdk, keys, prefix }) {
  const key = `${prefix}/append.clef`;
  const foreign = [];
  const ours = start(key, keys.main);

  // In turns, so that it is certain that the sink's position is not the end any more.
  for (let turn = 0; turn < 3; turn++) {
    await ours.ask('log 10');
    const line = `{"foreign":"turn ${turn}"}\n`;
    await sdk.append(key, Buffer.from(line), { position: (await sdk.head(key)).res.headers['x-oss-next-append-position'] });
    foreign.push(line);
  }

  // Then both at once.
  const logged = ours.ask('log 2000');
  for (let i = 0; i < 50; i++) {
    const line = `{"foreign":"race ${i}"}\n`;
    const position = (await sdk.head(key)).res.headers['x-oss-next-append-position'];
    try {
      await sdk.append(key, Buffer.from(line), { position });
      foreign.push(line);
    } catch (e) {
      assert.equal(e.code, 'PositionNotEqualToLength'); // The sink was faster.
    }
  }
  assert.equal(await logged, 'stored 2030');
  await ours.end();

  const content = (await sdk.get(key)).content.toString();
  assert.deepEqual(numbersIn(content), upTo(2030));
  assert.deepEqual(content.match(/^{"foreign".*\n/gm), foreign);
  assert.equal(content.split('\n').length - 1, 2030 + foreign.length);
}
