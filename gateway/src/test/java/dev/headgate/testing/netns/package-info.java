/// A node at the far end of a real link, for the faults that only a kernel can make: packets that
/// vanish, are refused, lost, delayed, doubled or damaged between the gateway and its node.
///
/// - [Namespace] is a network namespace of the test's own, and the link to it. Its addresses are
///   link-local and exist on that link alone: no packet leaves the machine.
/// - [FarNode] is a simulated node, a process of its own in there ([FarNodeMain]).
/// - [PacketRelay] is the link whose packets pass through that process (TUN), which delays,
///   doubles, reorders and damages them: what netem does, on kernels that lack it.
/// - [World] is such a node as the primary, a near one as the standby, a gateway process before
///   them, and [dev.headgate.testing.Callers].
/// - [Kernel] says what this machine lacks. Root, iptables and iproute2 are needed, and fail a test
///   on CI when they are missing; what the kernel itself lacks skips a test with a sentence.
@NullMarked
package dev.headgate.testing.netns;

import org.jspecify.annotations.NullMarked;
