/// The real HAProxy, and gateways behind it as processes of their own.
///
/// - [HaProxy] runs Debian's with a generated file, reloads it, and reads its own page.
/// - [FrontedGateway] is a gateway that can be killed, stopped, drained and started anew.
/// - [Front] is the whole: simulated nodes, gateways, HAProxy.
/// - [SteadyLoad] calls at a fixed rate, whether or not earlier calls were answered.
@NullMarked
package dev.headgate.testing.haproxy;

import org.jspecify.annotations.NullMarked;
