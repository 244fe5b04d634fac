/** Which IP addresses are on the public network; everything else is never called by default. */

import { BlockList, isIPv4, isIPv6 } from 'node:net';

const closed = new BlockList();
const V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
for (const [network, bits] of V4) closed.addSubnet(network, bits, 'ipv4');

/** Only global unicast (2000::/3), and of it not the ranges that embed or document addresses. */
const open = new BlockList();
open.addSubnet('2000::', 3, 'ipv6');
const V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
for (const [network, bits] of V6) closed.addSubnet(network, bits, 'ipv6');

/** Source: IANA special-purpose address registries. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  return open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
