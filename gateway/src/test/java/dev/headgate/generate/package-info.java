@NullMarked
package dev.headgate.generate;

import org.jspecify.annotations.NullMarked;
