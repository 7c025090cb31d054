/** Keeps a name that is allowed from leading into the network of this machine. */
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { CamlineError } from '../errors.ts';

/** Everything that is not the public Internet (IANA's special-purpose registries). */
const special = new BlockList();
const ranges = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/128 ::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16',
  'fc00::/7 fe80::/10 fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '));
for (const range of ranges) {
  const [net, bits] = range.split('/') as [string, string];
  special.addSubnet(net, Number(bits), familyOf(net));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** IPv4 in IPv6's clothes counts as what it is. */
export const isPublic = (address: string): boolean => !special.check(address, familyOf(address));

/** Throws CONFIG_INVALID for a host that is written as an address, and not a public one. */
export function checkWrittenAddress({ hostname }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublic(address)) throw privateAddress(hostname, address);
}

/**
 * As the system looks names up, but a name that leads to any address of a private network is refused. It is asked where the
 * connection is made, so that no second answer can differ from the one that was checked.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '');
    const inside = addresses.find(({ address }) => !isPublic(address));
    if (inside !== undefined) return done(privateAddress(hostname, inside.address), '');
    const [first] = addresses;
    if (options.all === true) return done(null, addresses);
    return done(null, first?.address ?? '', first?.family);
  });
};

const privateAddress = (hostname: string, address: string): CamlineError =>
  new CamlineError(
    'CONFIG_INVALID',
    `Expected a server with a public address, received ${hostname}, which is ${address} here. Where it is meant, allow it with privateModelUrls in place of modelUrls.`,
  );
