/// The command line: [dev.headgate.cli.Headgate] is the main class, and each command a class of its
/// own, listed in `Commands`; a plain `run` is understood by `Running`, without picocli, because
/// its start must not wait for it. Commands read the configuration, start the gateway or ask a
/// running one, and say in plain words what came of it; no stack trace ever answers a user's
/// mistake.
///
/// Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 configuration refused.
@NullMarked
package dev.headgate.cli;

import org.jspecify.annotations.NullMarked;
