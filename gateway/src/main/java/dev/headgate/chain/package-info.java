/// The nouns that every other package speaks of: a [Chain], its [Node]s and their [Role]s.
@NullMarked
package dev.headgate.chain;

import org.jspecify.annotations.NullMarked;
