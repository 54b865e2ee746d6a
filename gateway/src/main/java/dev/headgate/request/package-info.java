@NullMarked
package dev.headgate.request;

import org.jspecify.annotations.NullMarked;
