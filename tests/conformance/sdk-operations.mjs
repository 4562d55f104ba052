// What the official SDK does, operation by operation. Each has objects of its own below `prefix`; `connect` makes further
// clients of the same kind; `signUrl` signs a URL the way the client signs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fetchUrl } from './sdk.mjs';

const oddName = "2025 08/日志 +100%&=a*b!(c)'~😀.log";
const text = content => Buffer.from(content);

async function refused(promise, status, code) {
  const error = await promise.then(() => assert.fail(`not refused; ${code} was expected`), e => e);
  assert.equal(`${error.status} ${error.code}`, `${status} ${code}`, error.message);
  return error;
}

const rows = [];
const row = (name, check) => rows.push({ name, check });
export default rows;

row('AppendObject', async ({ client, prefix }) => {
  const name = `${prefix}/${oddName}`;
  const creating = { headers: { 'Cache-Control': 'no-cache' }, meta: { app: 'shop' }, mime: 'text/plain' };
  const first = await client.append(name, text('hello'), creating);
  assert.equal(first.nextAppendPosition, '5');
  assert.equal(first.res.headers['x-oss-hash-crc64ecma'], '11177612005948864433');
  const second = await client.append(name, text(' world'), { position: 5, meta: { app: 'ignored' } });
  assert.equal(second.nextAppendPosition, '11');
  assert.equal(second.res.headers['x-oss-hash-crc64ecma'], '5981764153023615706');
  assert.notEqual(first.res.headers.etag, second.res.headers.etag);
  const head = await client.head(name);
  assert.deepEqual(head.meta, { app: 'shop' });
  assert.equal(head.res.headers['cache-control'], 'no-cache');
  assert.equal((await client.get(name)).content.toString(), 'hello world');
});

row('Metadata that is not ASCII', async ({ connect, prefix, keys }) => {
  // Node sends headers byte by byte, so the SDK spells UTF-8 as Latin 1, and so it comes back.
  const client = connect(keys.main, { headerEncoding: 'latin1' });
  await client.append(`${prefix}/a.log`, text('hello'), { meta: { app: '订单 é' } });
  const { meta } = await client.head(`${prefix}/a.log`);
  assert.equal(Buffer.from(meta.app, 'latin1').toString(), '订单 é');
});

row('AppendObject of nothing, of a stream', async ({ client, prefix }) => {
  assert.equal((await client.append(`${prefix}/a.log`, Buffer.alloc(0))).nextAppendPosition, '0');
  const stream = Readable.from([text('one '), text('two')]);
  assert.equal((await client.append(`${prefix}/a.log`, stream, { position: 0 })).nextAppendPosition, '7');
  assert.equal((await client.get(`${prefix}/a.log`)).content.toString(), 'one two');
});

row('AppendObject at a wrong position', async ({ client, prefix }) => {
  await refused(client.append(`${prefix}/absent.log`, text('x'), { position: 5 }), 409, 'PositionNotEqualToLength');
  await client.append(`${prefix}/a.log`, text('hello'));
  for (const position of [0, '0', 4, 6]) {
    const error = await refused(client.append(`${prefix}/a.log`, text('x'), { position }), 409, 'PositionNotEqualToLength');
    assert.equal(error.ecCode, '0026-00000016');
  }
});

row('AppendObject to another type', async ({ client, prefix }) => {
  await client.put(`${prefix}/a.txt`, text('hello'));
  await refused(client.append(`${prefix}/a.txt`, text('x'), { position: 5 }), 409, 'ObjectNotAppendable');
});

row('AppendObject with an upload callback: refused', async ({ client, prefix }) => {
  const callback = { url: 'http://callback.example/', body: 'a=b' };
  const error = await refused(client.append(`${prefix}/a.log`, text('x'), { callback }), 400, 'NotImplemented');
  assert.match(error.message, /callback/);
});

row('PutObject', async ({ client, prefix }) => {
  const put = await client.put(`${prefix}/${oddName}`, text('hello'), { meta: { app: 'shop' } });
  assert.equal(put.res.headers.etag, '"5D41402ABC4B2A76B9719D911017C592"');
  assert.equal((await client.get(`${prefix}/${oddName}`)).content.toString(), 'hello');
  await client.putStream(`${prefix}/stream`, Readable.from([text('streamed')]));
  assert.equal((await client.get(`${prefix}/stream`)).content.toString(), 'streamed');
});

row('Content-MD5', async ({ client, prefix }) => {
  const md5 = createHash('md5').update('hello').digest('base64');
  await client.append(`${prefix}/a.log`, text('hello'), { headers: { 'Content-MD5': md5 } });
  await refused(client.append(`${prefix}/a.log`, text('other'), { position: 5, headers: { 'Content-MD5': md5 } }), 400, 'InvalidDigest');
});

row('HeadObject', async ({ client, prefix }) => {
  await client.append(`${prefix}/a.log`, text('hello'));
  const { headers } = (await client.head(`${prefix}/a.log`)).res;
  assert.equal(headers['x-oss-object-type'], 'Appendable');
  assert.equal(headers['x-oss-next-append-position'], '5');
  assert.equal(headers['x-oss-hash-crc64ecma'], '11177612005948864433');
  assert.equal((await client.head(`${prefix}/a.log`, { headers: { 'If-None-Match': headers.etag } })).status, 304);
  await refused(client.head(`${prefix}/absent`), 404, 'NoSuchKey');
});

row('GetObjectMeta', async ({ client, prefix }) => {
  await client.append(`${prefix}/a.log`, text('hello'));
  const { headers } = (await client.getObjectMeta(`${prefix}/a.log`)).res;
  assert.equal(headers['content-length'], '5');
  assert.ok(headers.etag && headers['last-modified']);
  assert.equal(headers['x-oss-hash-crc64ecma'], '11177612005948864433');
  assert.equal(headers['x-oss-object-type'], undefined);
  await refused(client.getObjectMeta(`${prefix}/absent`), 404, 'NoSuchKey');
});

row('GetObject with conditions and overrides', async ({ client, prefix }) => {
  const name = `${prefix}/a.log`;
  await client.append(name, text('hello'));
  const { etag } = (await client.head(name)).res.headers;
  assert.equal((await client.get(name, { headers: { 'If-None-Match': etag } })).res.status, 304);
  assert.equal((await client.get(name, { headers: { 'If-Match': etag } })).res.status, 200);
  await refused(client.get(name, { headers: { 'If-Match': '"0"' } }), 412, 'PreconditionFailed');
  const overrides = { 'response-content-type': 'text/csv; charset=utf-8', 'response-cache-control': 'no-store' };
  const get = await client.get(name, { subres: overrides });
  assert.equal(get.res.headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(get.res.headers['cache-control'], 'no-store');
  await refused(client.get(`${prefix}/absent`), 404, 'NoSuchKey');
});

row('GetObject, ranges of both behaviours', async ({ client, prefix }) => {
  await client.append(`${prefix}/a.log`, text('0123456789'));
  const get = (range, behavior) => client.get(`${prefix}/a.log`, {
    headers: { Range: range, ...(behavior && { 'x-oss-range-behavior': behavior }) },
  });
  for (const [range, behavior, status, content] of [
    ['bytes=2-4', undefined, 206, '234'],
    ['bytes=7-', undefined, 206, '789'],
    ['bytes=-2', undefined, 206, '89'],
    ['bytes=8-20', undefined, 200, '0123456789'],
    ['bytes=10-', undefined, 200, '0123456789'],
    ['bytes=8-20', 'standard', 206, '89'],
  ]) {
    const got = await get(range, behavior);
    assert.deepEqual([got.res.status, got.content.toString()], [status, content], range);
  }
  await refused(get('bytes=10-', 'standard'), 416, 'InvalidRange');
});

row('ListObjects', async ({ client, prefix }) => {
  for (const name of ['a b', 'b/1', 'b/2', 'c/1', 'd&d']) await client.append(`${prefix}/${name}`, text('x'));
  const all = await client.list({ prefix: `${prefix}/`, 'max-keys': 10, delimiter: '' });
  assert.deepEqual(all.objects.map(o => o.name), ['a b', 'b/1', 'b/2', 'c/1', 'd&d'].map(name => `${prefix}/${name}`));
  assert.deepEqual([all.objects[0].type, all.objects[0].size, all.isTruncated], ['Appendable', 1, false]);
  const seen = [];
  let marker;
  do {
    const page = await client.list({ prefix: `${prefix}/`, delimiter: '/', 'max-keys': 1, ...(marker && { marker }) });
    seen.push(...page.objects.map(o => o.name), ...(page.prefixes ?? []));
    marker = page.nextMarker;
  } while (marker);
  assert.deepEqual(seen, ['a b', 'b/', 'c/', 'd&d'].map(name => `${prefix}/${name}`));
});

row('ListObjectsV2', async ({ client, prefix }) => {
  for (const name of ['a b', 'b/1', 'b/2', 'c/1', 'ü']) await client.append(`${prefix}/${name}`, text('x'));
  const seen = [];
  let token;
  do {
    const page = await client.listV2({
      prefix: `${prefix}/`, delimiter: '/', 'max-keys': 1, 'fetch-owner': true, 'encoding-type': 'url', 'continuation-token': token,
    });
    seen.push(...page.objects.map(o => o.name), ...(page.prefixes ?? []));
    assert.equal(page.keyCount, 1);
    assert.ok(page.objects.every(o => o.owner.id));
    token = page.nextContinuationToken;
  } while (token);
  assert.deepEqual(seen.map(decodeURIComponent), ['a b', 'b/', 'c/', 'ü'].map(name => `${prefix}/${name}`));
  const after = await client.listV2({ prefix: `${prefix}/`, 'start-after': `${prefix}/b/2` });
  assert.deepEqual(after.objects.map(o => o.name), ['c/1', 'ü'].map(name => `${prefix}/${name}`));
});

row('CopyObject', async ({ client, prefix }) => {
  await client.put(`${prefix}/${oddName}`, text('hello'), { meta: { app: 'old' } });
  const copy = await client.copy(`${prefix}/copy`, `${prefix}/${oddName}`);
  assert.equal(copy.data.etag, '"5D41402ABC4B2A76B9719D911017C592"');
  assert.deepEqual((await client.head(`${prefix}/copy`)).meta, { app: 'old' });
  assert.equal((await client.get(`${prefix}/copy`)).content.toString(), 'hello');
  assert.equal((await client.copy(`${prefix}/copy2`, `${prefix}/copy`, { headers: { 'If-None-Match': copy.data.etag } })).res.status, 304);
  await refused(client.copy(`${prefix}/copy2`, `${prefix}/copy`, { headers: { 'If-Match': '"0"' } }), 412, 'PreconditionFailed');
  await refused(client.copy(`${prefix}/copy2`, `${prefix}/absent`), 404, 'NoSuchKey');
});

row('CopyObject of an append object: onto itself only', async ({ client, prefix }) => {
  const name = `${prefix}/${oddName}`;
  await client.append(name, text('hello'), { meta: { app: 'old' } });
  await client.putMeta(name, { app: 'new' });
  assert.deepEqual((await client.head(name)).meta, { app: 'new' });
  assert.equal((await client.append(name, text('!'), { position: 5 })).nextAppendPosition, '6');
  await refused(client.copy(`${prefix}/copy`, name), 400, 'OperationNotSupported');
});

row('DeleteObject', async ({ client, prefix }) => {
  await client.append(`${prefix}/${oddName}`, text('hello'));
  assert.equal((await client.delete(`${prefix}/${oddName}`)).res.status, 204);
  assert.equal((await client.delete(`${prefix}/${oddName}`)).res.status, 204);
  assert.equal((await client.append(`${prefix}/${oddName}`, text('anew'))).nextAppendPosition, '4');
});

row('DeleteMultipleObjects', async ({ client, prefix }) => {
  const names = ['a<b>', 'c&d', 'ü'].map(name => `${prefix}/${name}`);
  for (const name of names) await client.append(name, text('x'));
  const loud = await client.deleteMulti(names.slice(0, 2));
  assert.deepEqual(loud.deleted.map(deleted => deleted.Key), names.slice(0, 2));
  assert.deepEqual((await client.deleteMulti(names.slice(2), { quiet: true })).deleted, []);
  assert.deepEqual((await client.list({ prefix: `${prefix}/` })).objects, []);
});

row('Object ACL', async ({ client, prefix }) => {
  await client.append(`${prefix}/a.log`, text('hello'), { headers: { 'x-oss-object-acl': 'public-read' } });
  assert.equal((await client.getACL(`${prefix}/a.log`)).acl, 'public-read');
  await client.putACL(`${prefix}/a.log`, 'private');
  const told = await client.getACL(`${prefix}/a.log`);
  assert.equal(told.acl, 'private');
  assert.ok(told.owner.id);
});

row('Object tagging', async ({ client, prefix }) => {
  await client.append(`${prefix}/a.log`, text('hello'), { headers: { 'x-oss-tagging': 'app=order%20service' } });
  assert.deepEqual((await client.getObjectTagging(`${prefix}/a.log`)).tag, { app: 'order service' });
  await client.putObjectTagging(`${prefix}/a.log`, { a: '1', 'b:c': 'd/e' });
  assert.deepEqual((await client.getObjectTagging(`${prefix}/a.log`)).tag, { a: '1', 'b:c': 'd/e' });
  await client.deleteObjectTagging(`${prefix}/a.log`);
  assert.deepEqual((await client.getObjectTagging(`${prefix}/a.log`)).tag, {});
});

row('Symbolic link: refused', async ({ client, prefix }) => {
  await refused(client.putSymlink(`${prefix}/link`, `${prefix}/a.log`), 501, 'NotImplemented');
});

row('Operations that are not emulated: refused, and nothing changes', async ({ client, bucket, prefix }) => {
  const name = `${prefix}/a.log`;
  await client.append(name, text('hello'));
  for (const refusal of [
    () => client.restore(name),
    () => client.initMultipartUpload(name),
    () => client.delete(name, { versionId: 'null' }),
    () => client.get(name, { process: 'image/resize,w_100' }),
    () => client.getBucketVersions({ prefix }),
    () => client.getBucketLifecycle(bucket),
    () => client.deleteBucketLifecycle(bucket),
    () => client.deleteBucketPolicy(bucket),
  ]) await refused(refusal(), 501, 'NotImplemented');
  assert.equal((await client.get(name)).content.toString(), 'hello');
  assert.equal((await client.head(name)).res.headers['x-oss-object-type'], 'Appendable');
});

row('ListMultipartUploads: a list of nothing', async ({ client, prefix }) => {
  const { uploads, isTruncated } = await client.listUploads({ prefix, 'max-uploads': 10 });
  assert.deepEqual([uploads ?? [], isTruncated], [[], false]);
});

row('PutBucket, GetBucketInfo, GetBucketLocation, DeleteBucket', async ({ client, bucket }) => {
  const name = `${bucket}-made`;
  assert.equal((await client.putBucket(name, { acl: 'public-read', storageClass: 'IA' })).bucket, name);
  client.useBucket(name);
  const info = (await client.getBucketInfo(name)).bucket;
  assert.deepEqual([info.Name, info.Location], [name, 'oss-cn-hangzhou']);
  assert.deepEqual([info.StorageClass, info.AccessControlList.Grant], ['IA', 'public-read']);
  assert.equal((await client.getBucketLocation(name)).location, 'oss-cn-hangzhou');
  await client.append('a.log', text('x'));
  await refused(client.deleteBucket(name), 409, 'BucketNotEmpty');
  await client.delete('a.log');
  await client.deleteBucket(name);
  await refused(client.getBucketInfo(name), 404, 'NoSuchBucket');
});

row('Bucket ACL', async ({ client, bucket }) => {
  await client.putBucketACL(bucket, 'public-read');
  assert.equal((await client.getBucketACL(bucket)).acl, 'public-read');
  await client.putBucketACL(bucket, 'private');
  assert.equal((await client.getBucketACL(bucket)).acl, 'private');
});

row('ListBuckets', async ({ client, bucket, endpoint }) => {
  // To an address the SDK sends "Host: undefined.oss-cn-hangzhou.aliyuncs.com" here.
  if (endpoint === 'address') return;
  const { buckets, owner } = await client.listBuckets({ prefix: bucket, 'max-keys': 10 });
  assert.ok(buckets.some(found => found.name === bucket && found.region === 'oss-cn-hangzhou'));
  assert.ok(owner.id);
});

row('Presigned URLs', async ({ client, prefix, endpoint, signUrl }) => {
  // For an address the SDK signs no URLs.
  if (endpoint === 'address') return;
  const name = `${prefix}/${oddName}`;
  const headers = { 'Content-Type': 'text/plain' };
  const appendUrl = await signUrl(client, 'POST', name, { append: '', position: 0 }, headers);
  const append = await fetchUrl('POST', appendUrl, { headers, body: 'hello' });
  assert.equal(append.status, 200, append.text);
  assert.equal(append.headers['x-oss-next-append-position'], '5');
  const get = await fetchUrl('GET', await signUrl(client, 'GET', name, { 'response-content-type': 'text/csv' }, {}));
  assert.deepEqual([get.status, get.headers['content-type'], get.text], [200, 'text/csv', 'hello'], get.text);
  const put = await fetchUrl('PUT', await signUrl(client, 'PUT', `${prefix}/b`, {}, headers), { headers, body: 'put' });
  assert.equal(put.status, 200, put.text);
  const changed = await fetchUrl('GET', (await signUrl(client, 'GET', name, {}, {})).replace('.log', '.txt'));
  assert.equal(changed.status, 403);
  assert.match(changed.text, /SignatureDoesNotMatch/);
});

row('STS token', async ({ connect, prefix, endpoint, keys, signUrl }) => {
  const client = connect(keys.temporary);
  await client.append(`${prefix}/a.log`, text('hello'));
  assert.equal((await client.get(`${prefix}/a.log`)).content.toString(), 'hello');
  if (endpoint !== 'address') {
    const get = await fetchUrl('GET', await signUrl(client, 'GET', `${prefix}/a.log`, {}, {}));
    assert.deepEqual([get.status, get.text], [200, 'hello']);
  }
  await refused(connect({ ...keys.temporary, securityToken: 'another' }).get(`${prefix}/a.log`), 403, 'InvalidSecurityToken');
  await refused(connect({ ...keys.temporary, securityToken: undefined }).get(`${prefix}/a.log`), 403, 'InvalidAccessKeyId');
  await refused(connect(keys.expired).get(`${prefix}/a.log`), 403, 'SecurityTokenExpired');
});

row('STS token limited to a prefix', async ({ client, connect, prefix, keys }) => {
  const shipper = connect(keys.shipper);
  await shipper.append(`ship/${prefix}.log`, text('hello'));
  await shipper.head(`ship/${prefix}.log`);
  assert.equal((await shipper.get(`ship/${prefix}.log`, { headers: { Range: 'bytes=1-3' } })).content.toString(), 'ell');
  await client.append(`${prefix}/a.log`, text('hello'));
  for (const denied of [
    () => shipper.append(`${prefix}/b.log`, text('x')),
    () => shipper.get(`${prefix}/a.log`),
    () => shipper.head(`${prefix}/a.log`),
    () => shipper.list({ prefix: 'ship/' }),
    () => shipper.delete(`ship/${prefix}.log`),
    () => shipper.deleteMulti([`ship/${prefix}.log`]),
    () => shipper.copy(`ship/${prefix}.copy`, `${prefix}/a.log`),
    () => shipper.getACL(`ship/${prefix}.log`),
  ]) await refused(denied(), 403, 'AccessDenied');
});

row('Wrong key, wrong secret', async ({ connect, prefix, keys }) => {
  await refused(connect({ ...keys.main, accessKeyId: 'nobody' }).get(`${prefix}/a`), 403, 'InvalidAccessKeyId');
  await refused(connect({ ...keys.main, accessKeySecret: 'wrong' }).get(`${prefix}/a`), 403, 'SignatureDoesNotMatch');
});

row('Wrong clock', async ({ client, prefix }) => {
  for (const minutes of [-16, 16]) {
    client.options.amendTimeSkewed = minutes * 60_000;
    await refused(client.get(`${prefix}/a`), 403, 'RequestTimeTooSkewed');
  }
  client.options.amendTimeSkewed = 14 * 60_000;
  await refused(client.get(`${prefix}/a`), 404, 'NoSuchKey');
});
