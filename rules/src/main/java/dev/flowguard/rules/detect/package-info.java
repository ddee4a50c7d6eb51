/** Looks at leaves for the shape of user content. */
@NullMarked
package dev.flowguard.rules.detect;

import org.jspecify.annotations.NullMarked;
