/// The rpc listener: the pipeline in the order bytes meet it, calls in, replies out.
@NullMarked
package dev.headgate.request.accept;

import org.jspecify.annotations.NullMarked;
