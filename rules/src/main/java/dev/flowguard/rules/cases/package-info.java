/** Policy tests: outbound requests with the verdict that each deserves. */
@NullMarked
package dev.flowguard.rules.cases;

import org.jspecify.annotations.NullMarked;
