@NullMarked
package dev.headgate.simulate.check;

import org.jspecify.annotations.NullMarked;
