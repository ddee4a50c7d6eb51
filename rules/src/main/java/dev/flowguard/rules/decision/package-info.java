/** What comes of a judgement: decision, violations, inspection. */
@NullMarked
package dev.flowguard.rules.decision;

import org.jspecify.annotations.NullMarked;
