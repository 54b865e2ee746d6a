@NullMarked
package dev.headgate.request.decode;

import org.jspecify.annotations.NullMarked;
