@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
