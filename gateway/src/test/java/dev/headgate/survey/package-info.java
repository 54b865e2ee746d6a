@NullMarked
package dev.headgate.survey;

import org.jspecify.annotations.NullMarked;
