// Our client against the emulator, and together with the official SDK on one object.
import assert from 'node:assert/strict';
import { startOurClient } from './processes.mjs';

const numbersIn = content => content.split('\n').filter(line => line.includes('of the sink')).map(line => JSON.parse(line).Number);
const upTo = count => Array.from({ length: count }, (_, i) => i);

// What our client does, under the names of the SDK's rows.
export async function runOurClient({ port, bucket, keys, sdk }) {
  const results = new Map();
  const passed = (...names) => names.forEach(name => results.set(name, true));
  const key = "ours/2025 08/日志 +100%&=a*b!(c)'~😀.clef";

  const first = startOurClient(port, bucket, key, keys.main);
  assert.equal(await first.ask('log 3'), 'stored 3');
  const listed = await first.ask('list ours/');
  assert.match(listed, /\.clef:\d+$/);
  const length = Number(listed.split(':').at(-1));
  await first.end();

  // A second start finds the end; what the first wrote is read back through the SDK and through our own reader.
  const second = startOurClient(port, bucket, key, keys.main);
  assert.equal(await second.ask('log 2'), 'stored 2');
  await second.end();
  const { content, res } = await sdk.get(key);
  assert.deepEqual(numbersIn(content.toString()), [0, 1, 2, 0, 1]);
  assert.equal(res.headers['x-oss-object-type'], 'Appendable');

  const reader = startOurClient(port, bucket, 'ours/plain.clef', keys.main);
  assert.equal(await reader.ask('log 1'), 'stored 1');
  const plainLength = Number(await reader.ask('length ours/plain.clef'));
  const plain = (await sdk.get('ours/plain.clef')).content;
  assert.equal(plainLength, plain.length);
  assert.equal(await reader.ask('read ours/plain.clef 1 10'), plain.subarray(1, 11).toString('base64'));
  assert.equal(await reader.ask(`read ours/plain.clef ${plainLength} 1`), 'absent');
  await reader.end();
  assert.ok(length > 0);

  passed('AppendObject', 'HeadObject', 'GetObject, ranges of both behaviours', 'ListObjectsV2');
  return results;
}

// Rows of two: what the sink wrote is what the SDK reads, and the sink finds its place again behind what the SDK appended.
export async function readWhatTheSinkWrote({ port, bucket, keys, sdk, name }) {
  const key = `both/read-${name}.clef`;
  const ours = startOurClient(port, bucket, key, keys.main);
  assert.equal(await ours.ask('log 100'), 'stored 100');
  await ours.end();
  const head = await sdk.head(key);
  const { content } = await sdk.get(key);
  assert.deepEqual(numbersIn(content.toString()), upTo(100));
  assert.equal(head.res.headers['x-oss-next-append-position'], String(content.length));
}

export async function appendWhileTheSinkRuns({ port, bucket, keys, sdk, name }) {
  const key = `both/append-${name}.clef`;
  const foreign = [];
  const ours = startOurClient(port, bucket, key, keys.main);

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

export async function shipWithALimitedToken({ port, bucket, keys, sdk }) {
  const allowed = startOurClient(port, bucket, 'ship/ours.clef', keys.shipper);
  assert.equal(await allowed.ask('log 10'), 'stored 10');
  await allowed.end();
  const again = startOurClient(port, bucket, 'ship/ours.clef', keys.shipper);
  assert.equal(await again.ask('log 5'), 'stored 5');
  await again.end();
  assert.deepEqual(numbersIn((await sdk.get('ship/ours.clef')).content.toString()), [...upTo(10), ...upTo(5)]);
}
