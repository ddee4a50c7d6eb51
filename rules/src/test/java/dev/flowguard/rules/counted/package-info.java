/** Counts what loops really do, and compares it with what they charge. */
@NullMarked
package dev.flowguard.rules.counted;

import org.jspecify.annotations.NullMarked;
