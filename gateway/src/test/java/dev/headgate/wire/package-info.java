@NullMarked
package dev.headgate.wire;

import org.jspecify.annotations.NullMarked;
