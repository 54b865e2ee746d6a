/// Which node serves: gather, judge, publish, once per tick and chain.
@NullMarked
package dev.headgate.health;

import org.jspecify.annotations.NullMarked;
