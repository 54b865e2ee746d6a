@NullMarked
package dev.headgate.simulate;

import org.jspecify.annotations.NullMarked;
