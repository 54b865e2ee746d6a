/// Which node serves: gather, judge, publish.
///
/// Each chain has a loop of its own, one virtual thread. It takes a turn at each tick, when the
/// nodes are probed, and one at once for every observation that comes in between: a new head that a
/// node pushed, a failed probe, a breaker that opened, a call that was refused its connection.
///
/// While no call can be served nodes are probed ten times a second: each moment until one is found
/// to be back costs every client. A probe that was under way while this process stood still is made
/// anew at once.
///
/// Another configuration is a [Turnover]: chains that are the same keep their loop, any other gets
/// a new one that goes on from the old one's memory. Nodes that are new are asked beforehand.
///
/// Orders come in by [Commands]; each makes a turn of its own, and is answered when the picture
/// that it led to is on the board.
@NullMarked
package dev.headgate.health;

import org.jspecify.annotations.NullMarked;
