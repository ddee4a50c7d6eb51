/** One look over a request that tells what is certainly clean from what must be judged. */
@NullMarked
package dev.flowguard.rules.screen;

import org.jspecify.annotations.NullMarked;
