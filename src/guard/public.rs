//! Which IP addresses belong to the public internet.
//!
//! IPv4: all but those set apart in IANA's registry of special-purpose addresses, and one more. IPv6: only those that IANA
//! hands out as global unicast, less those set apart within. So all that is outside is refused without being named: `::`,
//! `::1`, unique local, link-local, site-local, multicast, and every form that carries an IPv4 address (mapped, compatible,
//! translated by NAT64), whatever that address is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network: its first address, and how many bits all its addresses begin with.
type Net<A> = (A, u32);

const APART_V4: [Net<Ipv4Addr>; 19] = [
    (Ipv4Addr::UNSPECIFIED, 8),            // this host, this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared behind carriers' NAT; metadata of a cloud
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(168, 63, 129, 16), 32), // public by number, but what Azure's machines ask for their settings
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local; metadata of most clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24),  // AS112
    (Ipv4Addr::new(192, 52, 193, 0), 24),  // AMT
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(192, 175, 48, 0), 24),  // AS112
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, broadcast
];

const GLOBAL_V6: Net<Ipv6Addr> = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const APART_V6: [Net<Ipv6Addr>; 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments: Teredo, benchmarking, ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Whether the address belongs to the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !APART_V4.iter().any(|&net| contains_v4(net, address)),
        IpAddr::V6(address) => {
            contains_v6(GLOBAL_V6, address) && !APART_V6.iter().any(|&net| contains_v6(net, address))
        }
    }
}

fn contains_v4((first, bits): Net<Ipv4Addr>, address: Ipv4Addr) -> bool {
    (u32::from(first) ^ u32::from(address)).leading_zeros() >= bits
}

fn contains_v6((first, bits): Net<Ipv6Addr>, address: Ipv6Addr) -> bool {
    (u128::from(first) ^ u128::from(address)).leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(addresses: &[&str], expected: bool) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    /// The first and the last address of what is set apart.
    #[test]
    fn no_inward_address_is_public() {
        judge(
            &[
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.192",
                "192.0.0.255",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "192.175.48.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
            ],
            false,
        );
    }

    #[test]
    fn no_inward_address_of_the_new_protocol_is_public() {
        judge(
            &[
                "::",
                "::1",
                "::7f00:1",           // compatible
                "::808:808",          // the same, of a public address
                "::ffff:127.0.0.1",   // mapped
                "::ffff:8.8.8.8",     // the same, of a public address
                "::ffff:0:127.0.0.1", // translated
                "64:ff9b::169.254.169.254",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::10.0.0.1",
                "100::1",  // discard
                "2001::1", // Teredo
                "2001:0:ffff::1",
                "2001:2::1",  // benchmarking
                "2001:10::1", // ORCHID
                "2001:20::1", // ORCHIDv2
                "2001:1ff:ffff::1",
                "2001:db8::1",
                "2002:7f00:1::1", // 6to4
                "2002:808:808::1",
                "2620:4f:8000::1",
                "3fff::1",
                "3fff:fff::1",
                "4000::1",
                "5f00::1", // segment routing
                "fc00::1",
                "fd00:ec2::254", // metadata
                "fdff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
            ],
            false,
        );
    }

    /// Among them the neighbours of what is set apart.
    #[test]
    fn all_others_are_public() {
        judge(
            &[
                "1.0.0.0",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:db7::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::6810:85e5",
                "2a00:1450:4001:80b::200e",
                "3fff:1000::1",
            ],
            true,
        );
    }
}
