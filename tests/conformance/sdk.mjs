// Clients of the official SDK that reach the emulator in the ways a user would.
import http from 'node:http';
import OSS from 'ali-oss';

// Every name leads to the emulator: the SDK believes that it speaks to the region itself.
const agent = new http.Agent({
  keepAlive: true,
  lookup: (name, options, done) => (options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)),
});

const ways = {
  region: { host: 'oss-cn-hangzhou.aliyuncs.com' },
  localhost: { host: 'localhost' },
  path: { host: 'localhost', sldEnable: true },
  address: { host: '127.0.0.1' },
};

export const endpoints = Object.keys(ways);

export function connect({ port, endpoint, isV4, bucket, key, ...rest }) {
  const { host, ...addressing } = ways[endpoint];
  return new OSS({
    region: 'oss-cn-hangzhou',
    endpoint: `http://${host}:${port}`,
    ...addressing,
    agent,
    accessKeyId: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
    stsToken: key.securityToken,
    // Told to be constant: without it the SDK warns on the console.
    refreshSTSToken: key.securityToken && (async () => ({ ...key, stsToken: key.securityToken })),
    bucket,
    authorizationV4: isV4,
    ...rest,
  });
}

// What somebody with a URL and no SDK does.
export function fetchUrl(method, url, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
