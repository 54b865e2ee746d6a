@NullMarked
package dev.headgate.chain;

import org.jspecify.annotations.NullMarked;
