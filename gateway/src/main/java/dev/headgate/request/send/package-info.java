/// One attempt: breaker, deadline, hedge, an exchange of `wire/`.
@NullMarked
package dev.headgate.request.send;

import org.jspecify.annotations.NullMarked;
