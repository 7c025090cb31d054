import { Cluster, type RedisOptions } from 'ioredis';

/** Connections to the nodes of a cluster, found through the one of `url`. All our keys lie in one slot, so on one node. */
export function clusterOf(
  url: string,
  options: Pick<RedisOptions, 'connectTimeout' | 'maxRetriesPerRequest'>,
): Cluster {
  const { protocol, hostname, port, username, password } = new URL(url);
  const cluster = new Cluster([{ host: hostname, port: port === '' ? 6379 : Number(port) }], {
    lazyConnect: true,
    // Certificates name hosts, so a host is not looked up before it is compared with them.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: {
      ...options,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  });
  // Every call reports its own failure.
  cluster.on('error', () => undefined);
  return cluster;
}
