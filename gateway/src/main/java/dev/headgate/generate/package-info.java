/// Files for the programs around Headgate, written from the configuration, so that what is said
/// once is right everywhere. Settings in, text out: nothing is read, asked or started. What is
/// committed under `haproxy/` is the output for `config/headgate.yaml`, and a test holds that.
///
/// [dev.headgate.generate.HaProxyFile] writes `haproxy.cfg`. Words there: a *gateway* is a server
/// of the part for a chain; with direct nodes each *node* has a part of its own, because its path,
/// its headers and the check of its chain are its own. A call's *kind* is what HAProxy knows of it
/// when it is whole in the buffer: `read`, `long`, `raw` (a raw transaction), else `once`; by it
/// HAProxy decides whether it may send the call again, and what it says when the answer is lost.
@NullMarked
package dev.headgate.generate;

import org.jspecify.annotations.NullMarked;
