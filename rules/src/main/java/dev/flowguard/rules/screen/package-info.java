/** One look over a request: it is certainly clean, or it must be judged. */
@NullMarked
package dev.flowguard.rules.screen;

import org.jspecify.annotations.NullMarked;
