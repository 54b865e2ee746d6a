/// Tests of what an operator sees.
@NullMarked
package dev.headgate.operate;

import org.jspecify.annotations.NullMarked;
