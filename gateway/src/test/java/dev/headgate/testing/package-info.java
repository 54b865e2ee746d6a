/// Small real classes that tests build their worlds from.
@NullMarked
package dev.headgate.testing;

import org.jspecify.annotations.NullMarked;
