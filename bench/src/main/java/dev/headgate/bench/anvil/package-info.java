/// Real nodes: anvils as processes of their own, mirrored into one chain.
///
/// Blocks are empty and a function of their timestamps, so that two anvils which mine at the same
/// timestamps have the same blocks, hash by hash, and one that was away is brought to the head by
/// mining what it missed. Calls that would put a transaction into a pool have no place here: the
/// nodes would part.
@NullMarked
package dev.headgate.bench.anvil;

import org.jspecify.annotations.NullMarked;
