/** Whether a payload was judged in full, and the reasons if it was not. */
@NullMarked
package dev.flowguard.rules.inspection;

import org.jspecify.annotations.NullMarked;
